"""A month as a table: people down, days across, and each period a bar. Two that overlap stand below each other."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from teamleden.models import Teamlid, Waarneming
from teamleden.waarnemen.gaten import Gat, find_gaten
from teamleden.waarnemen.perioden import Periode
from teamleden.waarnemen.plan import show_periode

TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Maand:
    """A month of a year, between 2000 and 2100."""

    jaar: int
    maand: int

    @classmethod
    def read(cls, text):
        """From "2026-12"; anything else is this month."""
        try:
            first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 (a month has no time zone)
        except ValueError:
            first = timezone.localdate()
        return cls(first.year, first.month) if 2000 <= first.year <= 2100 else cls.read("")

    def __str__(self):
        return f"{self.jaar}-{self.maand:02d}"

    @property
    def naam(self):
        return date_format(self.first, "F Y")

    @property
    def first(self):
        return date(self.jaar, self.maand, 1)

    @property
    def days(self):
        return calendar.monthrange(self.jaar, self.maand)[1]

    @property
    def previous(self):
        day = self.first - timedelta(days=1)
        return Maand(day.year, day.month)

    @property
    def next(self):
        day = self.first + timedelta(days=self.days)
        return Maand(day.year, day.month)

    @property
    def periode(self):
        return Periode(start_of(self.first), start_of(self.next.first))


def start_of(day):
    """Midnight in local time; that exists on every day of the year here."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


@dataclass(frozen=True, slots=True)
class Dag:
    nummer: int
    naam: str
    weekend: bool
    vandaag: bool


@dataclass(slots=True)
class Balk:
    """One period in the month: from the day `van_dag`, over `dagen` days."""

    van_dag: int
    dagen: int
    tekst: str
    uitleg: str
    soort: str  # "waarneming", "deel" or "gat"
    waarneming: Waarneming | None = None
    gat: Gat | None = None
    overlap: bool = False
    vanaf: datetime | None = None  # of a gap that is not over: when somebody could begin

    @property
    def tot_dag(self):
        return self.van_dag + self.dagen


@dataclass(frozen=True, slots=True)
class Cel:
    """A day without a bar, or a bar."""

    dag: Dag
    balk: Balk | None = None


@dataclass(slots=True)
class Rij:
    """One afwezige; a line for each bar that overlaps another."""

    afwezige: Teamlid
    regels: list[list[Cel]] = field(default_factory=list)


def build_kalender(maand, waarnemingen):
    """(days, [Rij]): who of these Waarnemingen is absent in the month, and who stands in.

    All of somebody's are needed, of other months too: a gap that goes on there ends where somebody stands in.
    """
    days = _days(maand)
    balken = {}
    for row in waarnemingen:
        periode = Periode.of(row.van, row.einde)
        if row.waarnemer_id is not None and not row.is_vervallen and periode.overlaps(maand.periode):
            balken.setdefault(row.afwezige, []).append((periode, _balk_of(maand, row)))
    _mark_overlaps(balken)
    for gat in find_gaten(waarnemingen):
        periode = Periode.of(gat.van, gat.tot)
        if not gat.deel and periode.overlaps(maand.periode):
            balken.setdefault(gat.afwezige, []).append((periode, _balk_of_gat(maand, gat)))
    people = sorted(balken, key=lambda teamlid: (teamlid.persoon.sorteernaam, teamlid.pk))
    return days, [Rij(who, _lines(days, [balk for _, balk in balken[who]])) for who in people]


def _days(maand):
    today = timezone.localdate()
    days = [maand.first + timedelta(days=number) for number in range(maand.days)]
    return [Dag(day.day, date_format(day, "l"), day.weekday() >= 5, day == today) for day in days]


def _span(maand, van, einde):
    """(first day, number of days) within the month; a period that ends at midnight does not touch the next day."""
    month = maand.periode
    start = timezone.localdate(max(van, month.van))
    end = timezone.localdate(min(einde or month.tot, month.tot) - TICK)
    return start.day, (end - start).days + 1


def _balk_of(maand, row):
    deel = " voor een deel" if row.is_beperkt else ""
    uitleg = f"{row.waarnemer} neemt{deel} waar {show_periode(row.van, row.einde)}"
    soort = "deel" if row.is_beperkt else "waarneming"
    return Balk(*_span(maand, row.van, row.einde), str(row.waarnemer), uitleg, soort, waarneming=row)


def _balk_of_gat(maand, gat):
    now = timezone.now()
    uitleg = f"Geen waarnemer {show_periode(gat.van, gat.tot)}"
    vanaf = max(gat.van, now) if gat.tot is None or gat.tot > now else None
    return Balk(*_span(maand, gat.van, gat.tot), "Geen waarnemer", uitleg, "gat", gat=gat, vanaf=vanaf)


def _mark_overlaps(balken):
    for pairs in balken.values():
        for periode, balk in pairs:
            others = (other for other, its_balk in pairs if its_balk is not balk)
            balk.overlap = any(periode.overlaps(other) for other in others)


def _lines(days, balken):
    """Each bar on the first line where its days are free."""
    lines = []
    for balk in sorted(balken, key=lambda balk: (balk.van_dag, balk.soort == "gat", -balk.dagen)):
        line = next((line for line in lines if line[-1].tot_dag <= balk.van_dag), None)
        if line is None:
            lines.append([balk])
        else:
            line.append(balk)
    return [_cells(days, line) for line in lines]


def _cells(days, line):
    cells, number = [], 1
    for balk in line:
        cells += [Cel(day) for day in days[number - 1 : balk.van_dag - 1]]
        cells.append(Cel(days[balk.van_dag - 1], balk))
        number = balk.tot_dag
    return cells + [Cel(day) for day in days[number - 1 :]]
