"""Reads about teamleden and their rollen."""

from datetime import UTC, datetime

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from permissions import gate
from teamleden.permissions import TEAMLEDEN_INZIEN, TEAMLEDEN_UITNODIGEN, WAARNEMERS_BEHEREN

ACTIEF = "actief"
UIT_DIENST = "uit_dienst"
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def has_left(prefix=""):
    """Uit dienst at the time of this statement: by the status, or because the last day is over."""
    return Q(**{f"{prefix}status": UIT_DIENST}) | Q(**{f"{prefix}uit_dienst_per__lte": Now()})


def number_of(rows):
    """The number of these rows as an expression, so that several can be asked in one query."""
    counted = rows.order_by().annotate(alle=Value(1)).values("alle").annotate(aantal=Count("pk")).values("aantal")
    return Coalesce(Subquery(counted), 0)


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
        return self.in_dienst().filter(status=ACTIEF, persoon__is_active=True)

    def in_dienst(self):
        return self.filter(Q(uit_dienst_per=None) | Q(uit_dienst_per__gt=Now())).exclude(status=UIT_DIENST)

    def uit_dienst(self):
        return self.filter(has_left())

    def with_status_now(self):
        """Adds `status_op_dit_moment`, by the clock of the database as the view does."""
        left = When(has_left(), then=Value(UIT_DIENST))
        return self.annotate(status_op_dit_moment=Case(left, default=F("status"), output_field=CharField()))

    def filter_status(self, status):
        """Those that have this status at this moment."""
        return self.uit_dienst() if status == UIT_DIENST else self.in_dienst().filter(status=status)

    def search(self, text):
        persoon = self.model._meta.get_field("persoon").related_model
        return self.filter(persoon__in=persoon.objects.filter(soort="teamlid").search(text))


class RolQuerySet(models.QuerySet):
    def active(self):
        return self.filter(actief=True)

    def locked(self):
        """In the one order, and after the Teamleden: whoever gives a Rol and whoever deletes it wait here."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)

    def with_counts(self, user):
        """Adds in how many rows at Relaties that this user may know of each Rol stands."""
        rollen = self.model._meta.get_field("teamlidrollen").related_model.objects
        relaties = rollen.model._meta.get_field("relatie").related_model.objects.visible_to(user)
        here = rollen.filter(rol=OuterRef("pk"), relatie__in=relaties).order_by().values("rol")
        return self.annotate(aantal=Coalesce(Subquery(here.annotate(n=Count("pk")).values("n")), 0))


class StandaardTeamlidRolQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("teamlid__persoon", "rol", "relatiesoort", "relatiegroep", "label")

    def that_give(self):
        """Those that are applied; the property `gives` says the same of one."""
        return self.filter(actief=True, rol__actief=True).exclude(has_left("teamlid__"))


class ProcesteamQuerySet(models.QuerySet):
    def for_list(self):
        """With the number of leden, those who left apart, and the leider."""
        left = Count("lidmaatschappen", filter=has_left("lidmaatschappen__teamlid__"))
        return self.annotate(uit_dienst=left, aantal=Count("lidmaatschappen") - F("uit_dienst")).prefetch_related(
            Prefetch(
                "lidmaatschappen",
                queryset=self.model._meta.get_field("lidmaatschappen")
                .related_model.objects.filter(leider=True)
                .select_related("teamlid__persoon"),
                to_attr="leiders",
            )
        )


class TeamlidRolQuerySet(models.QuerySet):
    def of_kandidaten(self, procesteam):
        """The rows that make leden of a Procesteam candidates for work at a Relatie; not those of who left."""
        leden = procesteam.lidmaatschappen.exclude(has_left("teamlid__"))
        return self.filter(teamlid__in=leden.values("teamlid"))

    def visible_to(self, user, *permissie):
        """The rows at Relaties that `user` may see, or at which a permissie may be used."""
        relaties = self.model._meta.get_field("relatie").related_model.objects
        return self.filter(relatie__in=relaties.visible_to(user, *permissie))

    def with_others(self):
        """Adds `ander_met_rol` and `ander`: does a colleague who stays have the same Rol there, or any?"""
        others = self.model.objects.filter(relatie=OuterRef("relatie")).exclude(teamlid=OuterRef("teamlid"))
        others = others.filter(teamlid__uit_dienst_per=None).exclude(teamlid__status=UIT_DIENST)
        return self.annotate(ander_met_rol=Exists(others.filter(rol=OuterRef("rol"))), ander=Exists(others))

    def for_tab(self):
        return self.select_related("teamlid__persoon", "teamlid__functie", "rol")

    def counting_for(self, subject):
        """The rows that count for this gate.Subject: all of its `namens`, and some of who it stands in for in part.

        All ids stand in the first condition, so that the planner has them as literals whatever follows.
        """
        ids = [*subject.namens, *(one.afwezige_id for one in subject.beperkt)]
        rows = self.filter(teamlid_id__in=ids)
        if not subject.beperkt:
            return rows
        return rows.filter(self._in_scopes(subject.beperkt) | Q(teamlid_id__in=subject.namens))

    def _in_scopes(self, waarnemingen):
        waarneming = apps.get_model("teamleden.Waarneming")
        found = Q()
        for one in waarnemingen:
            scope = Q(teamlid_id=one.afwezige_id)
            if one.rollen is not None:
                scope &= Q(rol_id__in=one.rollen)
            if one.alleen_relaties:
                chosen = waarneming.relaties.through.objects.filter(waarneming_id=one.pk)
                scope &= Q(relatie_id__in=chosen.values("relatie_id"))
            found |= scope
        return found

    def passed_on(self, afwezige, rollen=None, relaties=None):
        """The rows that a Waarneming with these choices passes on while it runs; None is all of them."""
        rows = self.filter(teamlid=afwezige)
        if rollen is not None:
            rows = rows.filter(rol__in=rollen)
        return rows if relaties is None else rows.filter(relatie__in=relaties)


class WaarnemingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's for who manages them; else the own absences, and those one stands in for."""
        return self if gate.may(user, WAARNEMERS_BEHEREN) else self.for_persoon(user.pk)

    def running(self):
        """Those that give somebody access at the time of this statement; half-open: at `tot` it is over (WN-4)."""
        now = self.filter(Q(tot=None) | Q(tot__gt=Now()), van__lte=Now(), beeindigd_op=None)
        return now.filter(waarnemer__isnull=False).exclude(has_left("afwezige__"))

    def for_list(self):
        return self.select_related("afwezige__persoon", "waarnemer__persoon").prefetch_related("rollen")

    def for_persoon(self, pk):
        """One's own absences, and those one stands in for."""
        return self.filter(Q(afwezige=pk) | Q(waarnemer=pk))

    def in_period(self, van, tot):
        """Those that hold at some time in [van, tot); what was ended before it began never did."""
        here = self.filter(Q(tot=None) | Q(tot__gt=van), van__lt=tot)
        return here.filter(Q(beeindigd_op=None) | Q(beeindigd_op__gt=van) & Q(beeindigd_op__gt=F("van")))

    def overlapping(self, van, tot):
        """Those that were not ended, and hold at some time in [van, tot); `tot` None is without an end."""
        here = self.filter(Q(tot=None) | Q(tot__gt=van), beeindigd_op=None)
        return here if tot is None else here.filter(van__lt=tot)

    def with_overlap(self):
        """Adds whether somebody else stands in for the same afwezige in the same period: allowed, but shown."""
        others = self.model.objects.filter(
            Q(tot=None) | Q(tot__gt=OuterRef("van")),
            afwezige=OuterRef("afwezige"),
            waarnemer__isnull=False,
            beeindigd_op=None,
        )
        others = others.exclude(pk=OuterRef("pk"))
        ends_later = Q(van__lt=Coalesce(OuterRef("tot"), Value(FAR, output_field=models.DateTimeField())))
        return self.annotate(
            overlapt=Case(
                When(waarnemer__isnull=True, then=Value(False)),
                When(beeindigd_op__isnull=False, then=Value(False)),
                default=Exists(others.filter(ends_later)),
            )
        )

    def with_aantal_relaties(self):
        chosen = self.model.relaties.through.objects.filter(waarneming=OuterRef("pk")).order_by()
        count = chosen.values("waarneming").annotate(n=Count("pk")).values("n")
        return self.annotate(aantal_relaties=Coalesce(Subquery(count), 0))

    def nu(self):
        """Running, with or without a waarnemer."""
        return self.filter(Q(tot=None) | Q(tot__gt=Now()), van__lte=Now(), beeindigd_op=None)

    def komend(self):
        return self.filter(van__gt=Now(), beeindigd_op=None)

    def voorbij(self):
        return self.filter(Q(tot__lte=Now()) | Q(beeindigd_op__isnull=False))


class SessieQuerySet(models.QuerySet):
    def open(self):
        """Those with which somebody is still logged in."""
        there = Session.objects.filter(session_key=OuterRef("sleutel"), expire_date__gt=Now())
        return self.filter(Exists(there), beeindigd_op=None)


class UitnodigingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if gate.may(user, TEAMLEDEN_UITNODIGEN) else self.none()

    def for_list(self):
        return self.select_related("teamlid__persoon", "teamlid__autorisatierol", "uitgenodigd_door")

    def open(self):
        """Not used and not withdrawn; may have expired."""
        return self.filter(gebruikt_op=None, ingetrokken_op=None)
