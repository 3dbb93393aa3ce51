"""At this very moment the history gives the Stand that the tables give, and asks no more than it needs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from crm.models import Relatie
from permissions.models import Autorisatierol
from teamleden.models import Rol, Waarneming
from teamleden.toegang.history import Verleden
from teamleden.toegang.now import load_now
from tests.factories import TeamlidFactory, TeamlidRolFactory
from tests.historie import Opname

pytestmark = pytest.mark.django_db


@pytest.fixture
def opname(cast):
    """The cast and some more, all of it a day old."""
    yesterday = timezone.now() - timedelta(days=1)
    TeamlidFactory(persoon__achternaam="Aa")
    for naam in ("Salaris", "Accountant"):
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.own, rol=Rol.objects.get(naam=naam), herkomst="bulk")
    Autorisatierol.objects.get(naam="Raadpleger").group.permissions.clear()
    Relatie.objects.update(created_at=yesterday)
    Waarneming.objects.update(van=yesterday, tot=timezone.now() + timedelta(days=1))
    return Opname(vanaf=yesterday)


@pytest.mark.parametrize("of", [None, "daan", "rick"])
@pytest.mark.parametrize("at", [(), ("own",), ("own", "afgeschermd", "intern")])
def test_the_same_as_the_tables(cast, opname, of, at):
    relaties, people = [getattr(cast, name).pk for name in at], None if of is None else [getattr(cast, of).pk]
    now = timezone.now()
    then, tables = Verleden(now, opname).load(relaties, people), load_now(relaties, people)
    assert then == replace(tables, moment=now, autorisaties=then.autorisaties)
    assert set(then.autorisaties) == set(tables.autorisaties)
    assert list(then.leden) == list(tables.leden)


def test_rows_and_shielded(cast, opname):
    verleden = Verleden(timezone.now(), opname)
    assert verleden.shielded() == {cast.afgeschermd.pk}
    stand = verleden.load(of=[cast.rick.pk, cast.chantal.pk, cast.daan.pk])
    reached = {who: verleden.reached_by_rows(stand, stand.leden[getattr(cast, who).pk]) for who in ("rick", "chantal")}
    assert reached == {"rick": {cast.own.pk}, "chantal": {cast.other.pk, cast.afgeschermd.pk}}
    passed_on = verleden.reached_by_rows(stand, stand.leden[cast.daan.pk])
    assert passed_on == {cast.own.pk, cast.own_raadpleger.pk}  # those of Bram


def test_of_everybody_only_teamleden_are_read(cast, opname):
    asked = []

    def rows(table, moment, **filters):
        asked.append((table, filters))
        return opname(table, moment, **filters)

    Verleden(timezone.now(), rows).load()
    assert asked == [
        ("permissions_autorisatierol", {}),
        ("auth_group_permissions", {}),
        ("teamleden_waarneming", {}),
        ("teamleden_teamlid", {}),
        ("crm_persoon", {"soort": "teamlid"}),
    ]


def test_who_is_not_among_the_people_of_then_could_not_log_in(cast, opname):
    """A Teamlid without a row for the person: never more than was so."""
    opname.tables["crm_persoon"] = []
    leden = Verleden(timezone.now(), opname).load().leden
    assert {lid.is_active for lid in leden.values()} == {False}


def test_a_person_costs_no_question_of_its_own(cast, opname, django_assert_num_queries):
    """The names of permissies, people, Relaties and Rollen; the rest is in the history."""
    with django_assert_num_queries(4):
        Verleden(timezone.now(), opname).load([cast.own.pk])
