"""Stands in for the history of the rights tables, where a test is about what is done with it."""

from django.db import connection

TABLES = (
    "teamleden_teamlid",
    "teamleden_teamlidrol",
    "teamleden_waarneming",
    "teamleden_waarneming_rollen",
    "teamleden_waarneming_relaties",
    "permissions_autorisatierol",
    "auth_group_permissions",
    "crm_relatie",
    "crm_persoon",
)


class Opname:
    """The tables as they are now, for every moment from `vanaf` on; before that there was no office."""

    def __init__(self, vanaf):
        self.vanaf = vanaf
        self.tables = {table: self._read(table) for table in TABLES}
        self.asked = []

    @staticmethod
    def _read(table):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def __call__(self, table, moment, **filters):
        self.asked.append(table)
        rows = self.tables[table] if moment >= self.vanaf else []
        return [dict(row) for row in rows if all(self._fits(row, *item) for item in filters.items())]

    @staticmethod
    def _fits(row, name, value):
        column, _, within = name.partition("__")
        return row[column] in value if within else row[column] == value
