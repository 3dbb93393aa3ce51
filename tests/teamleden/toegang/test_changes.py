"""The smallest changes, with everything they hold: what, for whom, where, and who can make them (AUT-2, TL-5)."""

from dataclasses import replace

import pytest

from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_UITNODIGEN
from teamleden.toegang.changes import distance, nearest, smallest_changes
from teamleden.toegang.stand import Vervanging
from teamleden.toegang.uitleg import Soort, Wijziging
from tests.teamleden.toegang.stand import (
    BAAS,
    CHEF,
    DICHT,
    LEEG,
    LEZER,
    NIEMANDS,
    OPEN,
    SCHRIJVER,
    autorisatie,
    lid,
    office,
)

BO, CHRIS, LEA, SAM, WIM, URI, NOOR = 14, 13, 11, 12, 15, 16, 17


def zeg(name, **more):
    """The name of the sentence with its own values, instead of the sentence."""
    return " ".join([name, *map(str, more.values())])


def changes(stand, pk, permissie, relatie=None):
    return smallest_changes(stand, stand.leden[pk], permissie, relatie, zeg)


def change(soort, tekst, gevers=(), gever_ids=(), **about):
    return Wijziging(soort, tekst, tuple(gevers), frozenset(gever_ids), **about)


def test_nothing_has_to_change_for_who_may():
    assert changes(office(), SAM, RELATIES_BEHEREN, OPEN) == ()
    assert changes(office(), BO, RELATIES_BEHEREN, LEEG) == ()
    assert changes(office(), BO, TEAMLEDEN_BEHEREN) == ()


def test_aut_2_no_row_at_the_relatie():
    assert changes(office(), SAM, RELATIES_INZIEN, LEEG) == (
        change(Soort.ROL, "geef_rol raadpleger", ["Bo"], [BO], teamlid_id=SAM, relatie_id=73, niveau="raadpleger"),
    )
    assert changes(office(), SAM, RELATIES_BEHEREN, DICHT) == (
        change(Soort.ROL, "geef_rol mutator", ["Chris"], [CHRIS], teamlid_id=SAM, relatie_id=72, niveau="mutator"),
    )


def test_aut_2_the_own_row_is_raised():
    assert changes(office(), LEA, RELATIES_BEHEREN, OPEN) == (
        change(
            Soort.NIVEAU, "geef_niveau Accountant", ["Bo", "Chris"], [BO, CHRIS],
            teamlid_id=LEA, relatie_id=71, rol="Accountant", niveau="mutator",
        ),
    )  # fmt: skip


def test_wn_1_the_row_of_whom_one_stands_in_for_is_not_raised():
    assert changes(office(), WIM, RELATIES_BEHEREN, OPEN) == (
        change(
            Soort.ROL, "geef_rol mutator", ["Bo", "Chris"], [BO, CHRIS],
            teamlid_id=WIM, relatie_id=71, niveau="mutator",
        ),
    )  # fmt: skip


def test_tl_5_nobody_gives_oneself_a_row():
    assert changes(office(), BO, RELATIES_INZIEN, DICHT) == (
        change(Soort.ROL, "geef_rol raadpleger", ["Chris"], [CHRIS], teamlid_id=BO, relatie_id=72, niveau="raadpleger"),
    )
    assert changes(office(), CHRIS, RELATIES_INZIEN, LEEG)[0].gever_ids == {BO}


def test_aut_2_a_permissie_that_another_autorisatierol_has():
    """What is given must be held, and what is taken too (TL-5)."""
    assert changes(office(), SAM, TEAMLEDEN_UITNODIGEN) == (
        change(
            Soort.AUTORISATIEROL, "geef_autorisatierol Chef", ["Bo"], [BO], teamlid_id=SAM, autorisatierol_id=CHEF.pk
        ),
    )


def test_tl_5_an_autorisatierol_is_given_by_who_holds_what_is_given_and_what_is_taken():
    stand = office()
    manager = replace(CHEF, pk=5, naam="Manager", codes=CHEF.codes | {TEAMLEDEN_BEHEREN.code})
    other = autorisatie(6, "Ander", RELATIES_INZIEN, NIEMANDS)
    for one in (lid(17, "Noor", manager), lid(18, "Otto", other), lid(19, "Piet", manager)):
        stand.leden[one.pk] = one
    assert changes(stand, SAM, TEAMLEDEN_UITNODIGEN)[0].gever_ids == {BO, 17, 19}
    # To give Baas is beyond a manager, to take Ander beyond everybody.
    assert changes(replace(stand, autorisaties=(BAAS,)), SAM, TEAMLEDEN_UITNODIGEN)[0].gever_ids == {BO}
    assert changes(stand, 18, TEAMLEDEN_UITNODIGEN)[0].gever_ids == set()
    # Nor does anybody give it to oneself.
    assert changes(replace(stand, autorisaties=(CHEF, other)), 19, NIEMANDS)[0].gever_ids == set()


def test_aut_2_a_permissie_that_no_autorisatierol_has():
    expected = change(Soort.PERMISSIE, "geef_permissie", teamlid_id=BO)
    assert changes(office(), BO, NIEMANDS, OPEN) == (expected,)


def test_aut_2_the_autorisatierol_and_the_row_together():
    """Bereik alle of the new autorisatierol is a row less to give."""
    stand = office()
    assert changes(stand, SAM, TEAMLEDEN_KOPPELEN, LEEG) == (
        change(
            Soort.AUTORISATIEROL, "geef_autorisatierol Chef", ["Bo"], [BO], teamlid_id=SAM, autorisatierol_id=CHEF.pk
        ),
        change(Soort.ROL, "geef_rol mutator", ["Bo"], [BO], teamlid_id=SAM, relatie_id=73, niveau="mutator"),
    )
    only_baas = replace(stand, autorisaties=(LEZER, BAAS))
    assert [c.soort for c in changes(only_baas, SAM, TEAMLEDEN_KOPPELEN, LEEG)] == [Soort.AUTORISATIEROL]


@pytest.mark.parametrize(("permissie", "niveau"), [(RELATIES_INZIEN, "raadpleger"), (RELATIES_BEHEREN, "mutator")])
def test_the_relaties_of_a_contact(permissie, niveau):
    """None of them is named, so nobody is said to be able to give it."""
    assert changes(office(), SAM, permissie) == (
        change(Soort.ROL, f"geef_rol_contact {niveau}", teamlid_id=SAM, niveau=niveau),
    )
    assert [c.soort for c in changes(office(), BO, NIEMANDS)] == [Soort.PERMISSIE, Soort.ROL]
    assert [c.soort for c in changes(office(), SAM, TEAMLEDEN_KOPPELEN)] == [Soort.AUTORISATIEROL]
    assert [c.soort for c in changes(office(), SAM, TEAMLEDEN_BEHEREN)] == [Soort.AUTORISATIEROL]


@pytest.mark.parametrize(
    ("status", "is_active", "tekst", "gevers"),
    [
        ("uit_dienst", True, "activeer", {BO}),
        ("actief", False, "activeer", {BO}),
        ("concept", False, "activeer", {BO}),
        ("concept", True, "nodig_uit", {BO, CHRIS}),
        ("uitgenodigd", True, "nodig_uit", {BO, CHRIS}),
    ],
)
def test_aut_2_who_is_not_active(status, is_active, tekst, gevers):
    stand = office()
    stand.leden[NOOR] = lid(NOOR, "Noor", SCHRIJVER, status, is_active)
    names = [stand.leden[pk].naam for pk in sorted(gevers, reverse=True)]
    activate = change(Soort.ACTIVEREN, tekst, names, gevers, teamlid_id=NOOR)
    assert changes(stand, NOOR, RELATIES_INZIEN, OPEN)[0] == activate
    assert [c.soort for c in changes(stand, NOOR, RELATIES_INZIEN, OPEN)] == [Soort.ACTIVEREN, Soort.ROL]
    assert changes(stand, NOOR, RELATIES_INZIEN)[0] == activate


def test_tl_5_who_activates_an_account_holds_its_autorisatierol():
    stand = office()
    stand.leden[NOOR] = lid(NOOR, "Noor", BAAS, "concept")
    assert [c.gever_ids for c in changes(stand, NOOR, TEAMLEDEN_BEHEREN)] == [{BO}]


def test_givers_are_named_up_to_five_and_to_nobody_who_may_not_see_teamleden():
    stand = office()
    for number in range(6):
        stand.leden[20 + number] = lid(20 + number, f"Baas {number}", BAAS)
    (found,) = changes(stand, SAM, RELATIES_INZIEN, LEEG)
    assert found.gevers == ("Bo", "Baas 0", "Baas 1", "Baas 2", "Baas 3")
    assert found.gever_ids == {BO, *range(20, 26)}
    (hidden,) = changes(replace(stand, with_names=False), SAM, RELATIES_INZIEN, LEEG)
    assert (hidden.gevers, hidden.gever_ids) == ((), found.gever_ids)


def test_a_waarneming_of_the_giver_counts_as_well():
    stand = office()
    stand.leden[NOOR] = lid(NOOR, "Noor", CHEF)
    stand.add_vervanging(Vervanging(CHRIS, NOOR, None))
    assert changes(stand, SAM, RELATIES_INZIEN, DICHT)[0].gever_ids == {CHRIS, NOOR}


def test_the_distance_between_autorisatierollen():
    """Bereik first, then how many permissies differ, then their order, then the oldest."""
    assert distance(SCHRIJVER, LEZER) == (False, 1, 2, 2)
    assert distance(BAAS, LEZER) == (True, 5, 4, 4)
    far = autorisatie(9, "Ver", RELATIES_INZIEN, RELATIES_BEHEREN, TEAMLEDEN_KOPPELEN, volgorde=1)
    wide = autorisatie(8, "Wijd", RELATIES_INZIEN, RELATIES_BEHEREN, alle=True)
    assert nearest((wide, far), LEZER, RELATIES_BEHEREN) is far
    assert nearest((far, SCHRIJVER), LEZER, RELATIES_BEHEREN) is SCHRIJVER
    later, older = replace(SCHRIJVER, volgorde=7), replace(SCHRIJVER, pk=1)
    assert nearest((later, SCHRIJVER), LEZER, RELATIES_BEHEREN) is SCHRIJVER
    assert nearest((SCHRIJVER, older), LEZER, RELATIES_BEHEREN) is older
    assert nearest((LEZER,), LEZER, RELATIES_BEHEREN) is None
