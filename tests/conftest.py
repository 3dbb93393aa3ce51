"""What every test may ask for."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.cast import build_cast

# A database per example is slow on purpose, and a slow example is no failure.
settings.register_profile(
    "normal", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("long", parent=settings.get_profile("normal"), max_examples=1000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))


@pytest.fixture
def cast(db):
    return build_cast()
