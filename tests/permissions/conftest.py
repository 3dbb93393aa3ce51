"""What the tests about rights share."""

import pytest

from permissions import catalogue


@pytest.fixture
def declared(monkeypatch):
    """The catalogue as a dict that a test may change: the next version of the product."""
    monkeypatch.setattr(catalogue, "_declared", dict(catalogue._declared))
    monkeypatch.setattr(catalogue, "_volgorde", dict(catalogue._volgorde))
    return catalogue._declared
