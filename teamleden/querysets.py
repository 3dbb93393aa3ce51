"""Reads about teamleden and their rollen."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now

from permissions import gate
from teamleden.permissions import TEAMLEDEN_INZIEN, TEAMLEDEN_UITNODIGEN

ACTIEF = "actief"
UIT_DIENST = "uit_dienst"


class TeamlidQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if gate.may(user, TEAMLEDEN_INZIEN) else self.none()

    def for_list(self):
        return self.select_related("persoon", "autorisatierol", "functie")

    def with_counts(self, user):
        """Adds the number of Relaties per niveau, of those this user may know of; the highest niveau counts."""
        rollen = self.model._meta.get_field("teamlidrollen").related_model.objects
        relaties = rollen.model._meta.get_field("relatie").related_model.objects.visible_to(user)
        # Per row, so that only the rows of the page are counted.
        here = rollen.filter(teamlid=OuterRef("pk"), relatie__in=relaties).order_by().values("teamlid")
        count = Count("relatie", distinct=True)
        return self.annotate(
            aantal_mutator=Coalesce(Subquery(here.filter(niveau="mutator").annotate(n=count).values("n")), 0),
            aantal_relaties=Coalesce(Subquery(here.annotate(n=count).values("n")), 0),
        )

    def active(self):
        return self.filter(status=ACTIEF, persoon__is_active=True)

    def search(self, text):
        persoon = self.model._meta.get_field("persoon").related_model
        return self.filter(persoon__in=persoon.objects.filter(soort="teamlid").search(text))


class RolQuerySet(models.QuerySet):
    def active(self):
        return self.filter(actief=True)


class TeamlidRolQuerySet(models.QuerySet):
    def for_tab(self):
        return self.select_related("teamlid__persoon", "teamlid__functie", "rol")


class WaarnemingQuerySet(models.QuerySet):
    def running(self):
        """Those that hold at the time of this statement; half-open: at `tot` it is over (WN-4)."""
        return self.filter(Q(tot=None) | Q(tot__gt=Now()), van__lte=Now()).exclude(afwezige__status=UIT_DIENST)


class UitnodigingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if gate.may(user, TEAMLEDEN_UITNODIGEN) else self.none()

    def for_list(self):
        return self.select_related("teamlid__persoon", "teamlid__autorisatierol", "uitgenodigd_door")

    def open(self):
        """Not used and not withdrawn; may have expired."""
        return self.filter(gebruikt_op=None, ingetrokken_op=None)
