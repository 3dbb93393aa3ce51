"""The rule over plain values: sources, whether they suffice, and who is at a Relatie (AUT-1, WN-1, REL-5)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.toegang.rule import allows, people_at, sources, suffices
from teamleden.toegang.sentences import Zinnen, why_not_active
from teamleden.toegang.stand import Rij, Stand, Vervanging
from teamleden.toegang.uitleg import Bron, highest
from tests.teamleden.toegang.stand import BAAS, CHEF, DICHT, LEEG, LEZER, OPEN, SCHRIJVER, lid, office

BO, CHRIS, LEA, SAM, WIM, URI = 14, 13, 11, 12, 15, 16
TOT = datetime(2026, 5, 1, tzinfo=UTC)


def reached(stand, pk, relatie, **more):
    return sources(stand, stand.leden[pk], relatie, **more)


@pytest.mark.parametrize("je", [True, False])
def test_every_source_in_its_order_with_all_it_says(je):
    """Own rows, then those of whom one stands in for, then bereik alle."""
    stand = office()
    stand.vervangingen[BO] = [Vervanging(SAM, BO, TOT)]
    stand.add_rij(Rij(BO, OPEN.pk, "Salaris", "raadpleger", "bulk"))
    assert reached(stand, BO, OPEN, je=je) == [
        Bron("rol", "raadpleger", rol="Salaris", herkomst="bulk", je=je),
        Bron("waarneming", "mutator", rol="Accountant", namens="Sam", tot=TOT, je=je),
        Bron("bereik", "mutator", autorisatierol="Baas", je=je),
    ]


def test_without_saying_so_nobody_is_spoken_to():
    assert [bron.je for bron in reached(office(), SAM, OPEN)] == [False]


def test_rel_5_bereik_alle_does_not_reach_what_is_afgeschermd():
    assert [len(reached(office(), BO, at)) for at in (OPEN, DICHT, LEEG)] == [1, 0, 1]


def test_wn_2_who_left_passes_nothing_on_and_who_is_unknown_neither():
    stand = office()
    stand.vervangingen[WIM] = [Vervanging(URI, WIM, None), Vervanging(999, WIM, None)]
    assert reached(stand, WIM, OPEN) == []
    assert list(stand.stood_in_for(stand.leden[WIM])) == []
    stand.add_vervanging(Vervanging(LEA, WIM, TOT))
    assert list(stand.stood_in_for(stand.leden[WIM])) == [(stand.leden[LEA], Vervanging(LEA, WIM, TOT))]


def test_the_highest_niveau_counts():
    reads, writes = Bron("rol", "raadpleger"), Bron("rol", "mutator")
    assert [highest(some) for some in ([], [reads], [writes], [reads, writes])] == [
        None, "raadpleger", "mutator", "mutator",
    ]  # fmt: skip
    assert [suffices(RELATIES_INZIEN, some) for some in ([], [reads], [writes])] == [False, True, True]
    assert [suffices(RELATIES_BEHEREN, some) for some in ([], [reads], [reads, writes])] == [False, False, True]


@pytest.mark.parametrize(
    ("pk", "permissie", "relatie", "expected"),
    [
        (LEA, RELATIES_INZIEN, OPEN, True),
        (LEA, RELATIES_BEHEREN, OPEN, False),
        (SAM, RELATIES_BEHEREN, OPEN, True),
        (SAM, RELATIES_INZIEN, LEEG, False),
        (SAM, TEAMLEDEN_KOPPELEN, OPEN, False),
        (WIM, RELATIES_INZIEN, OPEN, True),
        (URI, RELATIES_INZIEN, OPEN, False),
        (BO, RELATIES_BEHEREN, LEEG, True),
        (BO, RELATIES_BEHEREN, DICHT, False),
        (BO, TEAMLEDEN_BEHEREN, None, True),
        (CHRIS, TEAMLEDEN_BEHEREN, None, False),
    ],
)
def test_aut_1_the_rule_itself(pk, permissie, relatie, expected):
    stand = office()
    assert allows(stand, stand.leden[pk], permissie, relatie) is expected


def test_who_is_at_a_relatie_in_the_order_of_the_names():
    stand = office()
    found = {at.naam: [one.naam for one, _ in people_at(stand, at)] for at in (OPEN, DICHT, LEEG)}
    assert found == {"Open": ["Bo", "Chris", "Lea", "Sam", "Wim"], "Dicht": ["Chris"], "Leeg": ["Bo"]}
    assert {one.naam: bronnen for one, bronnen in people_at(stand, OPEN)}["Wim"] == reached(stand, WIM, OPEN)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(BAAS, CHEF, True), (CHEF, BAAS, False), (CHEF, CHEF, True), (LEZER, SCHRIJVER, False), (BAAS, BAAS, True)],
)
def test_tl_5_who_holds_at_least_as_much(one, other, expected):
    assert one.covers(other) is expected


def test_tl_5_bereik_alle_is_more_than_the_same_permissies():
    wide = replace(LEZER, bereik_alle=True)
    assert (wide.covers(LEZER), LEZER.covers(wide), wide.covers(SCHRIJVER)) == (True, False, False)


def test_a_stand_adds_and_forgets():
    stand = office()
    stand.add_rij(Rij(SAM, OPEN.pk, "Salaris", "raadpleger", "bulk"))
    assert [rij.rol for rij in stand.rows(stand.leden[SAM], OPEN)] == ["Accountant", "Salaris"]
    assert (stand.rows(stand.leden[BO], OPEN), stand.rows(stand.leden[SAM], LEEG)) == ([], [])
    stand.add_vervanging(Vervanging(SAM, WIM, TOT))
    assert [vervanging.afwezige_id for vervanging in stand.vervangingen[WIM]] == [LEA, SAM]
    assert stand.with_afwezigen([WIM, BO]) == [LEA, SAM, BO, WIM]
    stand.forget_rijen([OPEN.pk, LEEG.pk, 999])
    assert set(stand.rijen) == {DICHT.pk}


def test_without_names_everybody_but_one_is_a_colleague():
    stand = office(moment=TOT)
    bare = stand.without_names(keep=SAM)
    assert {pk: one.naam for pk, one in bare.leden.items()} == {
        pk: "Sam" if pk == SAM else "een collega" for pk in stand.leden
    }
    assert (stand.with_names, bare.with_names) == (True, False)
    assert replace(bare, leden=stand.leden, with_names=True) == stand
    assert replace(bare.leden[LEA], naam="Lea") == stand.leden[LEA]


# --- Words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_active", "expected"),
    [
        ("actief", True, ""),
        ("actief", False, " (mag niet inloggen)"),
        ("uit_dienst", True, " (status uit dienst)"),
        ("concept", False, " (status concept)"),
    ],
)
def test_why_somebody_is_not_active(status, is_active, expected):
    noor = lid(17, "Noor", SCHRIJVER, status, is_active)
    assert (why_not_active(noor), why_not_active(None)) == (expected, "")
    assert Zinnen(RELATIES_INZIEN, noor)("niet_actief") == f"Noor is geen actief teamlid{expected}."


def test_a_sentence_is_filled_in_for_the_reader_and_about_a_colleague():
    sam = lid(12, "een collega", SCHRIJVER)
    about, to = Zinnen(RELATIES_INZIEN, sam, OPEN), Zinnen(RELATIES_INZIEN, sam, OPEN, je=True)
    assert (about.je, to.je) == (False, True)
    assert (about("rol"), to("rol")) == ("Een collega heeft toegang tot Open.", "Je hebt toegang tot Open.")
    assert about("nee") == "Nee, een collega mag ‘Relaties inzien’ bij Open niet."
    assert about("permissie") == "De autorisatierol Schrijver van een collega heeft de permissie ‘Relaties inzien’."
    assert about("geef_rol", niveau="mutator") == "Een rol bij deze relatie, als mutator."
    nobody = Zinnen(RELATIES_INZIEN)
    assert nobody.values == {
        "permissie": RELATIES_INZIEN, "autorisatierol": "", "wie": "dit teamlid", "relatie": "", "plek": "",
        "status": "",
    }  # fmt: skip


def test_an_empty_stand_is_about_now_and_names_people():
    assert Stand() == Stand(moment=None, leden={}, autorisaties=(), with_names=True)
