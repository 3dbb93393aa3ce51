"""Wat verandert er? What a waarnemer would gain, before anything is saved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from permissions.gate import NotAllowed
from teamleden.models import Rol, Waarneming
from teamleden.services import preview_waarneming, start_waarneming
from teamleden.waarnemen.plan import Plan, show_moment
from tests.cast import next_request
from tests.factories import TeamlidFactory, TeamlidRolFactory, WaarnemingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def plan(cast, now):
    """Rick for Bram, a week from tomorrow on."""
    start = now + timedelta(days=1)
    return Plan(cast.bram.teamlid, cast.rick.teamlid, start, start + timedelta(days=7), "Vakantie")


def gevolg(cast, plan, actor=None):
    return preview_waarneming(next_request(actor or cast.anna), plan)[1]


def test_the_preview_counts_what_the_waarnemer_gains(cast, plan):
    found = gevolg(cast, replace(plan, waarnemer=cast.chantal.teamlid))
    assert (found.inzien, found.bewerken, found.afgeschermd, found.totaal) == (2, 1, 0, 2)
    assert [(row, row.nieuw, row.hoger) for row in found.relaties] == [
        (cast.own, True, True),
        (cast.own_raadpleger, True, False),
    ]
    assert [(permissie.naam, number) for permissie, number in found.gevoelig] == [("BSN inzien", 2)]


def test_the_preview_tells_what_happens(cast, plan, now):
    """Saved and running, the waarnemer has exactly that more."""

    def reach():
        return set(Relatie.objects.visible_to(next_request(cast.chantal)))

    plan = replace(plan, waarnemer=cast.chantal.teamlid, van=now)
    found, before = gevolg(cast, plan), reach()
    start_waarneming(cast.anna, plan)
    assert reach() - before == set(found.relaties)


def test_the_preview_of_a_raadpleger_gains_nothing_to_change(cast, plan):
    found = gevolg(cast, plan)
    assert (found.inzien, found.bewerken, found.gevoelig) == (1, 0, []), "Rick sees own already"


def test_the_preview_shows_what_is_afgeschermd_first(cast, plan):
    found = gevolg(cast, replace(plan, afwezige=cast.chantal.teamlid), actor=cast.chantal)
    assert (found.afgeschermd, found.relaties) == (1, [cast.afgeschermd, cast.other])


def test_the_preview_follows_the_scope(cast, plan):
    fiscaal = Rol.objects.get(naam="Fiscaal")
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.other, rol=fiscaal)
    assert gevolg(cast, replace(plan, rollen=(fiscaal,))).relaties == [cast.other]
    assert gevolg(cast, replace(plan, relaties=(cast.own_raadpleger,))).relaties == [cast.own_raadpleger]
    assert gevolg(cast, replace(plan, rollen=(fiscaal,), relaties=(cast.own,))).relaties == []


def test_the_preview_saves_nothing_and_moves_with_the_data(cast, plan):
    first = gevolg(cast, plan)
    assert (Waarneming.objects.count(), Activiteit.objects.count()) == (1, 0)
    assert gevolg(cast, plan).vingerafdruk == first.vingerafdruk
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.other)
    assert gevolg(cast, plan).vingerafdruk != first.vingerafdruk


def test_wn_3_the_preview_tells_of_overlaps_and_of_a_waarnemer_who_is_away(cast, plan, now):
    WaarnemingFactory(afwezige=cast.rick.teamlid, waarnemer=None, van=plan.van, tot=plan.tot)
    Waarneming.objects.filter(waarnemer=cast.daan.pk).update(tot=plan.tot)
    row = Waarneming.objects.get(waarnemer=cast.daan.pk)
    assert gevolg(cast, plan).let_op == [
        f"{cast.daan} neemt ook waar voor {cast.bram}, van {show_moment(row.van)} tot {show_moment(plan.tot)}.",
        f"{cast.rick} is zelf afwezig van {show_moment(plan.van)} tot {show_moment(plan.tot)}.",
    ]


def test_the_preview_asks_as_much_for_3_relaties_as_for_1(cast, plan):
    costs = []
    for _ in range(2):
        TeamlidRolFactory(teamlid=cast.bram.teamlid)
        TeamlidRolFactory(teamlid=cast.bram.teamlid)
        WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=TeamlidFactory())
        with CaptureQueriesContext(connection) as queries:
            gevolg(cast, plan)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_preview_tells_nothing_to_who_may_not_appoint(cast, plan):
    with pytest.raises(NotAllowed):
        gevolg(cast, plan, actor=cast.chantal)
