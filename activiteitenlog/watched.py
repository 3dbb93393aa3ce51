"""The rights tables: what decides who may see and do what. The database itself notes each change of their rows.

Named as data, because this app does not know the apps above it.
"""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import models


class NotWatched(LookupError):
    """A table of which no history is kept."""


@dataclass(frozen=True)
class Watched:
    """`columns` are those that decide about access; none named is all of them, which is why no column of a table
    without names may hold something secret."""

    table: str
    columns: tuple[str, ...] = ()

    @cached_property
    def model(self):
        models_ = apps.get_models(include_auto_created=True)
        return next(model for model in models_ if model._meta.db_table == self.table and model._meta.managed)

    @property
    def key(self):
        return self.model._meta.pk.column

    @cached_property
    def fields(self):
        """The kept columns, as {column: field}."""
        fields = {field.column: field for field in self.model._meta.concrete_fields}
        return {name: fields[name] for name in self.columns} if self.columns else fields


WATCHED = (
    Watched("teamleden_teamlidrol"),
    Watched("teamleden_teamlid"),
    Watched("teamleden_waarneming"),
    Watched("teamleden_standaardteamlidrol"),
    Watched("teamleden_waarneming_rollen"),
    Watched("teamleden_waarneming_relaties"),
    Watched("permissions_autorisatierol"),
    Watched("auth_group_permissions"),
    Watched("crm_relatie", ("id", "afgeschermd")),
    Watched("crm_persoon", ("id", "soort", "is_active")),
)


def watched(model_or_table):
    """The Watched of this model or table name; raises NotWatched."""
    is_model = isinstance(model_or_table, type) and issubclass(model_or_table, models.Model)
    table = model_or_table._meta.db_table if is_model else model_or_table
    found = next((one for one in WATCHED if one.table == table), None)
    if found is None:
        raise NotWatched(f"Van {table} wordt geen geschiedenis bijgehouden.")
    return found
