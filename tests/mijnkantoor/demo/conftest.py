"""The demo office, made once for all the tests of a file that only look at it."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """Makes the office, and is what the command said; the office is gone after the file."""
    out = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)
