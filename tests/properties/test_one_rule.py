"""Gate = guardian = visible_to = the view = the explainer = the rule, for random offices (AUT-1).

50 offices normally, 1,000 with HYPOTHESIS_PROFILE=long.
"""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from crm.models import Relatie
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from tests.properties.build import Built, check_everything
from tests.properties.changes import check_in_database, check_smallest_changes
from tests.properties.model import PERIODES, Vervangt, moment_of, offices
from tests.properties.past import check_past

pytestmark = pytest.mark.django_db


HEALTHY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(office=offices())
@HEALTHY
def test_every_way_of_asking_gives_the_same_answer(office):
    with transaction.atomic():
        check_everything(Built(office))
        transaction.set_rollback(True)


@given(office=offices(), pick=st.integers(0, 999))
@HEALTHY
def test_aut_2_the_smallest_change_is_enough_and_nothing_less_is(office, pick):
    with transaction.atomic():
        built = Built(office)
        check_smallest_changes(built, office)
        check_in_database(built, pick)
        transaction.set_rollback(True)


@given(office=offices(), at=st.sampled_from((-2, -1.5, -1, -0.5)))
@HEALTHY
def test_a_moment_in_the_past_is_answered_as_the_rule_was_then(office, at):
    """Asked after everything was taken away, so that nothing of today can answer."""
    with transaction.atomic():
        built = Built(office)
        check_past(built, at)
        transaction.set_rollback(True)


class Changes(RuleBasedStateMachine):
    """Rollen, niveaus, autorisatierollen, afscherming, waarnemingen and statuses change in any order."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    @initialize(office=offices(most_leden=3, most_relaties=3))
    def start(self, office):
        self.built = Built(office)
        self.office = office

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def lid(self, number):
        return number % len(self.built.leden)

    def relatie(self, number):
        return number % len(self.built.relaties)

    @rule(lid=st.integers(0, 9), relatie=st.integers(0, 9), rol=st.integers(0, 1), mutator=st.booleans())
    def give_or_change_a_rol(self, lid, relatie, rol, mutator):
        key, niveau = (self.lid(lid), self.relatie(relatie), rol), "mutator" if mutator else "raadpleger"
        TeamlidRol.objects.update_or_create(
            teamlid=self.built.leden[key[0]],
            relatie=self.built.relaties[key[1]],
            rol=self.built.rollen[rol],
            defaults={"niveau": niveau},
        )
        self.office.rijen[key] = niveau

    @precondition(lambda self: self.office.rijen)
    @rule(number=st.integers(0, 99))
    def take_a_rol(self, number):
        key = sorted(self.office.rijen)[number % len(self.office.rijen)]
        del self.office.rijen[key]
        lid, relatie, rol = key
        TeamlidRol.objects.get(
            teamlid=self.built.leden[lid], relatie=self.built.relaties[relatie], rol=self.built.rollen[rol]
        ).delete()

    @rule(relatie=st.integers(0, 9))
    def shield_or_unshield(self, relatie):
        number = self.relatie(relatie)
        self.office.afgeschermd[number] = not self.office.afgeschermd[number]
        Relatie.objects.filter(pk=self.built.relaties[number].pk).update(afgeschermd=self.office.afgeschermd[number])

    @rule(lid=st.integers(0, 9), status=st.sampled_from(("actief", "uitgenodigd", "uit_dienst")))
    def change_status(self, lid, status):
        number = self.lid(lid)
        self.office.leden[number].status = status
        Teamlid.objects.filter(pk=self.built.leden[number].pk).update(status=status)

    @rule(lid=st.integers(0, 9), per=st.sampled_from((None, -1, 1)))
    def choose_a_last_day(self, lid, per):
        number = self.lid(lid)
        self.office.leden[number].per = per
        Teamlid.objects.filter(pk=self.built.leden[number].pk).update(uit_dienst_per=moment_of(per))

    @rule(lid=st.integers(0, 9), other=st.integers(0, 9))
    def swap_autorisatierollen(self, lid, other):
        one, two = self.office.leden[self.lid(lid)], self.office.leden[self.lid(other)]
        (one.codes, one.alle), (two.codes, two.alle) = (two.codes, two.alle), (one.codes, one.alle)
        first, second = self.built.leden[self.lid(lid)], self.built.leden[self.lid(other)]
        first.autorisatierol, second.autorisatierol = second.autorisatierol, first.autorisatierol
        for teamlid in (first, second):
            Teamlid.objects.filter(pk=teamlid.pk).update(autorisatierol=teamlid.autorisatierol)

    @precondition(lambda self: len(self.office.leden) > 1)
    @rule(
        lid=st.integers(0, 9),
        period=st.sampled_from(PERIODES),
        rollen=st.none() | st.frozensets(st.integers(0, 1)),
        relatie=st.none() | st.integers(0, 9),
    )
    def appoint_a_waarnemer(self, lid, period, rollen, relatie):
        afwezige = self.lid(lid)
        relaties = None if relatie is None else frozenset({self.relatie(relatie)})
        one = Vervangt(afwezige, (afwezige + 1) % len(self.built.leden), period, rollen, relaties)
        self.built.stand_in(one)
        self.office.waarnemingen.append(one)

    @precondition(lambda self: self.office.waarnemingen)
    @rule(number=st.integers(0, 99))
    def end_a_waarneming(self, number):
        place = number % len(self.office.waarnemingen)
        row = Waarneming.objects.order_by("pk")[place]
        Waarneming.objects.filter(pk=row.pk).update(beeindigd_op=row.van)
        self.office.waarnemingen[place] = replace(self.office.waarnemingen[place], beeindigd=True)

    @rule()
    def look(self):
        check_everything(self.built)


def test_any_order_of_changes_keeps_every_answer_the_same(db):
    run_state_machine_as_test(Changes, settings=settings(max_examples=15, stateful_step_count=10))
