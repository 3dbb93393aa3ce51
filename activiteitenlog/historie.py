"""The rights tables as they were: the rows of now, with every change since then undone."""

from datetime import UTC

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from activiteitenlog.models import Operatie, Rijwijziging
from activiteitenlog.watched import watched


class BeforeTheHistory(ValueError):
    """Asked about a moment before the history of the table begins; its text says when that is."""

    def __init__(self, begin):
        self.begin = begin
        when = f" begint op {timezone.localtime(begin):%d-%m-%Y om %H:%M}" if begin else " is er niet"
        super().__init__(f"De geschiedenis van deze gegevens{when}; van daarvoor is niets bekend.")


def rows_at(model_or_table, moment, **filters):
    """The rows of a rights table as they were at `moment`, as dicts by column; two queries.

    Filters are exact matches on a column, or `column__in`, of the row as it was then. Gives the columns that
    watched.py keeps. Raises BeforeTheHistory, and NotWatched for a table without history. On SQLite a change counts
    from the millisecond in which it was made.
    """
    one = watched(model_or_table)
    wanted = _clean(one, filters)
    rows = {str(row[one.key]): row for row in _rows_now(one, wanted)}
    # After the rows of now: whatever is changed in between is then undone as well.
    for sleutel, oud in _earliest_changes(one, moment, wanted).items():
        rows.pop(sleutel, None)
        if oud is not None:
            row = _from_json(one, oud)
            if all(row.get(column) in values for column, values in wanted.items()):
                rows[sleutel] = row
    return list(rows.values())


def _clean(one, filters):
    """{column: [the values that match]}, in the form in which the rows have them."""
    wanted = {}
    for name, value in filters.items():
        column, _, lookup = name.partition("__")
        if column not in one.fields or lookup not in ("", "in"):
            raise ValueError(f"{name} is geen filter op {one.table}.")
        values = list(value) if lookup else [value]
        wanted[column] = [None if each is None else one.fields[column].to_python(each) for each in values]
    return wanted


def _rows_now(one, wanted):
    names = {column: field.attname for column, field in one.fields.items()}
    rows = one.model._base_manager.order_by("pk")
    for column, values in wanted.items():
        matches = Q(**{f"{names[column]}__in": [value for value in values if value is not None]})
        rows = rows.filter(matches | Q(**{names[column]: None}) if None in values else matches)
    return [dict(zip(names, values, strict=True)) for values in rows.values_list(*names.values())]


def _earliest_changes(one, moment, wanted):
    """{key: what the row was before its first change after `moment`, or None when that change added it}.

    A change is left out when neither side of it matches the filters: then the row did not match between it and the
    change before it either, so what matters is in the changes that are left.
    """
    later = Q(moment__gt=moment)
    for side in ("oud", "nieuw"):
        matches = Q(moment__gt=moment)
        for column, values in wanted.items():
            if all(isinstance(value, int | str) for value in values):
                matches &= Q(**{f"{side}__{column}__in": values})
        later = matches if side == "oud" else later | matches
    changes = Rijwijziging.objects.filter(Q(operatie=Operatie.BEGIN) | later, tabel=one.table).order_by("pk")
    earliest, begin = {}, None
    for operatie, when, sleutel, oud in changes.values_list("operatie", "moment", "sleutel", "oud").iterator():
        if operatie == Operatie.BEGIN:
            begin = when
        else:
            earliest.setdefault(sleutel, oud)
    if begin is None or moment < begin:
        raise BeforeTheHistory(begin)
    return earliest


def _from_json(one, oud):
    """With the types that Django gives; a column that did not exist then is not in the row."""
    return {column: _value(one.fields[column], oud[column]) for column in one.fields if column in oud}


def _value(field, value):
    if value is None or field.get_internal_type() != "DateTimeField":
        return value
    moment = parse_datetime(value)
    return moment.replace(tzinfo=UTC) if timezone.is_naive(moment) else moment.astimezone(UTC)
