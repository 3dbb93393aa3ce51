"""Uit dienst: what hangs on a Teamlid, dividing it over colleagues, and the Wijzigingsset that does it all at once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone

from activiteitenlog.wijzigingen import engine
from crm.permissions import TEAMLEDEN_KOPPELEN
from permissions import gate
from teamleden.models import Niveau, Sessie, StandaardTeamlidRol, Status, Teamlid, TeamlidRol, Uitnodiging, Waarneming
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.querysets import number_of
from teamleden.services.rollen_bulk import hand_over
from teamleden.wijzigingen.autorisatie import SOORT_TEAMLID, teamlid_state
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL
from teamleden.wijzigingen.waarnemingen import SOORT_WAARNEMING, ended

SOORT = "uit dienst"
NIEMAND, BLIJFT = "niemand", "blijft"
DAG_IS_GEWEEST = "Deze dag is al geweest; kies vandaag of een dag daarna, of ‘per direct’."
GEEN_LAATSTE_DAG = "Er is geen laatste dag om in te trekken."


# --- What hangs on somebody ------------------------------------------------------------------------------------------


MOST_ALLEEN = 15


@dataclass(slots=True)
class Inventaris:
    """What hangs on a Teamlid, as far as the reader may see it.

    `alleen` are the first rows of which no colleague has the Rol at that Relatie, those where no colleague has any Rol
    (`enige`) first: these must be seen before somebody leaves.
    """

    per_rol: list
    relaties: int
    enige: int
    enige_rol: int
    alleen: list
    waarnemingen: list
    uitnodigingen: int
    sessies: int
    standaardrollen: int
    procesteams: list

    @property
    def rollen(self):
        return sum(rol["aantal"] for rol in self.per_rol)


def take_stock(reader, teamlid):
    rows = TeamlidRol.objects.visible_to(reader).filter(teamlid=teamlid)
    per_rol = rows.order_by("rol__volgorde", "rol__naam").values("rol__naam")
    by_niveau = {value: Count("pk", filter=Q(niveau=value)) for value in Niveau.values}
    with_others = rows.with_others()
    alleen = with_others.filter(ander_met_rol=False).select_related("relatie", "rol")
    uitnodigingen, sessies, standaardrollen = Teamlid.objects.values_list(
        number_of(Uitnodiging.objects.open().filter(uitgenodigd_door=teamlid.pk)),
        number_of(Sessie.objects.open().filter(persoon=teamlid.pk)),
        number_of(StandaardTeamlidRol.objects.filter(teamlid=teamlid.pk, actief=True)),
    ).get(pk=teamlid.pk)
    return Inventaris(
        per_rol=list(per_rol.annotate(aantal=Count("pk"), **by_niveau)),
        **with_others.aggregate(
            relaties=Count("relatie", distinct=True),
            enige=Count("relatie", distinct=True, filter=Q(ander=False)),
            enige_rol=Count("pk", filter=Q(ander=True, ander_met_rol=False)),
        ),
        alleen=list(alleen.order_by("ander", "relatie__sorteernaam", "relatie", "rol__volgorde")[:MOST_ALLEEN]),
        waarnemingen=waarnemingen_of(teamlid),
        uitnodigingen=uitnodigingen,
        sessies=sessies,
        standaardrollen=standaardrollen,
        procesteams=procesteams_of(teamlid),
    )


def procesteams_of(teamlid):
    """The lidmaatschappen, with the team; being one gives no access."""
    return list(teamlid.lidmaatschappen.select_related("procesteam").order_by("procesteam__naam"))


def waarnemingen_of(teamlid):
    """Those that run or are to come, in which somebody is the afwezige or the waarnemer."""
    theirs = Waarneming.objects.for_persoon(teamlid.pk).overlapping(timezone.now(), None)
    return list(theirs.select_related("afwezige__persoon", "waarnemer__persoon").order_by("van", "pk"))


# --- Dividing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Regel:
    """Rows that fit go to one of `naar`: keys of Teamleden, evenly by Relatie; or NIEMAND or BLIJFT.

    `waar` is (kind, key): label, groep, rol, relatie, or alles.
    """

    waar: tuple
    naar: tuple

    def fits(self, row):
        kind, pk = self.waar
        if kind == "label":
            return any(label.pk == pk for label in row.relatie.labels.all())
        values = {"alles": None, "groep": row.relatie.relatiegroep_id, "rol": row.rol_id, "relatie": row.relatie_id}
        return values[kind] == pk


def divide(rows, regels, rest):
    """{row: target}; the first Regel that fits decides, and `rest` what none fits. NIEMAND is None, BLIJFT is absent.

    A Relatie stays whole: what one Regel gives of it goes to one colleague.
    """
    placed, load, targets = {}, Counter(), {}
    for row in rows:
        number = next((number for number, regel in enumerate(regels) if regel.fits(row)), None)
        naar = (rest,) if number is None else regels[number].naar
        target = placed.get((number, row.relatie_id))
        if target is None:
            target = min(naar, key=lambda one: (load[number, one], naar.index(one)))
            placed[number, row.relatie_id] = target
            load[number, target] += 1
        if target != BLIJFT:
            targets[row.pk] = None if target == NIEMAND else target
    return targets


def divisible_rows(actor, teamlid):
    """The rows that the actor may hand over, in a fixed order."""
    rows = TeamlidRol.objects.visible_to(actor, TEAMLEDEN_KOPPELEN).filter(teamlid=teamlid)
    rows = rows.select_related("relatie", "rol").prefetch_related("relatie__labels")
    return list(rows.order_by("relatie__sorteernaam", "relatie", "rol__volgorde", "rol__naam"))


@dataclass(slots=True)
class Krijgt:
    """What a colleague gains: numbers of Relaties. `teamlid` None is what nobody gets."""

    teamlid: Teamlid | None
    rollen: int = 0
    relaties: set = field(default_factory=set)
    bewerken: set = field(default_factory=set)
    afgeschermd: set = field(default_factory=set)

    def add(self, row):
        self.rollen += 1
        self.relaties.add(row.relatie_id)
        if row.niveau == Niveau.MUTATOR:
            self.bewerken.add(row.relatie_id)
        if row.relatie.afgeschermd:
            self.afgeschermd.add(row.relatie_id)


@dataclass(slots=True)
class Verdeling:
    """A division to look at: per colleague, who gets something sensitive first; what nobody gets; what stays."""

    collegas: list
    niemand: Krijgt
    blijft: Krijgt
    zonder_iemand: int


def show_division(rows, targets):
    people = Teamlid.objects.select_related("persoon").in_bulk({pk for pk in targets.values() if pk is not None})
    krijgt = {pk: Krijgt(teamlid) for pk, teamlid in people.items()}
    niemand, blijft = Krijgt(None), Krijgt(None)
    for row in rows:
        target = targets.get(row.pk, BLIJFT)
        (blijft if target == BLIJFT else niemand if target is None else krijgt[target]).add(row)
    collegas = sorted(
        krijgt.values(), key=lambda one: (-len(one.afgeschermd), -len(one.bewerken), one.teamlid.persoon.sorteernaam)
    )
    taken = set().union(*(one.relaties for one in krijgt.values())) if krijgt else set()
    lost = [row.pk for row in rows if row.relatie_id not in taken and row.pk in targets]
    alone = TeamlidRol.objects.filter(pk__in=lost).with_others().filter(ander=False)
    return Verdeling(collegas, niemand, blijft, alone.values("relatie").distinct().count())


# --- The set that does it --------------------------------------------------------------------------------------------


def moment_after(laatste_dag):
    """The moment at which the access ends: the end of that day here. Raises ValidationError for a day in the past."""
    if laatste_dag < timezone.localdate():
        raise ValidationError({"laatste_dag": DAG_IS_GEWEEST})
    return timezone.make_aware(datetime.combine(laatste_dag + timedelta(days=1), time.min))


def propose_uit_dienst(actor, teamlid, *, laatste_dag=None, targets=None):
    """One Wijzigingsset: the rollen over, the access ended now or after `laatste_dag`, the Waarnemingen ended.

    `targets` is what `divide` gives, for rows of `divisible_rows`. Until a last day that is still to come the Teamlid
    keeps the own rows. For who has left already only the rollen go over. Number and address stay.
    Raises NotAllowed or ValidationError.
    """
    gate.require(actor, TEAMLEDEN_BEHEREN)
    teamlid = Teamlid.objects.select_related("persoon").get(pk=teamlid.pk)
    rows = [row for row in divisible_rows(actor, teamlid) if row.pk in (targets or {})]
    changes = []
    if not teamlid.is_uit_dienst:
        changes += _leave(teamlid, moment_after(laatste_dag) if laatste_dag else None)
    wanted = hand_over(actor, rows, targets or {}, keep=laatste_dag is not None and not teamlid.is_uit_dienst)
    changes += engine.intend(SOORT_TEAMLIDROL, wanted)
    titel = f"Rollen van {teamlid} verdelen" if teamlid.is_uit_dienst else f"{teamlid} uit dienst"
    if laatste_dag and not teamlid.is_uit_dienst:
        titel += f" na {laatste_dag:%d-%m-%Y}"
    return engine.propose(actor, SOORT, titel[:200], changes)


def propose_blijven(actor, teamlid):
    """A Wijzigingsset that takes the last day back; rollen that went over stay where they are."""
    gate.require(actor, TEAMLEDEN_BEHEREN)
    if teamlid.laatste_dag is None:
        raise ValidationError(GEEN_LAATSTE_DAG)
    changes = engine.intend(SOORT_TEAMLID, {(teamlid.pk,): teamlid_state(teamlid, uit_dienst_per=None)})
    return engine.propose(actor, "laatste dag", f"{teamlid} blijft in dienst"[:200], changes)


def _leave(teamlid, moment):
    other = {"status": Status.UIT_DIENST.value, "uit_dienst_per": None}
    if moment is not None:
        other = {"uit_dienst_per": moment.astimezone(UTC).isoformat()}
    wanted = {(teamlid.pk,): teamlid_state(teamlid, **other)}
    at = moment or timezone.now()
    own = Waarneming.objects.filter(Q(afwezige=teamlid) | Q(waarnemer=teamlid)).filter(
        Q(tot=None) | Q(tot__gt=at), beeindigd_op=None
    )
    periods = {(row.pk,): ended(row, at) for row in own.order_by("pk")}
    return engine.intend(SOORT_TEAMLID, wanted) + engine.intend(SOORT_WAARNEMING, periods)
