"""The number of queries depends on batches, not on rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.crm.importeren.conftest import contact, organisatie

pytestmark = pytest.mark.django_db


def rows(count, plaats="Ede"):
    relaties = [organisatie(f"{n:05d}", Labels="VIP", Plaats=plaats) for n in range(1, count + 1)]
    contacten = [
        contact(f"1{n:04d}", f"{n:05d}", Voorkeur="ja", Achternaam=plaats, **{"E-mail": f"c{n}@klant.example"})
        for n in range(1, count + 1)
    ]
    return relaties, contacten


def count_queries(function, kind=""):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        function()
    return sum(query["sql"].startswith(kind) for query in captured.captured_queries)


def test_a_trial_asks_as_much_for_20_rows_as_for_200(importer):
    few = count_queries(lambda: importer.preview(*rows(20)))
    many = count_queries(lambda: importer.preview(*rows(200)))
    assert few == many


def test_a_trial_of_wrong_rows_asks_no_more(importer):
    importer.apply(*rows(200))
    taken = [contact(f"2{n:04d}", "00001", **{"E-mail": f"c{n}@klant.example"}) for n in range(1, 201)]
    few = count_queries(lambda: importer.preview(contacten=taken[:20]))
    many = count_queries(lambda: importer.preview(contacten=taken))
    assert few == many


def test_applying_reads_as_much_for_20_rows_as_for_200(importer):
    importer.apply(*rows(1))  # the very first entry of a log asks for its head once more
    few = count_queries(lambda: importer.apply(*rows(20)), "SELECT")
    many = count_queries(lambda: importer.apply(*rows(200)), "SELECT")
    assert few == many


def test_a_second_run_writes_nothing(importer):
    importer.apply(*rows(20))
    written = [count_queries(lambda: importer.apply(*rows(20)), kind) for kind in ("INSERT", "UPDATE", "DELETE")]
    assert written == [0, 0, 0]


def test_changing_is_done_in_batches(importer):
    importer.apply(*rows(200))
    assert count_queries(lambda: importer.apply(*rows(200, "Breda")), "UPDATE") < 20
