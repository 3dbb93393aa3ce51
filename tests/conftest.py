"""What every test may ask for."""

import os

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, Phase, settings

from tests.cast import build_cast

# A database per example is slow on purpose, and a slow example is no failure.
settings.register_profile(
    "normal", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("long", parent=settings.get_profile("normal"), max_examples=1000, derandomize=False)
settings.register_profile(  # for mutation testing, where only the answer counts
    "short", parent=settings.get_profile("normal"), max_examples=12, phases=(Phase.generate,), database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied():
    """A test that commits is followed by emptying every table, which the triggers of the log refuse.

    They go just before it; the post_migrate that follows emptying makes them again, as after every migrate.
    """
    empty = TransactionTestCase._fixture_teardown

    def drop_and_empty(self):
        from activiteitenlog import triggers

        triggers.drop()
        empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", drop_and_empty)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A database can only be dropped when nobody is connected, not even a server thread that a browser left waiting."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def cast(db):
    return build_cast()
