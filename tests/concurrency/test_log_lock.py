"""Whoever writes the log waits for who was first, and a refusal does not wait long."""

import threading
import time

import pytest
from django.db import connection, transaction

from activiteitenlog.chain import check_chain
from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import record
from permissions.gate import Systeem
from tests.cast import build_cast
from tests.client import login
from tests.factories import LabelFactory
from tests.log import said

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT = 10  # seconds; more than a refusal waits, and less than the database itself would


def in_thread(work):
    """`work` in a thread of its own, with its own connection."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_refusal_does_not_hang_behind_a_long_import():
    cast = build_cast()
    client = login(cast.bram)
    label = LabelFactory()
    busy, done = threading.Event(), threading.Event()

    def long_import():
        with transaction.atomic():
            record(Systeem("proef"), "label toegevoegd", label)
            busy.set()
            done.wait(LIMIT)

    thread = in_thread(long_import)
    assert busy.wait(LIMIT)
    started = time.monotonic()
    status = client.get("/beheer/teamleden/").status_code
    waited = time.monotonic() - started
    done.set()
    thread.join()
    assert (status, waited < LIMIT / 2) == (403, True)
    assert said(actie="toegang geweigerd") == []
    # The limit was for that one entry only.
    assert client.get("/beheer/teamleden/").status_code == 403
    assert len(said(actie="toegang geweigerd")) == 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout")
        assert cursor.fetchone()[0] in (20_000, "0")


def test_entries_of_many_at_once_form_one_chain():
    label = LabelFactory()

    def write():
        for _ in range(10):
            with transaction.atomic():
                record(Systeem("proef"), "label toegevoegd", label)

    for thread in [in_thread(write) for _ in range(4)]:
        thread.join()
    number, last = check_chain()
    assert (number, last.nummer) == (40, Activiteit.objects.first().pk)
    assert LogKop.objects.get().laatste_hash == last.hash
