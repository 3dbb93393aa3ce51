"""Keeps the triggers of the log equal to the files in sql/, after each migrate.

Two kinds: the log can only grow (alleen_aanvullen), and each change of a row of a rights table is noted by the
database itself (net), so raw SQL and bulk writes are too. SQLite rebuilds a table by renaming a copy of it, and a
trigger that names another table stands in the way of that; so there they are dropped before a migration and made
again after it. PostgreSQL keeps them, and gets only what is missing.
"""

import re
from pathlib import Path

from django.db import connections, transaction

from activiteitenlog.models import Activiteit, Operatie, Rijwijziging
from activiteitenlog.watched import WATCHED

PREFIX = "activiteitenlog_"
ZIN = "Het activiteitenlog kan alleen worden aangevuld; een regel wijzigen of verwijderen kan niet."
# What makes a new row the same as an old one, for INSERT OR REPLACE.
SAME = {Activiteit: "id = NEW.id OR hash = NEW.hash", Rijwijziging: "id = NEW.id"}
NOW = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')"}


def create(using="default"):
    """Make the triggers that are in the files and not in the database; runs after each migrate."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {model._meta.db_table for model in SAME} <= tables:
        drop(using)  # migrated back: a net that writes to a table that is gone would hold up everybody
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            drop(using)
            _catch_up(connection)
        there = present(using)
        for text in list(_statements(connection)):
            name, table = _trigger_of(text)
            if name in there:
                continue
            if name and connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')  # one that is switched off
            cursor.execute(text)
        _begin(connection)


def drop(using="default"):
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in present(using).items():
            on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER "{name}"{on}')


def drop_before_migrate(using="default", plan=(), **kwargs):
    """Before a migration that will really do something, on SQLite only.

    What it does to a rights table is noted afterwards, against a copy of the table.
    """
    connection = connections[using]
    if not plan or connection.vendor != "sqlite":
        return
    watching = set(present(using).values())
    with connection.cursor() as cursor:
        for one in WATCHED:
            if one.table in watching:
                columns = ", ".join(f'"{column.name}"' for column in _kept(connection, one))
                cursor.execute(f"DROP TABLE IF EXISTS temp.{_copy_of(one)}")
                cursor.execute(f"CREATE TEMP TABLE {_copy_of(one)} AS SELECT {columns} FROM {one.table}")
    drop(using)


def missing(using="default"):
    """The names of the triggers that should be there and are not, or are switched off."""
    names = {_trigger_of(text)[0] for text in _statements(connections[using])} - {None}
    return sorted(names - set(present(using)))


def present(using="default"):
    """The triggers of the log that work, as {name: table}."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def _trigger_of(statement):
    """(name, table) of the trigger that a statement makes; (None, None) when it makes something else."""
    found = re.search(r"^CREATE TRIGGER (\w+) .*? ON (\w+)", statement, re.M)
    return found.groups() if found else (None, None)


def _statements(connection):
    """Every statement for this database, filled in."""
    existing = set(connection.introspection.table_names())
    for model, same in SAME.items():
        table = model._meta.db_table
        yield from _fill("alleen_aanvullen", connection.vendor, table=table, zin=ZIN, same=same)
    for one in WATCHED:
        if one.table in existing:
            kept = _kept(connection, one)
            yield from _fill("net", connection.vendor, **_net_values(one, kept, connection.vendor))


def _catch_up(connection):
    """Note what changed since drop_before_migrate; a column that came or went meanwhile is no change."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for one in WATCHED:
            cursor.execute("SELECT name FROM pragma_table_info(%s)", [_copy_of(one)])
            copied = {name for (name,) in cursor.fetchall()}
            if copied and one.table not in existing:  # migrated away
                cursor.execute(f"DROP TABLE temp.{_copy_of(one)}")
            elif copied:
                kept = _kept(connection, one)
                common = [column for column in kept if column.name in copied]
                values = {
                    **_net_values(one, kept, connection.vendor),
                    "copy": _copy_of(one),
                    "was": _json_sqlite("was", one, common),
                    "nu": _json_sqlite("nu", one, kept),
                    "differs": _differs("was", "nu", common),
                }
                for text in _fill("inhalen", connection.vendor, **values):
                    cursor.execute(text)


def _copy_of(one):
    return f"activiteitenlog_{one.table}"


def _kept(connection, one):
    """The columns that watched.py keeps, as they are in the database at this moment."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, one.table)
    return [column for column in columns if not one.columns or column.name in one.columns]


def _fill(name, vendor, **values):
    text = (Path(__file__).parent / "sql" / f"{name}.{vendor}.sql").read_text(encoding="utf-8")
    return text.format(**values).strip().split("\n\n")


def _net_values(one, kept, vendor):
    as_json = _json_sqlite if vendor == "sqlite" else _json_postgresql
    return {
        "table": one.table,
        "key": one.key,
        "now": NOW[vendor],
        "old": as_json("OLD", one, kept),
        "new": as_json("NEW", one, kept),
        "row": as_json("rij", one, kept),
        "differs": _differs("OLD", "NEW", kept),
    }


def _differs(one_row, other_row, kept):
    return " OR ".join(f'{one_row}."{column.name}" IS NOT {other_row}."{column.name}"' for column in kept)


def _json_sqlite(row, one, kept):
    """SQLite has no booleans; as JSON they are told apart from numbers, like those of PostgreSQL."""
    parts = []
    for column in kept:
        value = f'{row}."{column.name}"'
        if column.type_code == "bool":
            value = f"json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
        parts.append(f"'{column.name}', {value}")
    return f"json_object({', '.join(parts)})"


def _json_postgresql(row, one, kept):
    """The row as it is when the trigger fires, so that a migration may change the columns."""
    if not one.columns:
        return f"to_jsonb({row})"
    parts = [f"'{column.name}', {row}.\"{column.name}\"" for column in kept]
    return f"jsonb_build_object({', '.join(parts)})"


def _begin(connection):
    """Where the history of each rights table begins: before it nothing is known."""
    existing = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for one in WATCHED:
            if one.table in existing:
                cursor.execute(
                    "INSERT INTO activiteitenlog_rijwijziging (moment, tabel, sleutel, operatie) "
                    f"SELECT {NOW[connection.vendor]}, '{one.table}', '', '{Operatie.BEGIN}' WHERE NOT EXISTS "
                    f"(SELECT 1 FROM activiteitenlog_rijwijziging WHERE tabel = '{one.table}')"
                )
