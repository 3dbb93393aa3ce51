"""Half-open periods, gaps, the calendar and the report of a year (WN-3, WN-4, NVKS 14)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from teamleden.models import Rol, Teamlid, Waarneming
from teamleden.waarnemen import verslag
from teamleden.waarnemen.gaten import find_gaten
from teamleden.waarnemen.kalender import Maand, build_kalender
from teamleden.waarnemen.perioden import OPEN, Periode, clip, common, minus, union
from tests.factories import TeamlidFactory, WaarnemingFactory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


# --- Periods, held against sets of hours --------------------------------------------------------------------------

HOURS = st.integers(0, 12)
PERIODEN = st.lists(
    st.tuples(HOURS, HOURS).map(lambda pair: Periode(*(BEGIN + timedelta(hours=hour) for hour in sorted(pair)))),
    max_size=5,
)


def hours(perioden):
    """The hours of the day that are within one of them."""
    return {n for n in range(13) if any(p.van <= BEGIN + timedelta(hours=n) < p.tot for p in perioden)}


@given(one=PERIODEN, other=PERIODEN)
def test_periods_behave_like_sets_of_moments(one, other):
    assert hours(union(one)) == hours(one)
    assert hours(minus(one, other)) == hours(one) - hours(other)
    assert hours(common(one, other)) == hours(one) & hours(other)
    apart = union(one)
    assert all(first.tot < second.van for first, second in pairwise(apart))


def test_an_open_end_stays_open():
    open_end = Periode.of(BEGIN, None)
    assert (open_end.tot, open_end.einde) == (OPEN, None)
    assert [one.einde for one in minus([open_end], [Periode(BEGIN, BEGIN + timedelta(hours=1))])] == [None]
    assert clip(open_end, tot=BEGIN) == []


# --- Gaps ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def bram(db):
    return TeamlidFactory(persoon__voornaam="Bram", persoon__achternaam="Aarts")


def absent(afwezige, van, tot, waarnemer=None, **values):
    return WaarnemingFactory(
        afwezige=afwezige, waarnemer=waarnemer, van=local(van), tot=tot and local(tot), **values
    )  # fmt: skip


def gaten(**within):
    rows = list(Waarneming.objects.for_list().order_by("van", "pk"))
    return [(shown(gat.van), gat.tot and shown(gat.tot), gat.deel) for gat in find_gaten(rows, **within)]


def shown(moment):
    return moment.astimezone(AMSTERDAM).strftime("%d-%m %H:%M")


def test_wn_3_an_absence_is_a_gap_where_nobody_stands_in(bram):
    absent(bram, "2026-05-04 09:00", "2026-05-15 17:00")
    absent(bram, "2026-05-06 09:00", "2026-05-08 17:00", TeamlidFactory())
    assert gaten() == [("04-05 09:00", "06-05 09:00", False), ("08-05 17:00", "15-05 17:00", False)]


def test_wn_3_a_limited_waarneming_leaves_a_gap_for_the_rest(bram):
    absent(bram, "2026-05-04 09:00", "2026-05-08 17:00", TeamlidFactory(), alleen_rollen=True)
    absent(bram, "2026-05-07 09:00", "2026-05-08 17:00", TeamlidFactory())
    assert gaten() == [("04-05 09:00", "07-05 09:00", True)]


def test_wn_3_what_was_ended_covers_no_longer_and_what_lapsed_never_did(bram):
    absent(bram, "2026-05-04 09:00", "2026-05-08 17:00")
    absent(bram, "2026-05-04 09:00", "2026-05-08 17:00", TeamlidFactory(), beeindigd_op=local("2026-05-06 12:00"))
    absent(bram, "2026-05-07 09:00", "2026-05-08 17:00", TeamlidFactory(), beeindigd_op=local("2026-05-01 12:00"))
    assert gaten() == [("06-05 12:00", "08-05 17:00", False)]


def test_wn_3_a_waarnemer_who_left_the_office_covers_until_then(bram):
    daan = TeamlidFactory()
    absent(bram, "2026-01-01 09:00", None, daan)
    assert gaten() == []
    Teamlid.objects.filter(pk=daan.pk).update(status="uit_dienst")
    [(van, tot, deel)] = gaten()
    # The moment on which the history of the table saw it go, and no gap before it.
    assert (tot, deel) == (None, False)
    assert van != "01-01 09:00"


def test_an_absence_ends_when_the_afwezige_leaves(bram):
    absent(bram, "2026-01-01 09:00", None)
    Teamlid.objects.filter(pk=bram.pk).update(status="uit_dienst")
    [(van, tot, _)] = gaten()
    assert (van, tot is None) == ("01-01 09:00", False)


def test_gaps_are_told_within_a_period(bram):
    absent(bram, "2026-05-04 09:00", None)
    found = gaten(van=local("2026-06-01 00:00"), tot=local("2026-07-01 00:00"))
    assert found == [("01-06 00:00", "01-07 00:00", False)]


# --- The calendar -------------------------------------------------------------------------------------------------


def kalender(text):
    maand = Maand.read(text)
    days, rijen = build_kalender(maand, list(Waarneming.objects.for_list().order_by("van", "pk")))
    for rij in rijen:
        for regel in rij.regels:
            width = sum(cel.balk.dagen if cel.balk else 1 for cel in regel)
            assert width == len(days), "every line is as wide as the month"
    return {
        str(rij.afwezige): [
            [(cel.balk.van_dag, cel.balk.tot_dag - 1, cel.balk.soort, cel.balk.overlap) for cel in regel if cel.balk]
            for regel in rij.regels
        ]
        for rij in rijen
    }


def test_wn_3_the_calendar_shows_periods_gaps_and_overlaps(bram):
    absent(bram, "2026-05-04 09:00", "2026-05-15 17:00")
    absent(bram, "2026-05-04 09:00", "2026-05-08 17:00", TeamlidFactory())
    absent(bram, "2026-05-07 09:00", "2026-05-09 17:00", TeamlidFactory(), alleen_rollen=True)
    assert kalender("2026-05") == {
        str(bram): [
            [(4, 8, "waarneming", True), (9, 15, "gat", False)],
            [(7, 9, "deel", True)],
        ]
    }


def test_wn_3_a_gap_that_goes_on_in_the_next_month_is_told_whole(bram):
    absent(bram, "2099-05-04 09:00", "2099-07-15 17:00")
    absent(bram, "2099-06-08 09:00", None, TeamlidFactory())
    rows = list(Waarneming.objects.for_list().order_by("van", "pk"))
    [rij] = build_kalender(Maand.read("2099-05"), rows)[1]
    [balk] = [cel.balk for cel in rij.regels[0] if cel.balk]
    assert balk.uitleg == "Geen waarnemer van 04-05-2099 09:00 tot 08-06-2099 09:00"
    assert (balk.van_dag, balk.tot_dag, balk.vanaf) == (4, 32, local("2099-05-04 09:00"))


def test_wn_3_in_a_gap_that_is_over_nobody_can_be_appointed(bram):
    absent(bram, "2026-05-04 09:00", "2026-05-08 17:00")
    [rij] = build_kalender(Maand.read("2026-05"), list(Waarneming.objects.for_list()))[1]
    assert [cel.balk.vanaf for cel in rij.regels[0] if cel.balk] == [None]


@pytest.mark.parametrize(
    ("van", "tot", "month", "days"),
    [
        ("2026-03-29 00:00", "2026-03-30 00:00", "2026-03", (29, 29)),  # 23 hours
        ("2026-10-25 00:00", "2026-10-26 00:00", "2026-10", (25, 25)),  # 25 hours
        ("2026-10-25 00:00", "2026-10-26 00:01", "2026-10", (25, 26)),
        ("2026-04-20 09:00", None, "2026-05", (1, 31)),
        ("2026-02-28 23:59", "2026-03-01 00:00", "2026-02", (28, 28)),
        ("2026-05-04 09:00", "2026-05-04 12:00", "2026-05", (4, 4)),
    ],
)
def test_wn_4_a_bar_covers_the_days_it_touches(bram, van, tot, month, days):
    absent(bram, van, tot, TeamlidFactory())
    assert kalender(month) == {str(bram): [[(*days, "waarneming", False)]]}


def test_wn_4_what_ends_at_midnight_is_not_in_the_next_month(bram):
    absent(bram, "2026-05-30 09:00", "2026-06-01 00:00", TeamlidFactory())
    assert (len(kalender("2026-05")), kalender("2026-06")) == (1, {})


def test_people_are_in_the_order_of_their_names(bram):
    zeeman = TeamlidFactory(persoon__achternaam="Zeeman")
    for who in (zeeman, bram):
        absent(who, "2026-05-04 09:00", "2026-05-08 17:00")
    assert list(kalender("2026-05")) == [str(bram), str(zeeman)]


def test_a_month_that_is_none_is_this_month():
    now = str(Maand.read(""))
    assert [str(Maand.read(text)) for text in ("2026-13", "x", "1999-01", "2101-01")] == [now] * 4
    assert [str(one) for one in (Maand.read("2026-12").next, Maand.read("2026-01").previous)] == ["2027-01", "2025-12"]


# --- The report ---------------------------------------------------------------------------------------------------


def soorten(jaar):
    return [(regel.soort, regel.waarnemer) for regel in verslag.make_verslag(jaar).regels]


def test_the_report_tells_of_everything_in_the_year(bram):
    daan = TeamlidFactory(persoon__voornaam="Daan")
    absent(bram, "2024-12-20 09:00", "2025-01-10 17:00", daan)
    absent(bram, "2025-02-03 09:00", "2025-02-07 17:00")
    absent(bram, "2025-03-03 09:00", "2025-03-07 17:00", daan, beeindigd_op=local("2025-03-05 12:00"))
    absent(bram, "2025-04-03 09:00", "2025-04-07 17:00", daan, beeindigd_op=local("2025-03-30 12:00"))
    absent(bram, "2025-05-03 09:00", "2025-05-07 17:00", daan, alleen_rollen=True).rollen.set(Rol.objects.all()[:1])
    absent(bram, "2026-01-01 00:00", "2026-01-02 17:00", daan)
    name = str(daan)
    assert soorten(2025) == [
        ("Waargenomen", name), ("Afwezig gemeld", ""), ("Gat: geen waarnemer", ""), ("Waargenomen", name),
        ("Vervallen voor het begin", name), ("Gat: voor een deel waargenomen", ""), ("Waargenomen", name),
    ]  # fmt: skip
    found = verslag.make_verslag(2025)
    assert (found.aantal_afwezigen, found.aantal_waargenomen, found.aantal_gaten, found.aantal_deels) == (1, 3, 1, 1)
    [ended] = [regel for regel in found.regels if regel.tot == local("2025-03-05 12:00")]
    assert ended.cells[3:8] == ("03-03-2025 09:00", "05-03-2025 12:00", "Alle relaties", "Vakantie", ended.cells[7])
    assert [regel.waarvoor for regel in found.regels if regel.van == local("2025-05-03 09:00")] == [
        "",
        "Relatiebeheerder",
    ]
    assert [soort for soort, _ in soorten(2024)] == ["Waargenomen"]


def test_the_report_tells_of_what_was_deleted_outside_the_portal(bram):
    row = absent(bram, "2025-02-03 09:00", "2025-02-07 17:00", TeamlidFactory())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM teamleden_waarneming WHERE id = %s", [row.pk])
    [regel] = verslag.make_verslag(2025).regels
    assert (regel.soort, regel.afwezige, regel.waarnemer, regel.van, regel.tot) == (
        "Verwijderd buiten het portaal om", str(bram), str(row.waarnemer), row.van, row.tot,
    )  # fmt: skip
    assert verslag.make_verslag(2024).regels == []


def test_an_ended_one_that_was_planned_into_the_next_year_is_not_in_it(bram):
    absent(bram, "2024-12-20 09:00", "2025-01-10 17:00", TeamlidFactory(), beeindigd_op=local("2024-12-24 09:00"))
    assert (len(soorten(2024)), soorten(2025)) == (1, [])
