"""What more than one file about teamleden asks for."""

from functools import partial

import pytest

from teamleden.models import Rol
from tests.klok import set_clock


@pytest.fixture
def clock(monkeypatch):
    """clock(moment) sets the clock of the database."""
    return partial(set_clock, monkeypatch)


@pytest.fixture
def fiscaal(db):
    return Rol.objects.get(naam="Fiscaal")
