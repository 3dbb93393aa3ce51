"""The whole Uitleg that is made of a Stand, field by field; no database."""

from datetime import UTC, datetime

import pytest

from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.toegang.judge import judge
from teamleden.toegang.stand import Dossier, Rij, Stand
from teamleden.toegang.uitleg import Soort, Stap, Uitleg, Wijziging
from tests.teamleden.toegang.stand import DICHT, LEEG, OPEN, office

TOEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
BAKKERIJ = Dossier(7, "10001 Bakkerij Van Dijk", afgeschermd=False)


@pytest.mark.parametrize("je", [True, False])
def test_who_is_no_teamlid_hears_so_and_what_would_help(je):
    stand = Stand(relaties={7: BAKKERIJ})
    assert judge(stand, 1, RELATIES_INZIEN, 7, je=je) == Uitleg(
        permissie=RELATIES_INZIEN,
        oordeel=(
            "Nee, je mag ‘Relaties inzien’ bij 10001 Bakkerij Van Dijk niet."
            if je
            else "Nee, dit teamlid mag ‘Relaties inzien’ bij 10001 Bakkerij Van Dijk niet."
        ),
        stappen=(Stap(False, "Je bent geen actief teamlid." if je else "Dit teamlid is geen actief teamlid."),),
        wijzigingen=(
            Wijziging(
                Soort.ACTIVEREN,
                "Laat een beheerder je account activeren." if je else "Het account van dit teamlid weer activeren.",
            ),
        ),
        relatie=BAKKERIJ,
        je=je,
    )


def test_who_was_no_teamlid_yet_hears_so_and_nothing_can_help_anymore():
    assert judge(Stand(moment=TOEN), 1, TEAMLEDEN_INZIEN, je=True) == Uitleg(
        permissie=TEAMLEDEN_INZIEN,
        oordeel="Nee, je mag ‘Teamleden inzien’ niet.",
        stappen=(Stap(False, "Je was toen nog geen teamlid."),),
        moment=TOEN,
        je=True,
    )


def steps(uitleg):
    return [(stap.goed, stap.tekst, len(stap.bronnen), stap.toelichting) for stap in uitleg.stappen]


ACTIEF = (True, "Sam is een actief teamlid.", 0, "")
MAG_WIJZIGEN = (True, "De autorisatierol Schrijver van Sam heeft de permissie ‘Relaties beheren’.", 0, "")


def test_yes_holds_everything_it_was_made_of():
    stand = office(moment=TOEN)
    uitleg = judge(stand, 12, RELATIES_BEHEREN, OPEN.pk)
    assert (uitleg.permissie, uitleg.oordeel) == (RELATIES_BEHEREN, "Ja, Sam mag ‘Relaties beheren’ bij Open.")
    assert steps(uitleg) == [ACTIEF, MAG_WIJZIGEN, (True, "Sam heeft toegang tot Open.", 1, "")]
    assert (uitleg.wijzigingen, uitleg.lid, uitleg.relatie) == ((), stand.leden[12], OPEN)
    assert (uitleg.moment, uitleg.je, uitleg.allowed) == (TOEN, False, True)
    spoken = judge(stand, 12, RELATIES_BEHEREN, OPEN.pk, je=True)
    assert (spoken.je, [bron.je for bron in spoken.bronnen]) == (True, [True])


def test_no_at_a_relatie_says_how_far_it_is():
    stand = office()
    none, shallow = judge(stand, 12, RELATIES_BEHEREN, LEEG.pk), judge(stand, 11, RELATIES_BEHEREN, OPEN.pk)
    assert (none.oordeel, steps(none)[2:]) == (
        "Nee, Sam mag ‘Relaties beheren’ bij Leeg niet.", [(False, "Sam heeft geen rol bij Leeg.", 0, "")],
    )  # fmt: skip
    sentence = "Lea is raadpleger bij Open; voor ‘Relaties beheren’ is daar het niveau mutator nodig."
    assert steps(shallow)[2:] == [(False, sentence, 1, "")]
    assert [len(uitleg.wijzigingen) for uitleg in (none, shallow)] == [1, 1]


def test_rel_5_that_bereik_alle_stops_is_said_with_yes_and_with_no():
    stand = office()
    note = "De relatie is afgeschermd: dat de autorisatierol Baas voor alle relaties geldt, telt hier niet."
    assert steps(judge(stand, 14, RELATIES_INZIEN, DICHT.pk))[2] == (False, "Bo heeft geen rol bij Dicht.", 0, note)
    stand.add_rij(Rij(14, DICHT.pk, "Accountant", "raadpleger", "hand"))
    assert steps(judge(stand, 14, RELATIES_INZIEN, DICHT.pk))[2] == (True, "Bo heeft toegang tot Dicht.", 1, note)
    assert steps(judge(stand, 13, RELATIES_INZIEN, DICHT.pk))[2][3] == ""


def test_office_wide_has_nothing_to_do_with_a_relatie():
    uitleg = judge(office(), 12, TEAMLEDEN_INZIEN, OPEN.pk)
    assert (uitleg.relatie, uitleg.oordeel) == (None, "Nee, Sam mag ‘Teamleden inzien’ niet.")
    kantoor = "Deze permissie geldt voor het hele kantoor; een rol bij een relatie is er niet voor nodig."
    geen = "De autorisatierol Schrijver van Sam heeft de permissie ‘Teamleden inzien’ niet."
    assert steps(uitleg) == [ACTIEF, (False, geen, 0, ""), (True, kantoor, 0, "")]
    assert judge(office(), 14, TEAMLEDEN_INZIEN).allowed


def test_the_relaties_of_a_contact_are_only_spoken_of_when_the_permissie_is_held():
    contact = "Bij geen van de relaties van dit contact mag Sam ‘Relaties beheren’."
    uitleg = judge(office(), 12, RELATIES_BEHEREN)
    assert uitleg.stappen == (Stap(True, ACTIEF[1]), Stap(True, MAG_WIJZIGEN[1]), Stap(False, contact))
    assert [goed for goed, *_ in steps(judge(office(), 12, BSN_INZIEN))] == [True, False]


def test_a_relatie_that_was_not_there_yet_cannot_be_given():
    uitleg = judge(office(moment=TOEN), 12, RELATIES_BEHEREN, 999)
    assert uitleg.stappen[2:] == (Stap(False, "De relatie bestond toen nog niet."),)
    assert (uitleg.relatie, uitleg.wijzigingen, uitleg.allowed) == (None, (), False)


def test_who_left_is_told_so_and_the_rest_as_well():
    uitleg = judge(office(), 16, RELATIES_BEHEREN, OPEN.pk)
    assert [goed for goed, *_ in steps(uitleg)] == [False, True, True]
    assert uitleg.ontbreekt == ("Uri is geen actief teamlid (status uit dienst).",)
    assert [change.soort for change in uitleg.wijzigingen] == [Soort.ACTIVEREN]
