"""The niveau that somebody has by itself at a Relatie: what may be given to others (TL-5)."""

import pytest

from teamleden.toegang import own_niveau
from tests.factories import TeamlidRolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "at", "expected"),
    [
        ("bram", "own", "mutator"),
        ("bram", "own_raadpleger", "raadpleger"),
        ("bram", "other", None),
        ("daan", "own", None),
        ("rick", "own", "mutator"),
        ("anna", "own", "mutator"),
        ("anna", "afgeschermd", None),
        ("chantal", "afgeschermd", "mutator"),
    ],
)
def test_tl_5_the_own_niveau_is_that_of_the_own_rows_and_of_bereik_alle(cast, who, at, expected):
    """Not that of another's row, of another Relatie, or of a Waarneming."""
    assert own_niveau(getattr(cast, who).teamlid, getattr(cast, at)) == expected


def test_tl_5_bereik_alle_adds_nothing_where_it_is_afgeschermd(cast):
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.afgeschermd, niveau="raadpleger")
    assert own_niveau(cast.anna.teamlid, cast.afgeschermd) == "raadpleger"


def test_the_highest_of_several_rows_counts(cast):
    from teamleden.models import Rol

    rol = Rol.objects.get(naam="Accountant")
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.own_raadpleger, rol=rol, niveau="mutator")
    assert own_niveau(cast.bram.teamlid, cast.own_raadpleger) == "mutator"
