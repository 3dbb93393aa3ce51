"""The whole Uitleg that is made of a Stand, field by field; no database."""

from datetime import UTC, datetime

import pytest

from crm.permissions import RELATIES_INZIEN
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.toegang.judge import judge
from teamleden.toegang.stand import Dossier, Stand
from teamleden.toegang.uitleg import Soort, Stap, Uitleg, Wijziging

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
