"""A year of absences for the auditor (NVKS 14): who was absent, who stood in, and when nobody did.

Also what was ended or called off before it began, and what somebody deleted outside the portal: that stands in the
history of the table.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from activiteitenlog.models import Operatie, Rijwijziging
from crm.models import Persoon
from teamleden.models import Waarneming
from teamleden.toegang.history import as_moment
from teamleden.waarnemen.gaten import find_gaten
from teamleden.waarnemen.kalender import start_of
from teamleden.waarnemen.perioden import Periode
from teamleden.waarnemen.plan import show_moment, show_scope

KOPPEN = (
    "Soort", "Afwezige", "Waarnemer", "Van", "Tot", "Waarvoor", "Reden", "Vastgelegd op", "Vastgelegd door",
    "Beëindigd op", "Beëindigd door",
)  # fmt: skip
WAARGENOMEN, AFWEZIG = "Waargenomen", "Afwezig gemeld"
GAT, DEEL = "Gat: geen waarnemer", "Gat: voor een deel waargenomen"
VERVALLEN, VERWIJDERD = "Vervallen voor het begin", "Verwijderd buiten het portaal om"


@dataclass(frozen=True, slots=True)
class Regel:
    """One line; `tot` None is open."""

    soort: str
    afwezige: str
    waarnemer: str
    van: datetime
    tot: datetime | None
    waarvoor: str = ""
    reden: str = ""
    vastgelegd_op: datetime | None = None
    vastgelegd_door: str = ""
    beeindigd_op: datetime | None = None
    beeindigd_door: str = ""

    @property
    def kleur(self):
        return {WAARGENOMEN: "goed", GAT: "waarschuwing", DEEL: "waarschuwing"}.get(self.soort, "neutraal")

    @property
    def cells(self):
        return (
            self.soort, self.afwezige, self.waarnemer, show_moment(self.van), show_moment(self.tot) if self.tot else "",
            self.waarvoor, self.reden, _moment(self.vastgelegd_op), self.vastgelegd_door, _moment(self.beeindigd_op),
            self.beeindigd_door,
        )  # fmt: skip


def _moment(moment):
    return show_moment(moment) if moment else ""


@dataclass(frozen=True, slots=True)
class Verslag:
    jaar: int
    regels: list[Regel]

    def count(self, *soorten):
        return sum(regel.soort in soorten for regel in self.regels)

    @property
    def aantal_afwezigen(self):
        return len({regel.afwezige for regel in self.regels if regel.soort in (WAARGENOMEN, AFWEZIG)})

    @property
    def aantal_waargenomen(self):
        return self.count(WAARGENOMEN)

    @property
    def aantal_gaten(self):
        return self.count(GAT)

    @property
    def aantal_deels(self):
        return self.count(DEEL)


def read_jaar(text):
    """A year from the query string; anything else is this year."""
    return int(text) if text.isdecimal() and len(text) == 4 and 2000 <= int(text) <= 2100 else timezone.localdate().year


def year_of(jaar):
    return Periode(start_of(date(jaar, 1, 1)), start_of(date(jaar + 1, 1, 1)))


def make_verslag(jaar):
    """Of a year that is not over, up to now and what is planned; sorted by afwezige and moment."""
    year = year_of(jaar)
    rows = Waarneming.objects.for_list().with_aantal_relaties().select_related("created_by", "beeindigd_door")
    rows = rows.filter(Q(tot=None) | Q(tot__gt=year.van), van__lt=year.tot).order_by("van", "pk")
    # What had ended before the year began was planned to run on, but is none of this year.
    here = [row for row in rows if row.is_vervallen or row.einde is None or row.einde > year.van]
    until = min(year.tot, max(timezone.now(), year.van)) if year.van <= timezone.now() else year.tot
    regels = [*map(_of_waarneming, here), *_of_gaten(here, year.van, until), *_of_deleted(year)]
    return Verslag(jaar, sorted(regels, key=lambda regel: (regel.afwezige, regel.van, regel.soort)))


def _of_waarneming(row):
    if row.is_vervallen:
        soort = VERVALLEN
    else:
        soort = AFWEZIG if row.waarnemer_id is None else WAARGENOMEN
    return Regel(
        soort,
        str(row.afwezige),
        str(row.waarnemer or ""),
        row.van,
        row.tot if row.is_vervallen else row.einde,
        show_scope(row, row.aantal_relaties) if row.waarnemer_id else "",
        row.reden,
        row.created_at,
        str(row.created_by or ""),
        row.beeindigd_op,
        str(row.beeindigd_door or ""),
    )


def _of_gaten(rows, van, tot):
    return [
        Regel(DEEL if gat.deel else GAT, str(gat.afwezige), "", gat.van, gat.tot) for gat in find_gaten(rows, van, tot)
    ]


def _of_deleted(year):
    """The rows that are gone, as they were last; the portal itself deletes none."""
    gone = Rijwijziging.objects.filter(tabel=Waarneming._meta.db_table, operatie=Operatie.VERWIJDERD)
    rows = [(moment, oud, Periode.of(as_moment(oud["van"]), as_moment(oud["tot"]))) for moment, oud in
            gone.order_by("pk").values_list("moment", "oud")]  # fmt: skip
    rows = [(moment, oud, periode) for moment, oud, periode in rows if periode.overlaps(year)]
    ids = {pk for _, oud, _ in rows for pk in (oud["afwezige_id"], oud["waarnemer_id"]) if pk}
    names = {persoon.pk: str(persoon) for persoon in Persoon.objects.filter(pk__in=ids)} if ids else {}
    return [
        Regel(
            VERWIJDERD, names.get(oud["afwezige_id"], ""), names.get(oud["waarnemer_id"], ""), periode.van,
            periode.einde, "", oud["reden"], as_moment(oud["created_at"]), "", moment, "",
        )
        for moment, oud, periode in rows
    ]  # fmt: skip
