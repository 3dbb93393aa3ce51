"""A Waarneming for some rollen or relaties only, ended early, or without a waarnemer: what the rule makes of it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN
from crm.services import update_relatie
from permissions import gate
from teamleden.models import Rol, TeamlidRol, Waarneming
from teamleden.toegang import explain, what_can_see, who_can_see
from teamleden.toegang.compare import Vergelijking
from tests.cast import next_request
from tests.factories import TeamlidRolFactory, WaarnemingFactory
from tests.klok import local

pytestmark = pytest.mark.django_db

RELATIES = ("own", "own_raadpleger", "other", "afgeschermd", "intern")
TICK = timedelta(milliseconds=1)


def reach(cast, persoon, permissie=RELATIES_INZIEN):
    """The Relaties where `persoon` may use `permissie`, by their name in the cast; every way of asking agrees."""
    persoon = next_request(persoon)
    visible = set(Relatie.objects.visible_to(persoon, permissie))
    found = {name for name in RELATIES if getattr(cast, name) in visible}
    assert {name for name in RELATIES if gate.may(persoon, permissie, getattr(cast, name))} == found
    assert {name for name in RELATIES if explain(persoon, permissie, getattr(cast, name))} == found
    if permissie is RELATIES_INZIEN:
        seen = {name for name in RELATIES if persoon.pk in {z.teamlid.pk for z in who_can_see(getattr(cast, name))}}
        assert seen == found
        named = {gezien.relatie for gezien in what_can_see(persoon.teamlid, Relatie.objects.all())[:50]}
        assert {name for name in RELATIES if getattr(cast, name) in named} == found
    return found


@pytest.fixture
def fiscaal(cast):
    """Bram is Fiscaal too: at own and at other."""
    rol = Rol.objects.get(naam="Fiscaal")
    for relatie in (cast.own, cast.other):
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie, rol=rol)
    return rol


def limit(rollen=None, relaties=None):
    """Limit the one Waarneming of the cast, of Daan for Bram."""
    row = Waarneming.objects.get()
    row.alleen_rollen, row.alleen_relaties = rollen is not None, relaties is not None
    row.save()
    row.rollen.set(rollen or ())
    row.relaties.set(relaties or ())
    return row


def test_wn_1_chosen_rollen_pass_on_those_rows_only(cast, fiscaal):
    """At own Bram is mutator as Relatiebeheerder and raadpleger as Fiscaal."""
    limit(rollen=[fiscaal])
    assert (reach(cast, cast.daan), reach(cast, cast.daan, RELATIES_BEHEREN)) == ({"own", "other"}, set())
    assert reach(cast, cast.bram) == {"own", "own_raadpleger", "other"}, "the afwezige keeps the own access"


def test_wn_1_chosen_relaties_pass_on_those_only(cast, fiscaal):
    limit(relaties=[cast.own, cast.afgeschermd])
    assert (reach(cast, cast.daan), reach(cast, cast.daan, RELATIES_BEHEREN)) == ({"own"}, {"own"})


def test_wn_1_rollen_and_relaties_together_are_rows_in_both(cast, fiscaal):
    limit(rollen=[fiscaal], relaties=[cast.own_raadpleger, cast.other])
    assert reach(cast, cast.daan) == {"other"}


@pytest.mark.parametrize("what", ["rollen", "relaties"])
def test_a_choice_that_disappears_never_makes_it_wider(cast, fiscaal, what):
    limit(**{what: [fiscaal] if what == "rollen" else [cast.own]})
    getattr(Waarneming.objects.get(), what).clear()
    assert reach(cast, cast.daan) == set()


def test_beside_a_limited_waarneming_a_whole_one_counts_too(cast, fiscaal):
    limit(rollen=[fiscaal], relaties=[cast.other])
    whole = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.daan.teamlid)
    assert reach(cast, cast.daan) == {"own", "own_raadpleger", "other"}
    whole.delete()
    assert reach(cast, cast.daan) == {"other"}


def test_two_limited_waarnemingen_add_up_and_do_not_mix(cast, fiscaal):
    """What is chosen for Bram says nothing of Chantal's rows."""
    limit(relaties=[cast.own, cast.afgeschermd])
    row = WaarnemingFactory(afwezige=cast.chantal.teamlid, waarnemer=cast.daan.teamlid, alleen_relaties=True)
    row.relaties.set([cast.other, cast.own_raadpleger])
    assert reach(cast, cast.daan) == {"own", "other"}


def test_an_absence_without_a_waarnemer_gives_nobody_anything(cast):
    before = {who: reach(cast, getattr(cast, who)) for who in ("anna", "bram", "chantal", "daan", "rick")}
    WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=None)
    assert {who: reach(cast, getattr(cast, who)) for who in before} == before


def test_what_was_ended_never_holds_again(cast):
    """Also when the clock of the application is behind that of the database."""
    Waarneming.objects.update(beeindigd_op=timezone.now() + timedelta(days=1))
    assert reach(cast, cast.daan) == set()


def test_toegang_controleren_agrees_with_limited_waarnemingen(cast, fiscaal):
    limit(rollen=[fiscaal], relaties=[cast.other])
    assert Vergelijking().first_difference() is None


def test_a_limited_waarneming_is_answered_for_the_past(cast, fiscaal):
    """Asked of the history of the database itself, after everything changed."""
    limit(rollen=[fiscaal], relaties=[cast.other])
    Relatie.objects.update(created_at=timezone.now() - timedelta(days=1))
    time.sleep(0.01)  # SQLite keeps its history to the millisecond
    then = timezone.now()
    time.sleep(0.01)
    limit()
    TeamlidRol.objects.filter(teamlid=cast.bram.pk).delete()
    Waarneming.objects.update(beeindigd_op=timezone.now())

    def could(relatie):
        return explain(cast.daan, RELATIES_INZIEN, relatie, moment=then).allowed

    assert [could(getattr(cast, name)) for name in RELATIES] == [False, False, True, False, False]
    gezien = what_can_see(cast.daan.teamlid, Relatie.objects.all(), moment=then)
    assert ([g.relatie for g in gezien[:50]], reach(cast, cast.daan)) == ([cast.other], set())


# --- WN-4: to the tick of the database's clock, without a job -----------------------------------------------------


PERIODS = {
    "the night the clock goes forward": (local("2026-03-29 01:30"), local("2026-03-29 03:30")),
    "the night the clock goes back": (local("2026-10-25 02:30"), local("2026-10-25 02:30", fold=1)),
    "one day": (local("2026-05-04 08:00"), local("2026-05-04 18:00")),
    "open": (local("2026-05-04 08:00"), None),
}


@pytest.mark.parametrize("period", PERIODS)
def test_wn_4_a_limited_waarneming_holds_from_van_until_tot(cast, fiscaal, clock, period):
    van, tot = PERIODS[period]
    limit(rollen=[fiscaal], relaties=[cast.other])
    Waarneming.objects.update(van=van, tot=tot)
    start, end = van.astimezone(UTC), (tot or datetime(2099, 1, 1, tzinfo=UTC)).astimezone(UTC)
    answers = []
    for moment in (start - TICK, start, end - TICK, end):
        clock(moment)
        answers.append(reach(cast, cast.daan) == {"other"})
    assert answers == [False, True, True, tot is None]


# --- WN-3: namens --------------------------------------------------------------------------------------------------


def test_wn_3_namens_follows_the_scope(cast, fiscaal):
    """Through the Rol that was chosen Daan looks only, and elsewhere Bram has nothing to do with it."""
    limit(rollen=[fiscaal])
    daan = next_request(cast.daan)
    looking = gate.acting_for_each(daan, [cast.own, cast.own_raadpleger, cast.other])
    changing = gate.acting_for_each(daan, [cast.own, cast.own_raadpleger, cast.other], wijzigt=True)
    assert (looking, changing) == ({cast.own.pk: (cast.bram.pk,), cast.other.pk: (cast.bram.pk,)}, {})


def test_wn_3_what_a_limited_waarnemer_does_is_logged_namens(cast, fiscaal):
    limit(relaties=[cast.own])
    update_relatie(next_request(cast.daan), cast.own, versie=None, memo="Belt")
    assert Activiteit.objects.get().wie == f"{cast.daan} namens {cast.bram}"


def test_wn_3_an_own_row_beside_a_limited_waarneming_is_the_own_access(cast, fiscaal):
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own, niveau="mutator")
    limit(relaties=[cast.own])
    assert gate.acting_for(next_request(cast.daan), cast.own, wijzigt=True) == ()
