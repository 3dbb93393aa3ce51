"""Reads of the log. What a reader may not see in the portal, the log does not tell either (AUT-3)."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from permissions import gate

# By their names: this app does not know the app above it.
CONTACTEN_INZIEN = "crm.contacten_inzien"
PERSOON = "crm.persoon"
TEAMLID = "teamleden.teamlid"


class ActiviteitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The entries `user` may read.

        About a Relatie: who may see the Relatie; one that is gone follows bereik alle. About a Contact, or by one:
        who may see the Contact. Everything else is the office's.
        """
        if not gate.may(user, ACTIVITEITENLOG_INZIEN):
            return self.none()
        if isinstance(user, gate.Systeem):
            return self
        subject = gate.subject(user)
        return self._about_seen_relaties(user, subject.bereik_alle)._about_seen_personen(user, subject)

    def _about_seen_relaties(self, user, bereik_alle):
        relaties = apps.get_model("crm.Relatie").objects
        seen = relaties.visible_to(user)
        if bereik_alle:
            # Hiding what is hidden, and not showing what is seen, leaves what is gone.
            return self.exclude(relatie__in=relaties.exclude(pk__in=seen.values("pk")).values("pk"))
        return self.filter(Q(relatie=None) | Q(relatie__in=seen.values("pk")))

    def _about_seen_personen(self, user, subject):
        personen = get_user_model().objects
        seen = personen.visible_to(user).values("pk")
        hidden = personen.contacten().exclude(pk__in=seen)
        rows = self.exclude(actor__in=hidden.values("pk"))
        if not subject.holds(CONTACTEN_INZIEN):
            return rows.exclude(object_type=PERSOON, object_id__in=_as_text(personen.contacten()))
        loose = {"relatie": None, "object_type": PERSOON}
        if subject.bereik_alle:
            return rows.exclude(**loose, object_id__in=_as_text(hidden))
        known = personen.filter(~Q(pk__in=hidden.values("pk")))
        return rows.filter(~Q(**loose) | Q(object_id__in=_as_text(known)))

    def for_list(self):
        return self.select_related("relatie")

    def search(self, text):
        """Every word somewhere in what the entry says."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(object_naam__icontains=word)
                | Q(actie__icontains=word)
                | Q(reden__icontains=word)
                | Q(actor_naam__icontains=word)
                | Q(namens_naam__icontains=word)
            )
        return found

    def about_or_by(self, pk, *, about=True, by=True):
        """What happened to a persoon, as Persoon or as Teamlid, and what it did or others did in its name."""
        found = Q(pk__in=[])
        if about:
            found |= Q(object_type__in=(PERSOON, TEAMLID), object_id=str(pk))
        if by:
            found |= Q(actor=pk) | Q(namens=pk)
        return self.filter(found)

    def by_persoon(self, text):
        """What somebody did, or what was done in the name of: by number, or by a part of the name."""
        if text.isdecimal():
            return self.filter(Q(actor__nummer=text) | Q(namens__nummer=text))
        found = self
        for word in text.split():
            found = found.filter(Q(actor_naam__icontains=word) | Q(namens_naam__icontains=word))
        return found


def _as_text(queryset):
    """The keys as the log keeps them."""
    return queryset.annotate(sleutel=Cast("pk", CharField())).order_by().values("sleutel")
