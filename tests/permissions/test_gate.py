"""The gate: yes or no, and every no with its reason, the smallest change that helps, and who can make it (AUT-2)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.permissions import (
    BSN_INZIEN,
    CONTACTEN_BEHEREN,
    RELATIES_BEHEREN,
    RELATIES_INZIEN,
    RELATIES_VERWIJDEREN,
    TEAMLEDEN_KOPPELEN,
)
from permissions import catalogue, gate
from permissions.gate import Decision, NotAllowed, Subject, Systeem
from permissions.models import Autorisatierol
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN
from tests.cast import next_request, teamlid
from tests.factories import RelatieFactory, TeamlidRolFactory

pytestmark = pytest.mark.django_db

IEDEREEN = ("anna", "bram", "chantal", "daan", "eva", "fenna", "manon", "rick")
NIET_ACTIEF = ("Je bent geen actief teamlid.", "Laat een beheerder je account activeren.", set())


def words(decision):
    return decision.reason, decision.remedy, set(decision.givers)


def take(permissie, *rollen):
    """Take a permissie out of autorisatierollen."""
    for rol in Autorisatierol.objects.filter(naam__in=rollen):
        rol.group.permissions.remove(*rol.group.permissions.filter(rij__code=permissie.code))


def test_a_decision_is_true_or_false_and_says_about_what(cast):
    allowed = gate.may(cast.bram, RELATIES_BEHEREN, cast.own)
    refused = gate.may(cast.bram, RELATIES_BEHEREN, cast.own_raadpleger)
    assert allowed == Decision(True, RELATIES_BEHEREN, reason="", remedy="", givers=())
    assert (bool(allowed), bool(refused)) == (True, False)
    assert (allowed.allowed, refused.allowed) == (True, False)
    assert refused.permissie is RELATIES_BEHEREN


@pytest.mark.parametrize(
    ("permissie", "own", "own_raadpleger", "other", "afgeschermd"),
    [
        (RELATIES_INZIEN, "anna bram daan manon rick", "anna bram daan", "anna chantal", "chantal"),
        (RELATIES_BEHEREN, "anna bram daan manon", "anna", "anna chantal", "chantal"),
        (BSN_INZIEN, "anna bram daan manon", "anna bram daan", "anna chantal", "chantal"),
        (RELATIES_VERWIJDEREN, "anna manon", "anna", "anna", ""),
    ],
)
def test_the_one_rule(cast, permissie, own, own_raadpleger, other, afgeschermd):
    expected = {"own": own, "own_raadpleger": own_raadpleger, "other": other, "afgeschermd": afgeschermd}
    found = {
        name: " ".join(
            who for who in IEDEREEN if gate.may(next_request(getattr(cast, who)), permissie, getattr(cast, name))
        )
        for name in expected
    }
    assert found == expected


def test_an_office_wide_permissie_asks_for_no_relatie(cast):
    """And a Relatie that comes along does not change the answer."""
    for relatie in (None, cast.own, cast.afgeschermd):
        allowed = {who for who in IEDEREEN if gate.may(next_request(getattr(cast, who)), TEAMLEDEN_INZIEN, relatie)}
        assert allowed == {"anna", "bram", "chantal", "daan", "manon", "rick"}


def test_without_a_relatie_the_question_is_about_the_autorisatierol(cast):
    """What a menu item or a list asks."""
    holders = {who for who in IEDEREEN if gate.may(next_request(getattr(cast, who)), RELATIES_VERWIJDEREN)}
    assert holders == {"anna", "manon"}


@pytest.mark.parametrize("who", ["eva", "fenna"])
def test_aut_2_who_is_not_active_hears_so(cast, who):
    """Somebody who left, and a contact; neither hears a name."""
    assert words(gate.may(getattr(cast, who), RELATIES_INZIEN, cast.own)) == NIET_ACTIEF
    assert words(gate.may(getattr(cast, who), TEAMLEDEN_INZIEN)) == NIET_ACTIEF


def test_aut_2_nobody_hears_so_too(cast):
    assert words(gate.may(AnonymousUser(), RELATIES_INZIEN, cast.own)) == NIET_ACTIEF


def test_aut_2_a_permissie_missing_in_the_autorisatierol(cast):
    assert words(gate.may(cast.rick, BSN_INZIEN, cast.own)) == (
        "Je autorisatierol Raadpleger heeft de permissie ‘BSN inzien’ niet.",
        "Een autorisatierol met deze permissie: Mutator.",
        {str(cast.anna)},
    )
    assert words(gate.may(cast.bram, TEAMLEDEN_BEHEREN)) == (
        "Je autorisatierol Mutator heeft de permissie ‘Teamleden beheren’ niet.",
        "Een autorisatierol met deze permissie: Beheerder.",
        {str(cast.anna)},
    )


def test_aut_2_a_permissie_that_no_autorisatierol_has(cast):
    take(BSN_INZIEN, "Mutator", "Manager", "Beheerder")
    assert words(gate.may(cast.rick, BSN_INZIEN, cast.own)) == (
        "Je autorisatierol Raadpleger heeft de permissie ‘BSN inzien’ niet.",
        "De permissie ‘BSN inzien’ toevoegen aan een autorisatierol.",
        set(),  # nobody gives what nobody holds (TL-5)
    )


def test_aut_2_an_autorisatierol_is_given_by_who_manages_teamleden_and_holds_as_much(cast):
    """Managing the autorisatierollen is not enough, nor is managing Teamleden with less than what is given (TL-5)."""
    manager, mutator = (Autorisatierol.objects.get(naam=naam).group for naam in ("Manager", "Mutator"))
    manager.permissions.add(catalogue_row(TEAMLEDEN_BEHEREN))
    assert set(gate.may(cast.rick, BSN_INZIEN, cast.own).givers) == {str(cast.anna), str(cast.manon)}
    mutator.permissions.add(catalogue_row(AUTORISATIEROLLEN_BEHEREN))
    assert set(gate.may(cast.rick, BSN_INZIEN, cast.own).givers) == {str(cast.anna)}


def catalogue_row(permissie):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(rij__code=permissie.code)


@pytest.mark.parametrize(("permissie", "niveau"), [(RELATIES_INZIEN, "raadpleger"), (RELATIES_BEHEREN, "mutator")])
def test_aut_2_no_row_at_the_relatie(cast, permissie, niveau):
    """Given by who may couple teamleden there: the manager of this file and the beheerder."""
    assert words(gate.may(cast.chantal, permissie, cast.own)) == (
        f"Je hebt geen rol bij {cast.own}.",
        f"Een rol bij deze relatie, als {niveau}.",
        {str(cast.anna), str(cast.manon)},
    )


def test_aut_2_bereik_alle_needs_a_row_too_where_it_is_afgeschermd(cast):
    """Chantal is there but may not couple teamleden, so nobody can give it."""
    assert words(gate.may(cast.anna, RELATIES_INZIEN, cast.afgeschermd)) == (
        f"Je hebt geen rol bij {cast.afgeschermd}.",
        "Een rol bij deze relatie, als raadpleger.",
        set(),
    )


@pytest.mark.parametrize(
    ("who", "remedy"),
    [
        ("bram", "Het niveau van je rol bij deze relatie van raadpleger naar mutator."),
        ("daan", "Een rol bij deze relatie, als mutator."),
    ],
)
def test_aut_2_raadpleger_where_mutator_is_needed(cast, who, remedy):
    """By the own row, which can be raised, and by the row of whom one stands in for, which is not one's own."""
    assert words(gate.may(getattr(cast, who), RELATIES_BEHEREN, cast.own_raadpleger)) == (
        f"Je bent raadpleger bij {cast.own_raadpleger}; voor ‘Relaties beheren’ moet je daar mutator zijn.",
        remedy,
        {str(cast.anna)},
    )


def test_aut_2_none_of_the_relaties_of_a_contact(cast):
    assert words(gate.refusal(cast.bram, CONTACTEN_BEHEREN)) == (
        "Bij geen van de relaties van dit contact mag je ‘Contacten beheren’.",
        "Een rol bij zo'n relatie, als mutator.",
        set(),
    )


@pytest.mark.parametrize(
    ("who", "permissie", "at"),
    [
        ("rick", BSN_INZIEN, "own"),
        ("rick", TEAMLEDEN_BEHEREN, None),
        ("rick", RELATIES_INZIEN, "other"),
        ("bram", RELATIES_BEHEREN, "own_raadpleger"),
    ],
)
def test_givers_are_hidden_from_who_may_not_see_teamleden(cast, who, permissie, at):
    relatie = getattr(cast, at) if at else None
    before = gate.may(getattr(cast, who), permissie, relatie)
    reason, remedy = before.reason, before.remedy
    assert str(cast.anna) in before.givers
    take(TEAMLEDEN_INZIEN, "Raadpleger", "Mutator")
    assert words(gate.may(next_request(getattr(cast, who)), permissie, relatie)) == (reason, remedy, set())


def test_no_more_than_five_givers_are_named(cast):
    for number in range(6):
        teamlid(f"Beheerder{number}", "Beheerder")
    assert len(gate.may(cast.rick, BSN_INZIEN, cast.own).givers) == 5
    assert len(gate.may(cast.chantal, RELATIES_INZIEN, cast.own).givers) == 5


def test_who_left_is_no_giver(cast):
    Teamlid.objects.filter(pk=cast.anna.pk).update(status="uit_dienst")
    assert gate.may(cast.rick, BSN_INZIEN, cast.own).givers == ()
    assert gate.may(cast.chantal, RELATIES_INZIEN, cast.own).givers == (str(cast.manon),)


def test_a_refusal_asks_for_its_words_once_and_only_when_read(cast, django_assert_num_queries):
    rick = next_request(cast.rick)
    gate.may(rick, RELATIES_INZIEN, cast.own)
    with django_assert_num_queries(0):
        refused = gate.may(rick, BSN_INZIEN, cast.own)
        assert not refused
    assert refused.reason
    with django_assert_num_queries(0):
        assert words(refused)[2] == {str(cast.anna)}


def test_require_gives_the_decision_or_raises_with_it(cast):
    assert gate.require(cast.bram, RELATIES_BEHEREN, cast.own) == Decision(True, RELATIES_BEHEREN)
    with pytest.raises(NotAllowed) as refused:
        gate.require(cast.bram, RELATIES_BEHEREN, cast.own_raadpleger)
    decision = refused.value.decision
    assert (decision.permissie, str(refused.value)) == (RELATIES_BEHEREN, decision.reason)
    assert words(decision) == words(gate.may(cast.bram, RELATIES_BEHEREN, cast.own_raadpleger))


def test_prefetch_costs_the_same_for_1_and_3_relaties(cast):
    costs = []
    for many in (1, 3):
        relaties = RelatieFactory.create_batch(many)
        for relatie in relaties:
            TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie)
        bram = next_request(cast.bram)
        with CaptureQueriesContext(connection) as queries:
            gate.prefetch(bram, relaties)
        asked = len(queries)
        with CaptureQueriesContext(connection) as queries:
            assert [bool(gate.may(bram, BSN_INZIEN, relatie)) for relatie in relaties] == [True] * many
            assert [bool(gate.may(bram, RELATIES_BEHEREN, relatie)) for relatie in relaties] == [False] * many
        costs.append((asked, len(queries)))
    assert costs == [(costs[0][0], 0)] * 2
    assert costs[0][0] <= 3


def test_prefetch_gives_each_relatie_its_own_answer(cast):
    """Also no, for one that is in the page without any row."""
    bram, relaties = next_request(cast.bram), [cast.own, cast.own_raadpleger, cast.other]
    gate.prefetch(bram, relaties)
    assert [bool(gate.may(bram, RELATIES_BEHEREN, relatie)) for relatie in relaties] == [True, False, False]
    gate.prefetch(AnonymousUser(), relaties)
    gate.prefetch(bram, [])


@pytest.mark.parametrize(
    ("who", "rol", "namens"),
    [
        ("anna", "Beheerder", ["anna"]),
        ("bram", "Mutator", ["bram"]),
        ("daan", "Mutator", ["daan", "bram"]),
        ("rick", "Raadpleger", ["rick"]),
    ],
)
def test_what_an_active_teamlid_brings_to_the_rule(cast, who, rol, namens):
    codes = frozenset(p.code for p in catalogue.all_permissies() if rol in p.standaard)
    ids = tuple(getattr(cast, name).pk for name in namens)
    expected = Subject(getattr(cast, who).pk, codes, bereik_alle=rol == "Beheerder", namens=ids)
    assert gate.subject(getattr(cast, who)) == expected


@pytest.mark.parametrize("who", ["eva", "fenna"])
def test_who_is_no_active_teamlid_brings_nothing(cast, who):
    assert gate.subject(getattr(cast, who)) == Subject(None, frozenset(), bereik_alle=False, namens=())


def test_nobody_brings_nothing(db):
    assert gate.subject(AnonymousUser()) == Subject()


def test_two_waarnemingen_for_one_afwezige_count_once(cast):
    row = Waarneming.objects.get()
    row.pk = None
    row.save()
    assert gate.subject(cast.daan).namens == (cast.daan.pk, cast.bram.pk)


def test_an_autorisatierol_without_permissies_opens_nothing(cast):
    cast.bram.teamlid.autorisatierol.group.permissions.clear()
    assert gate.subject(cast.bram) == Subject(cast.bram.pk, frozenset(), bereik_alle=False, namens=(cast.bram.pk,))
    assert not gate.may(cast.bram, RELATIES_INZIEN, cast.own)


def test_aut_4_the_rule_is_asked_once_per_request_and_again_after_forget(cast, django_assert_num_queries):
    bram = next_request(cast.bram)
    gate.may(bram, TEAMLEDEN_INZIEN)
    gate.may(bram, RELATIES_INZIEN, cast.own)
    with django_assert_num_queries(0):
        assert gate.may(bram, RELATIES_BEHEREN)
        assert gate.may(bram, RELATIES_BEHEREN, cast.own)
    TeamlidRol.objects.filter(teamlid=bram.pk).delete()
    gate.forget(bram)
    assert not gate.may(bram, RELATIES_BEHEREN, cast.own)


def test_a_command_may_everything_and_has_a_name(cast):
    systeem = Systeem("crm_importeren")
    assert [gate.may(systeem, p, cast.afgeschermd) for p in catalogue.all_permissies()] == [
        Decision(True, p) for p in catalogue.all_permissies()
    ]
    assert gate.require(systeem, TEAMLEDEN_KOPPELEN, cast.own) == Decision(True, TEAMLEDEN_KOPPELEN)
    assert (str(systeem), systeem.pk, systeem.is_teamlid, systeem.is_contact) == (
        "systeem (crm_importeren)", None, False, False,
    )  # fmt: skip


@pytest.mark.parametrize("nobody", [None, object()], ids=["None", "no user"])
def test_what_is_no_user_has_nothing(cast, nobody):
    assert gate.subject(nobody) == Subject()
    assert gate.held_at(nobody, cast.own) == frozenset()
    gate.prefetch(nobody, [cast.own])
    assert not gate.may(nobody, RELATIES_INZIEN, cast.own)


def test_wn_3_for_whom_one_acts_counts_every_row_unless_it_is_about_a_change(cast):
    """Bram is raadpleger at the second: there Daan looks on his behalf, and changes nothing."""
    relaties, bram = [cast.own, cast.own_raadpleger, cast.other], (cast.bram.pk,)
    assert gate.acting_for_each(cast.daan, relaties) == {cast.own.pk: bram, cast.own_raadpleger.pk: bram}
    assert gate.acting_for_each(cast.daan, relaties, wijzigt=True) == {cast.own.pk: bram}
    assert (gate.acting_for(cast.daan, cast.own_raadpleger), gate.acting_for(cast.daan, cast.other)) == (bram, ())
    assert gate.acting_for(cast.daan, cast.own_raadpleger, wijzigt=True) == ()
    assert gate.acting_for_each(cast.daan, []) == gate.acting_for_each(cast.bram, relaties) == {}
