"""Wat verandert er? What a waarnemer would gain, counted by the database before anything is saved.

Measured against what the waarnemer can do now, and as if the Waarneming ran now. The reader is told only of Relaties
that the reader may see.
"""

import hashlib
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, Value

from crm.models import Persoon, Relatie
from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from permissions import gate
from teamleden.models import Niveau, TeamlidRol, Waarneming
from teamleden.waarnemen.plan import show_periode

MOST_RELATIES = 20
GEVOELIG = (BSN_INZIEN, TEAMLEDEN_KOPPELEN)


@dataclass(frozen=True, slots=True)
class Gevolg:
    """`relaties` are the first, the sensitive ones first; `gevoelig` is [(permissie, number of Relaties)]."""

    inzien: int = 0
    bewerken: int = 0
    afgeschermd: int = 0
    totaal: int = 0  # of the Relaties that are passed on, also where nothing is gained
    gevoelig: list = field(default_factory=list)
    relaties: list = field(default_factory=list)
    let_op: list = field(default_factory=list)
    vingerafdruk: str = ""


def measure(reader, plan, current=None):
    """The Gevolg of this Plan; `current` is the Waarneming that it changes."""
    let_op = _overlaps(plan, current)
    if plan.waarnemer is None:
        return Gevolg(let_op=let_op, vingerafdruk=_fingerprint(plan, []))
    passed_on = _passed_on(reader, plan)
    gained = passed_on.filter(Q(nieuw=True) | Q(hoger=True))
    numbers = gained.aggregate(
        inzien=Count("pk", filter=Q(nieuw=True)),
        bewerken=Count("pk", filter=Q(hoger=True)),
        afgeschermd=Count("pk", filter=Q(afgeschermd=True)),
    )
    subject = gate.subject(_fresh(plan.waarnemer))
    gevoelig = [
        (permissie, numbers["bewerken" if permissie.needs_mutator else "inzien"])
        for permissie in GEVOELIG
        if subject.holds(permissie)
    ]
    pairs = gained.order_by("pk").values_list("pk", "hoger")
    return Gevolg(
        **numbers,
        totaal=passed_on.count(),
        gevoelig=[(permissie, number) for permissie, number in gevoelig if number],
        relaties=list(gained.order_by("-afgeschermd", "-hoger", "sorteernaam", "pk")[:MOST_RELATIES]),
        let_op=let_op,
        vingerafdruk=_fingerprint(plan, pairs),
    )


def _passed_on(reader, plan):
    """The Relaties that are passed on: `nieuw` where nothing is seen now, `hoger` where nothing may be changed."""
    rows = TeamlidRol.objects.passed_on(plan.afwezige, plan.rollen, plan.relaties).filter(relatie=OuterRef("pk"))
    waarnemer = _fresh(plan.waarnemer)
    subject = gate.subject(waarnemer)

    def gains(permissie, passing):
        if not subject.holds(permissie):
            return Value(False)
        return Exists(passing) & ~Exists(Relatie.objects.visible_to(waarnemer, permissie).filter(pk=OuterRef("pk")))

    return (
        Relatie.objects.visible_to(reader)
        .filter(Exists(rows))
        .annotate(
            nieuw=gains(RELATIES_INZIEN, rows),
            hoger=gains(RELATIES_BEHEREN, rows.filter(niveau=Niveau.MUTATOR)),
        )
    )


def _fresh(teamlid):
    """As the next request of this Teamlid would be: nothing remembered from before."""
    return Persoon.objects.get(pk=teamlid.pk)


def _overlaps(plan, current):
    """Sentences about other Waarnemingen in the same period: allowed, but worth knowing."""
    ids = [plan.afwezige.pk, *([plan.waarnemer.pk] if plan.waarnemer else [])]
    rows = Waarneming.objects.filter(afwezige__in=ids).overlapping(plan.van, plan.tot).for_list().order_by("van", "pk")
    sentences = []
    for row in rows.exclude(pk=current and current.pk):
        when = show_periode(row.van, row.einde)
        if row.afwezige_id != plan.afwezige.pk:
            sentences.append(f"{row.afwezige} is zelf afwezig {when}.")
        elif row.waarnemer_id is not None:
            sentences.append(f"{row.waarnemer} neemt ook waar voor {row.afwezige}, {when}.")
    return sentences


def _fingerprint(plan, pairs):
    """Tells whether what was shown still holds; also when only the Relaties behind the numbers are others."""
    shown = hashlib.sha256(repr((plan.scope[:2], plan.said)).encode())
    for pair in pairs:
        shown.update(repr(pair).encode())
    return shown.hexdigest()
