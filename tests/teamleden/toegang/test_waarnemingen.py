"""A Waarneming begins and ends by itself, and what it passes on (WN-1, WN-2, WN-4)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from teamleden.models import Niveau, Rol, Status, Teamlid, TeamlidRol, Waarneming
from teamleden.services import grant_rol
from teamleden.toegang import own_niveau
from tests.cast import next_request
from tests.factories import TeamlidRolFactory, WaarnemingFactory
from tests.klok import local
from tests.teamleden.toegang.reach import RELATIES, reach, rol_named, stand_in

pytestmark = pytest.mark.django_db


# --- WN-1 and WN-4: a Waarneming holds from `van` until `tot` ----------------------------------------------------


PERIODS = {
    "a week": (local("2026-05-04 09:00"), local("2026-05-11 17:30")),
    "one day": (local("2026-05-04 00:00"), local("2026-05-05 00:00")),
    "part of a day": (local("2026-05-04 09:15"), local("2026-05-04 09:16")),
    "with seconds": (local("2026-05-04 09:15:20"), local("2026-05-04 09:15:21")),
    "over new year": (local("2026-12-31 12:00"), local("2027-01-01 12:00")),
    "the day the clock goes forward": (local("2026-03-29 01:30"), local("2026-03-29 03:30")),
    "the day the clock goes back": (local("2026-10-25 00:00"), local("2026-10-26 00:00")),
    "the hour that comes twice": (local("2026-10-25 02:30"), local("2026-10-25 02:30", fold=1)),
    "without an end": (local("2026-05-04 09:00"), None),
}
TICK = timedelta(milliseconds=1)


@pytest.mark.parametrize("period", PERIODS)
def test_wn_4_a_waarneming_holds_from_van_until_tot(cast, clock, period):
    """Half-open to the tick of the clock, and no job has to run (WN-1)."""
    van, tot = PERIODS[period]
    Waarneming.objects.update(van=van, tot=tot)
    # Counted in UTC, where no hour comes twice and none is left out.
    start, end = van.astimezone(UTC), (tot or datetime(2099, 1, 1, tzinfo=UTC)).astimezone(UTC)
    moments = [start - TICK, start, start + TICK, start + (end - start) / 2, end - TICK, end, end + TICK]
    answers = []
    for moment in moments:
        clock(moment)
        answers.append(reach(cast, cast.daan) == {"own", "own_raadpleger"})
        assert reach(cast, cast.bram) == {"own", "own_raadpleger"}, "the afwezige keeps the own access"
    open_end = tot is None
    assert answers == [False, True, True, True, True, open_end, open_end]


def test_wn_4_summer_time_makes_the_night_an_hour_shorter():
    """The periods above are what they are meant to be: one hour, 25 hours, one hour."""
    names = ("the day the clock goes forward", "the day the clock goes back", "the hour that comes twice")
    lengths = [PERIODS[name][1].astimezone(UTC) - PERIODS[name][0].astimezone(UTC) for name in names]
    assert lengths == [timedelta(hours=1), timedelta(hours=25), timedelta(hours=1)]


def test_wn_4_two_periods_that_meet_leave_no_gap_and_no_overlap(cast, clock):
    """Daan until noon, Chantal from noon."""
    noon = local("2026-05-04 12:00")
    Waarneming.objects.update(van=local("2026-05-04 00:00"), tot=noon)
    WaarnemingFactory(
        afwezige=cast.bram.teamlid, waarnemer=cast.chantal.teamlid, van=noon, tot=local("2026-05-05 00:00")
    )
    found = []
    for moment in (noon - TICK, noon):
        clock(moment)
        found.append([who for who in ("daan", "chantal") if "own" in reach(cast, getattr(cast, who))])
    assert found == [["daan"], ["chantal"]]


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)])
def test_wn_4_a_period_ends_after_it_begins(cast, length):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        WaarnemingFactory(
            afwezige=cast.bram.teamlid, waarnemer=cast.rick.teamlid, van=now, tot=now + length, reden="Te kort"
        )


# --- WN-1 and WN-2: what a Waarneming passes on ------------------------------------------------------------------


def test_wn_2_there_are_no_chains(cast):
    """Daan stands in for Bram, and Bram for Chantal: hers are for Bram alone."""
    stand_in(cast.bram, cast.chantal)
    assert reach(cast, cast.bram) == {"own", "own_raadpleger", "other", "afgeschermd"}
    assert reach(cast, cast.daan) == {"own", "own_raadpleger"}
    assert reach(cast, cast.daan, RELATIES_BEHEREN) == {"own"}


def test_wn_2_two_who_stand_in_for_each_other_have_both_and_no_more(cast):
    stand_in(cast.bram, cast.chantal)
    stand_in(cast.chantal, cast.bram)
    everything = {"own", "own_raadpleger", "other", "afgeschermd"}
    assert (reach(cast, cast.bram), reach(cast, cast.chantal)) == (everything, everything)
    assert reach(cast, cast.bram, RELATIES_BEHEREN) == everything - {"own_raadpleger"}


def test_wn_2_nobody_stands_in_for_oneself(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        stand_in(cast.bram, cast.bram)


def test_wn_1_the_waarnemer_is_limited_by_the_own_autorisatierol(cast):
    """Rick is raadpleger: he sees what Bram sees, and changes nothing."""
    TeamlidRol.objects.filter(teamlid=cast.rick.pk).delete()
    stand_in(cast.rick, cast.bram)
    found = {p: reach(cast, cast.rick, p) for p in (RELATIES_INZIEN, RELATIES_BEHEREN, BSN_INZIEN)}
    assert found == {RELATIES_INZIEN: {"own", "own_raadpleger"}, RELATIES_BEHEREN: set(), BSN_INZIEN: set()}


def test_wn_1_the_autorisatierol_of_the_afwezige_does_not_count(cast):
    """Neither what it lacks nor what it has: Rick's row is mutator, Manon's autorisatierol is Manager."""
    Waarneming.objects.all().delete()
    stand_in(cast.daan, cast.rick)
    assert reach(cast, cast.daan, RELATIES_BEHEREN) == {"own"}
    stand_in(cast.daan, cast.manon)
    assert reach(cast, cast.manon, TEAMLEDEN_KOPPELEN) == {"own"}
    assert reach(cast, cast.daan, TEAMLEDEN_KOPPELEN) == set()


def test_wn_2_bereik_alle_is_not_passed_on(cast):
    """Only rows are: who stands in for the beheerder sees the one Relatie where she has a Rol."""
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.other)
    stand_in(cast.rick, cast.anna)
    assert reach(cast, cast.rick) == {"own", "other"}


def test_wn_1_the_highest_niveau_of_own_and_stood_in_for_counts(cast):
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own_raadpleger, niveau=Niveau.MUTATOR)
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own, niveau=Niveau.RAADPLEGER)
    assert reach(cast, cast.daan, RELATIES_BEHEREN) == {"own", "own_raadpleger"}
    assert reach(cast, cast.bram, RELATIES_BEHEREN) == {"own"}, "the waarnemer's rows are not for the afwezige"


def test_rel_5_a_waarnemer_sees_what_is_afgeschermd_with_the_afwezige(cast):
    stand_in(cast.anna, cast.chantal)
    assert reach(cast, cast.anna) == set(RELATIES)


def test_a_waarneming_for_who_left_passes_nothing_on(cast):
    Teamlid.objects.filter(pk=cast.bram.pk).update(status=Status.UIT_DIENST)
    assert reach(cast, cast.daan) == set()


def test_a_waarnemer_who_left_has_nothing(cast):
    Teamlid.objects.filter(pk=cast.daan.pk).update(status=Status.UIT_DIENST)
    assert reach(cast, cast.daan) == set()


def test_tl_5_a_waarnemer_cannot_keep_what_passes(cast):
    """Access through a Waarneming is no reason to give oneself a row."""
    Teamlid.objects.filter(pk=cast.daan.pk).update(autorisatierol=rol_named("Manager"))
    daan = next_request(cast.daan)
    assert reach(cast, daan, TEAMLEDEN_KOPPELEN) == {"own"}
    assert own_niveau(daan.teamlid, cast.own) is None
    with pytest.raises(ValidationError) as refused:
        grant_rol(daan, cast.own, daan.teamlid, Rol.objects.first(), Niveau.RAADPLEGER)
    assert refused.value.messages == ["Je kunt je eigen toegang niet verruimen; vraag een collega om dit te doen."]
