"""Reads of the CRM. `visible_to` is the one way to client data; everything a user sees starts there."""

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from crm.normalise import digits, search_text
from crm.permissions import CONTACTEN_INZIEN, RELATIES_INZIEN
from permissions import catalogue, gate

MUTATOR = "mutator"


class InterneRelatieStays(Exception):
    """Somebody tried to delete the interne kantoorrelatie (REL-2)."""


class ZoekMixin:
    def search(self, text):
        """Every word somewhere in the search text; a telephone number may be typed with spaces and dashes."""
        found = self
        number = digits(text)
        if len(number) >= 8 and not any(c.isalpha() for c in text):
            return found.filter(zoektekst__contains=number)
        for word in search_text(text).split():
            found = found.filter(zoektekst__contains=word)
        return found


class RelatieQuerySet(ZoekMixin, models.QuerySet):
    def visible_to(self, user, permissie=RELATIES_INZIEN):
        """The Relaties at which `user` may use `permissie` now (the rule of spec section 4).

        The ids of the people whose rows count stand in the query as literals (TeamlidRolQuerySet.counting_for): the
        planner then knows how many rows each has and picks the right order by itself.
        """
        permissie = catalogue.get(permissie)
        if permissie.is_office_wide:
            raise ValueError(f"{permissie} geldt voor het hele kantoor, niet bij een relatie.")
        if isinstance(user, gate.Systeem):
            return self
        subject = gate.subject(user)
        if not subject.holds(permissie):
            return self.none()
        own = self._has_row(subject, permissie)
        return self.filter(Q(afgeschermd=False) | own) if subject.bereik_alle else self.filter(own)

    def _has_row(self, subject, permissie):
        rollen = self.model._meta.get_field("teamlidrollen").related_model.objects
        rows = rollen.counting_for(subject).filter(relatie_id=OuterRef("pk"))
        if permissie.needs_mutator:
            rows = rows.filter(niveau=MUTATOR)
        return Exists(rows)

    def active(self):
        return self.filter(actief=True)

    def for_list(self):
        return self.select_related("relatiesoort", "relatiegroep")

    def intern(self):
        """The interne kantoorrelatie."""
        return self.get(type="intern")

    def delete(self):
        """Refuses as a whole when the interne kantoorrelatie is among them (REL-2)."""
        if self.filter(type="intern").exists():
            raise InterneRelatieStays("De interne kantoorrelatie kan niet worden verwijderd.")
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class KoppelingQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ontkoppeld_op=None)


class PersoonQuerySet(ZoekMixin, models.QuerySet):
    def contacten(self):
        return self.filter(soort="contact")

    def visible_to(self, user, permissie=CONTACTEN_INZIEN):
        """The Contacten `user` may use `permissie` on: those coupled to a Relatie where that holds.

        Who is coupled to nothing any more follows bereik alle, unless the last tie was to a Relatie that is
        afgeschermd: then nobody but the log knows.
        """
        contacten = self.contacten()
        if isinstance(user, gate.Systeem):
            return contacten
        koppelingen = self.model._meta.get_field("koppelingen").related_model.objects
        relaties = self.model._meta.get_field("relaties").related_model.objects
        subject = gate.subject(user)
        if not subject.holds(permissie):
            return contacten.none()
        here = koppelingen.filter(contact_id=OuterRef("pk"))
        coupled = Exists(here.current().filter(relatie__in=relaties.visible_to(user, permissie)))
        if not subject.bereik_alle:
            return contacten.filter(coupled)
        loose = ~Exists(here.current()) & ~Exists(here.filter(relatie__afgeschermd=True))
        return contacten.filter(coupled | loose)

    def coupleable_by(self, user, relatie):
        """The Contacten `user` may couple to this Relatie: those in sight, and those that were coupled here before."""
        koppelingen = self.model._meta.get_field("koppelingen").related_model.objects
        before = koppelingen.filter(relatie=relatie).values("contact")
        return self.contacten().filter(Q(pk__in=self.visible_to(user).values("pk")) | Q(pk__in=before))

    def with_visible_relaties(self, user):
        """Adds `zichtbare_relaties` to each Contact: those of its Relaties that this user may know of."""
        relaties = self.model._meta.get_field("relaties").related_model.objects
        here = relaties.visible_to(user, CONTACTEN_INZIEN).filter(koppelingen__ontkoppeld_op=None)
        return self.prefetch_related(Prefetch("relaties", queryset=here, to_attr="zichtbare_relaties"))
