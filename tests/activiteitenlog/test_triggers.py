"""The database itself keeps the log: it only grows, and every change of a rights table is in it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from activiteitenlog import triggers
from activiteitenlog.models import Activiteit, Rijwijziging
from activiteitenlog.services import record
from activiteitenlog.watched import WATCHED
from crm.models import Persoon, Relatie
from permissions.models import Autorisatierol
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from tests.factories import (
    ContactFactory,
    RelatieFactory,
    StandaardrolFactory,
    TeamlidFactory,
    TeamlidRolFactory,
    WaarnemingFactory,
)

pytestmark = pytest.mark.django_db

LOG_TABLES = ["activiteitenlog_activiteit", "activiteitenlog_rijwijziging"]
REFUSED = "kan alleen worden aangevuld"


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)


def settle():
    """Check what PostgreSQL put off until the commit: with something pending it changes no table."""
    connection.check_constraints()


def refused(text):
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        sql(text)


def noted(since=0):
    """(table, key, operatie, old, new) of what the database noted after this number."""
    rows = Rijwijziging.objects.filter(pk__gt=since).order_by("pk")
    return [(row.tabel, row.sleutel, row.operatie, row.oud, row.nieuw) for row in rows]


def last_number():
    return Rijwijziging.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.fixture
def entry(cast):
    return record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"memo": ["", "Belt"]})


# --- The log only grows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", LOG_TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET moment = moment", "DELETE FROM {}"])
def test_an_entry_cannot_be_changed_or_taken_away(entry, table, change):
    before = list(Activiteit.objects.values()), list(Rijwijziging.objects.values())
    refused(change.format(table))
    assert (list(Activiteit.objects.values()), list(Rijwijziging.objects.values())) == before


def test_nor_through_the_models(entry):
    for change in (entry.delete, entry.save, Activiteit.objects.all().delete, Rijwijziging.objects.all().delete):
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        Activiteit.objects.update(reden="Toch iets anders")


@pytest.mark.postgres
@pytest.mark.parametrize("table", LOG_TABLES)
def test_nor_by_emptying_the_table(entry, table):
    settle()
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("unique", ["id", "hash"])
def test_nor_by_writing_over_it(entry, unique):
    """With another row that has the same key, or the same hash under another key."""
    names = [field.column for field in Activiteit._meta.concrete_fields]
    values = {name: name for name in names} | {"reden": "'anders'"}
    if unique == "hash":
        values["id"] = "id + 1000"
    insert = f"activiteitenlog_activiteit ({', '.join(names)}) SELECT {', '.join(values[name] for name in names)}"
    source = f"{insert} FROM activiteitenlog_activiteit WHERE true"
    before = list(Activiteit.objects.values())
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {source}")
    refused(f"INSERT INTO {source} ON CONFLICT ({unique}) DO UPDATE SET reden = 'anders'")
    assert list(Activiteit.objects.values()) == before


# --- The net under the rights tables ---------------------------------------------------------------------------


def columns_of(row):
    return {field.column for field in row._meta.concrete_fields}


def some_row(table):
    """An object whose row is in this table."""
    if table == "auth_group_permissions":
        return Group.permissions.through.objects.first()
    make = {
        "teamleden_teamlidrol": TeamlidRolFactory,
        "teamleden_teamlid": TeamlidFactory,
        "teamleden_waarneming": WaarnemingFactory,
        "teamleden_standaardteamlidrol": StandaardrolFactory,
        "permissions_autorisatierol": lambda: Autorisatierol.objects.create(
            naam="Proef", group=Group.objects.create(name="proef")
        ),
        "crm_relatie": RelatieFactory,
        "crm_persoon": ContactFactory,
    }
    return make[table]()


CHANGES = {
    "teamleden_teamlidrol": ("niveau", "mutator"),
    "teamleden_teamlid": ("status", "uit_dienst"),
    "teamleden_waarneming": ("reden", "Ziek"),
    "teamleden_standaardteamlidrol": ("niveau", "mutator"),
    "permissions_autorisatierol": ("bereik", "alle"),
    "crm_relatie": ("afgeschermd", True),
    "crm_persoon": ("is_active", False),
}
PARTIAL = {"crm_relatie": {"id", "afgeschermd"}, "crm_persoon": {"id", "soort", "is_active"}}


def test_the_tables_are_those_that_decide_about_access():
    links = {"auth_group_permissions", "teamleden_waarneming_rollen", "teamleden_waarneming_relaties"}
    assert {one.table for one in WATCHED} == {*CHANGES, *links}


def test_what_a_waarneming_is_limited_to_is_noted():
    waarneming, relatie, start = WaarnemingFactory(), RelatieFactory(), last_number()
    waarneming.relaties.set([relatie])
    waarneming.relaties.clear()
    came, went = [one for one in noted(start) if one[0] == "teamleden_waarneming_relaties"]
    assert (came[2], went[2], came[4], went[3]) == ("toegevoegd", "verwijderd", went[3], came[4])
    assert (came[4]["waarneming_id"], came[4]["relatie_id"]) == (waarneming.pk, relatie.pk)


@pytest.mark.parametrize("table", CHANGES)
def test_a_row_that_comes_changes_and_goes_is_noted_three_times(table):
    start = last_number()
    row = some_row(table)
    column, value = CHANGES[table]
    old = getattr(row, column)
    # Past the models, as raw SQL would.
    type(row).objects.filter(pk=row.pk).update(**{column: value})
    sql(f"DELETE FROM {table} WHERE {row._meta.pk.column} = %s", row.pk)
    added, changed, gone = [one for one in noted(start) if one[:2] == (table, str(row.pk))]
    assert [added[2], changed[2], gone[2]] == ["toegevoegd", "gewijzigd", "verwijderd"]
    assert (added[3], gone[4]) == (None, None)
    assert set(added[4]) == PARTIAL.get(table, columns_of(row))
    assert (added[4], changed[4]) == (changed[3], gone[3])
    assert changed[4] == {**changed[3], column: value}
    assert changed[3][column] == old


def test_the_permissies_of_an_autorisatierol_are_noted(cast):
    group = Autorisatierol.objects.get(naam="Mutator").group
    start, permission = last_number(), Permission.objects.get(codename="view_relatie")
    row = Group.permissions.through.objects.get(group=group, permission=permission)
    group.permissions.remove(permission)
    group.permissions.add(permission)
    new = Group.permissions.through.objects.get(group=group, permission=permission)
    values = {"group_id": group.pk, "permission_id": permission.pk}
    assert noted(start) == [
        ("auth_group_permissions", str(row.pk), "verwijderd", {"id": row.pk, **values}, None),
        ("auth_group_permissions", str(new.pk), "toegevoegd", None, {"id": new.pk, **values}),
    ]


def test_bulk_writes_are_noted_row_by_row(cast):
    start = last_number()
    rol_id = cast.rol_id
    made = TeamlidRol.objects.bulk_create(
        TeamlidRol(teamlid=cast.daan.teamlid, relatie=relatie, rol_id=rol_id, niveau="raadpleger")
        for relatie in (cast.own, cast.other)
    )
    TeamlidRol.objects.filter(teamlid=cast.daan.pk).update(niveau="mutator")
    TeamlidRol.objects.filter(teamlid=cast.daan.pk).delete()
    keys = [str(row.pk) for row in made]
    found = [(sleutel, operatie) for _, sleutel, operatie, _, _ in noted(start)]
    assert sorted(found) == sorted(
        (key, operatie) for key in keys for operatie in ("toegevoegd", "gewijzigd", "verwijderd")
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda cast: Relatie.objects.filter(pk=cast.own.pk).update(naam="Anders", memo="x", bsn="123456782"),
        lambda cast: Persoon.objects.filter(pk=cast.anna.pk).update(password="x", last_login=timezone.now()),
        lambda cast: TeamlidRol.objects.update(niveau="mutator"),
    ],
    ids=["relatie", "persoon", "unchanged"],
)
def test_what_says_nothing_about_access_is_not_noted(cast, change):
    TeamlidRol.objects.update(niveau="mutator")
    start = last_number()
    change(cast)
    assert noted(start) == []


def test_nothing_secret_is_noted(cast):
    Persoon.objects.filter(pk=cast.anna.pk).update(password="versleuteld")
    relatie = RelatieFactory(bsn="123456782", memo="vertrouwelijk")
    Persoon.objects.filter(pk=cast.anna.pk).update(is_active=False)
    Relatie.objects.filter(pk=relatie.pk).update(afgeschermd=True)
    text = str(list(Rijwijziging.objects.values()))
    assert [word for word in ("123456782", "vertrouwelijk", "versleuteld", cast.anna.email) if word in text] == []


def test_the_moment_is_that_of_the_change_to_the_millisecond(cast):
    start, before = last_number(), timezone.now()
    Teamlid.objects.filter(pk=cast.bram.pk).update(status="uit_dienst")
    after = timezone.now()
    moment = Rijwijziging.objects.get(pk__gt=start).moment
    assert before - timedelta(milliseconds=1) <= moment <= after


def test_a_change_that_is_rolled_back_is_not_noted(cast):
    start = last_number()
    with transaction.atomic():
        Waarneming.objects.all().delete()
        transaction.set_rollback(True)
    assert noted(start) == []


@pytest.mark.postgres
def test_emptying_a_rights_table_notes_every_row(cast):
    start = last_number()
    keys = sorted(str(pk) for pk in TeamlidRol.objects.values_list("pk", flat=True))
    settle()
    sql("TRUNCATE teamleden_teamlidrol")
    found = noted(start)
    assert sorted(sleutel for _, sleutel, _, _, _ in found) == keys
    assert {(tabel, operatie, nieuw) for tabel, _, operatie, _, nieuw in found} == {
        ("teamleden_teamlidrol", "verwijderd", None)
    }


@pytest.mark.postgres
def test_a_client_with_another_search_path_is_noted_too(cast):
    start = last_number()
    with transaction.atomic():
        sql("SET LOCAL search_path TO pg_catalog")
        sql("DELETE FROM public.teamleden_waarneming")
        sql("SET LOCAL search_path TO public")
    assert [row[:3] for row in noted(start)] == [("teamleden_waarneming", noted(start)[0][1], "verwijderd")]


# --- They are there after each migrate -------------------------------------------------------------------------


def test_every_trigger_is_there_and_one_that_went_comes_back_with_migrate(cast):
    assert triggers.missing() == []
    name, table = next(iter(triggers.present().items()))
    sql(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    assert triggers.missing() == [name]
    call_command("migrate", verbosity=0, interactive=False)
    assert triggers.missing() == []


@pytest.mark.postgres
def test_a_trigger_that_was_switched_off_counts_as_missing_and_is_switched_on_again(entry):
    settle()
    sql("ALTER TABLE activiteitenlog_activiteit DISABLE TRIGGER USER")
    assert triggers.missing() == [
        "activiteitenlog_blijft_activiteitenlog_activiteit_row",
        "activiteitenlog_blijft_activiteitenlog_activiteit_truncate",
    ]
    triggers.create()
    refused("DELETE FROM activiteitenlog_activiteit")


def test_the_history_begins_once(cast):
    begins = list(Rijwijziging.objects.filter(operatie="begin").order_by("tabel").values_list("tabel", flat=True))
    assert begins == sorted(one.table for one in WATCHED)
    triggers.create()
    assert Rijwijziging.objects.filter(operatie="begin").count() == len(WATCHED)


def test_what_a_migration_does_to_a_rights_table_is_noted_too(cast):
    """Also on SQLite, where the triggers stand aside meanwhile and the table itself may be made anew."""
    row = TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own)
    gone = TeamlidRol.objects.get(relatie=cast.other)
    start = last_number()
    triggers.drop_before_migrate(plan=["a migration"])
    TeamlidRol.objects.filter(pk=row.pk).update(niveau="raadpleger")
    TeamlidRol.objects.filter(pk=gone.pk).delete()
    new = TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own)
    Relatie.objects.filter(pk=cast.own.pk).update(afgeschermd=True, memo="x")
    triggers.create()
    found = {(tabel, sleutel): (operatie, oud, nieuw) for tabel, sleutel, operatie, oud, nieuw in noted(start)}
    before = {"id": cast.own.pk, "afgeschermd": False}
    assert found.pop(("crm_relatie", str(cast.own.pk))) == ("gewijzigd", before, {**before, "afgeschermd": True})
    operatie, oud, nieuw = found.pop(("teamleden_teamlidrol", str(row.pk)))
    assert (operatie, oud["niveau"], nieuw) == ("gewijzigd", "mutator", {**oud, "niveau": "raadpleger"})
    assert found.pop(("teamleden_teamlidrol", str(gone.pk)))[::2] == ("verwijderd", None)
    assert found.pop(("teamleden_teamlidrol", str(new.pk)))[:2] == ("toegevoegd", None)
    assert found == {}
    triggers.create()
    assert len(noted(start)) == 4


def test_on_sqlite_they_stand_aside_for_a_migration_that_changes_something(cast):
    there = triggers.present()
    triggers.drop_before_migrate(plan=[])
    assert triggers.present() == there
    triggers.drop_before_migrate(plan=["a migration"])
    assert triggers.present() == ({} if connection.vendor == "sqlite" else there)
