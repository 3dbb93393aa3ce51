"""Keeps the database view `teamleden_toegang` equal to toegang.sql.

A view would stand in the way of migrations on SQLite, which rebuilds a table by renaming it; so there it is
dropped before a migration and made again after it. PostgreSQL replaces it in one step, while the office works.
"""

from pathlib import Path
from string import Template

from django.db import connections, transaction

NAME = "teamleden_toegang"
NOW = {
    "postgresql": "statement_timestamp()",  # not now(), which stands still within a transaction
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')",
}


def sql_text(vendor):
    """The CREATE VIEW statement for this database."""
    text = (Path(__file__).parent / "toegang.sql").read_text(encoding="utf-8")
    return Template(text).substitute(now=NOW[vendor])


def create_view(using="default"):
    connection = connections[using]
    needed = {"teamleden_teamlidrol", "teamleden_waarneming_relaties", "permissions_permissierij", "crm_relatie"}
    if not needed <= set(connection.introspection.table_names()):
        return
    text = sql_text(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(text.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
        else:
            cursor.execute(f"DROP VIEW IF EXISTS {NAME}")
            cursor.execute(text)


def renew_view(using="default"):
    """Make the view anew, also over one that somebody changed beyond what can be replaced."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS {NAME}")
        cursor.execute(sql_text(connection.vendor))


def is_current(using="default"):
    """Is the view in the database the one of toegang.sql? False too when there is none."""
    connection = connections[using]
    text = sql_text(connection.vendor)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _is_current_on_postgresql(cursor, text)
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = %s", [NAME])
        found = cursor.fetchone()
        return found is not None and found[0].split() == text[text.index("CREATE VIEW") :].split()


def _is_current_on_postgresql(cursor, text):
    """PostgreSQL keeps a view in its own words, so the two are compared after it has read both."""
    cursor.execute(text.replace(f"CREATE VIEW {NAME}", f"CREATE TEMPORARY VIEW {NAME}_nieuw", 1))
    cursor.execute("SELECT pg_get_viewdef(to_regclass(%s)) = pg_get_viewdef(%s::regclass)", [NAME, f"{NAME}_nieuw"])
    found = cursor.fetchone()[0]
    cursor.execute(f"DROP VIEW {NAME}_nieuw")
    return bool(found)


def drop_view(using="default", plan=(), **kwargs):
    """Before a migration that will really do something, on SQLite only."""
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP VIEW IF EXISTS {NAME}")
