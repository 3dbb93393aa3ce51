"""The database itself keeps the log: it only grows, and every change of a rights table is in it."""

import pytest
from django.db import IntegrityError, connection, transaction

from activiteitenlog.models import Activiteit, Rijwijziging
from activiteitenlog.services import record

pytestmark = pytest.mark.django_db

IS_SQLITE = connection.vendor == "sqlite"


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)


@pytest.fixture
def entry(cast):
    return record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"memo": ["", "Belt"]})


@pytest.mark.parametrize("table", ["activiteitenlog_activiteit", "activiteitenlog_rijwijziging"])
@pytest.mark.parametrize("change", ["UPDATE {} SET moment = moment", "DELETE FROM {}"])
def test_the_log_cannot_be_changed(entry, table, change):
    before = list(Activiteit.objects.values()), list(Rijwijziging.objects.values())
    with pytest.raises(IntegrityError, match="kan alleen worden aangevuld"), transaction.atomic():
        sql(change.format(table))
    assert (list(Activiteit.objects.values()), list(Rijwijziging.objects.values())) == before
