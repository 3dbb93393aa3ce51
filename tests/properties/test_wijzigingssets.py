"""Grant, revoke, change an autorisatierol, leave and undo, in any order, against a tiny model in Python.

The model knows three dicts and how a set goes back; what a preview says is held against the rule before and after.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import Wijzigingsset
from permissions.models import Autorisatierol, RelatieToegang
from teamleden.models import Rol, Teamlid, TeamlidRol
from teamleden.services.autorisatierollen import codes_of, copy_autorisatierol
from teamleden.wijzigingen.autorisatie import AAN, SOORT_PERMISSIE, SOORT_TEAMLID
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL
from tests.cast import next_request
from tests.factories import RelatieFactory, TeamlidFactory, WaarnemingFactory

pytestmark = pytest.mark.django_db

CODES = ("crm.view_relatie", "crm.change_relatie", "crm.bsn_inzien", "teamleden.teamleden_inzien")
small = st.integers(0, 2)
keys = st.tuples(small, small, st.integers(0, 1))
niveaus = st.sampled_from((None, "raadpleger", "mutator"))


class Sets(RuleBasedStateMachine):
    """`state` is {(soort, sleutel): what is there}; absent is None. `applied` holds (set, its changes)."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.state, self.applied = {}, []

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def start(self):
        self.anna = TeamlidFactory(rol="Beheerder").persoon
        TeamlidFactory(rol="Beheerder")  # so that nobody here is the last one
        self.soorten = [copy_autorisatierol(self.anna, self.standard(), naam) for naam in ("Een", "Twee")]
        self.leden = [TeamlidFactory(autorisatierol=self.soorten[0]) for _ in range(3)]
        self.relaties = [RelatieFactory() for _ in range(3)]
        self.rollen = list(Rol.objects.all()[:2])
        WaarnemingFactory(afwezige=self.leden[0], waarnemer=self.leden[1])
        limited = WaarnemingFactory(afwezige=self.leden[1], waarnemer=self.leden[2], alleen_rollen=True)
        limited.rollen.add(self.rollen[0])
        for lid in self.leden:
            self.state[SOORT_TEAMLID, (lid.pk,)] = {"autorisatierol": self.soorten[0].pk, "status": "actief"}
        for soort in self.soorten:
            for code in codes_of(soort):
                self.state[SOORT_PERMISSIE, (soort.pk, code)] = AAN

    @staticmethod
    def standard():
        return Autorisatierol.objects.get(naam="Raadpleger")

    # --- What happens ---------------------------------------------------------------------------------------------

    @rule(wanted=st.dictionaries(keys, niveaus, min_size=1, max_size=6))
    def change_rollen_in_bulk(self, wanted):
        self.change(
            SOORT_TEAMLIDROL,
            {
                (self.leden[lid].pk, self.relaties[relatie].pk, self.rollen[rol].pk): niveau
                and {"niveau": niveau, "herkomst": "bulk", "door": self.anna.pk}
                for (lid, relatie, rol), niveau in wanted.items()
            },
        )

    @rule(soort=st.integers(0, 1), wanted=st.dictionaries(st.sampled_from(CODES), st.booleans(), min_size=1))
    def change_permissies(self, soort, wanted):
        pk = self.soorten[soort].pk
        self.change(SOORT_PERMISSIE, {(pk, code): AAN if on else None for code, on in wanted.items()})

    @rule(lid=small, soort=st.integers(0, 1), status=st.sampled_from(("actief", "uit_dienst")))
    def change_a_teamlid(self, lid, soort, status):
        state = {"autorisatierol": self.soorten[soort].pk, "status": status}
        self.change(SOORT_TEAMLID, {(self.leden[lid].pk,): state})

    @rule(key=keys)
    def somebody_else_takes_a_rol(self, key):
        sleutel = (self.leden[key[0]].pk, self.relaties[key[1]].pk, self.rollen[key[2]].pk)
        teamlid, relatie, rol = sleutel
        TeamlidRol.objects.filter(teamlid=teamlid, relatie=relatie, rol=rol).delete()
        self.state.pop((SOORT_TEAMLIDROL, sleutel), None)

    @precondition(lambda self: self.applied)
    @rule(number=st.integers(0, 9))
    def undo(self, number):
        wijzigingsset, changes = self.applied[number % len(self.applied)]
        wijzigingsset = Wijzigingsset.objects.get(pk=wijzigingsset.pk)
        back = [change.terug for change in changes if self.now(change) == change.nieuw]
        left_alone = len(changes) - len(back)
        allowed = wijzigingsset.kan_ongedaan and back and self.is_allowed(back)
        try:
            proposal = engine.undo(self.admin(), wijzigingsset)
        except ValidationError:
            assert not allowed
            return
        assert allowed
        assert proposal.regels.exclude(overgeslagen="").count() == left_alone
        self.apply(proposal, back)

    # --- The model --------------------------------------------------------------------------------------------------

    def now(self, change):
        return self.state.get((change.soort, change.sleutel))

    def is_allowed(self, changes):
        """A rol is not given to who left; everything else is Anna's to change."""
        return not any(
            change.soort == SOORT_TEAMLIDROL
            and change.nieuw is not None
            and self.state[SOORT_TEAMLID, (change.sleutel[0],)]["status"] == "uit_dienst"
            for change in changes
        )

    def change(self, soort, wanted):
        changes = engine.intend(soort, wanted)
        expected = {key: state for key, state in wanted.items() if self.state.get((soort, key)) != state}
        assert {change.sleutel: change.nieuw for change in changes} == expected
        if not changes:
            return  # all of it is so already
        try:
            proposal = engine.propose(self.admin(), "proef", "Proef", changes)
        except ValidationError:
            assert not self.is_allowed(changes)
            return
        assert self.is_allowed(changes)
        self.apply(proposal, changes)

    def apply(self, proposal, changes):
        before = self.seen()
        engine.apply(self.admin(), proposal)
        after = self.seen()
        for change in changes:
            if change.nieuw is None:
                self.state.pop((change.soort, change.sleutel), None)
            else:
                self.state[change.soort, change.sleutel] = change.nieuw
        self.applied.append((proposal, changes))
        shown = {one["pk"]: tuple(one["inzien"]) for one in proposal.gevolg["personen"]}
        for lid in self.leden:
            gained = len({pair for pair in after - before if pair[0] == lid.pk})
            lost = len({pair for pair in before - after if pair[0] == lid.pk})
            net = (gained, lost) if proposal.gevolg["aantal_paren"] else (max(gained - lost, 0), max(lost - gained, 0))
            assert shown.get(lid.pk, (0, 0)) == net

    def admin(self):
        return next_request(self.anna)

    def seen(self):
        rows = RelatieToegang.objects.filter(permission__rij__code="crm.view_relatie")
        return set(rows.values_list("user_id", "content_object_id"))

    @invariant()
    def the_tables_are_what_the_model_says(self):
        found = {}
        for row in TeamlidRol.objects.filter(relatie__in=self.relaties):
            state = {"niveau": row.niveau, "herkomst": row.herkomst, "door": row.created_by_id}
            found[SOORT_TEAMLIDROL, (row.teamlid_id, row.relatie_id, row.rol_id)] = state
        for row in Teamlid.objects.filter(pk__in=[lid.pk for lid in self.leden]):
            state = {"autorisatierol": row.autorisatierol_id, "status": row.status}
            found[SOORT_TEAMLID, (row.pk,)] = state
        for soort in self.soorten:
            found |= {(SOORT_PERMISSIE, (soort.pk, code)): AAN for code in codes_of(soort)}
        assert found == self.state


def test_any_order_of_sets_and_undo_is_what_a_tiny_model_says(db):
    run(Sets, settings=settings(max_examples=settings().max_examples // 5, stateful_step_count=12))
