"""The table of every list: columns that know how their cells look, drawn by templates/ui/table.html."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html


class PortalTable(tables.Table):
    """Base of every list's table. `badge` is for a status: it says it in words and in colour."""

    csrf_token = ""  # of the request, for forms in a row; the view sets it

    class Meta:
        template_name = "ui/table.html"

    @staticmethod
    def badge(text, kind):
        """`kind` is goed, waarschuwing, neutraal or info."""
        return format_html('<span class="badge badge-{}">{}</span>', kind, text)


class LinkColumn(tables.Column):
    """Heads the row, and leads to the card."""

    is_row_header = True

    def render(self, value, record):
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)


class NummerColumn(tables.Column):
    """A number as text, with figures of one width."""

    cell_class = "number"


class ActiesColumn(tables.Column):
    """Buttons about the row. The template gets `record` and the token for its forms, and nothing of the page: to work
    out the page's own context for each row would take longer than all the rest of the table.
    """

    cell_class = "row-actions"

    def __init__(self, *, template_name, **kwargs):
        super().__init__(verbose_name="Acties", orderable=False, empty_values=(), **kwargs)
        self.template_name = template_name

    def render(self, record, table):
        return render_to_string(self.template_name, {"record": record, "csrf_token": table.csrf_token})


class StatusColumn(tables.Column):
    """Its table draws it with `badge`."""


class DatumColumn(tables.Column):
    """A moment in local time; never is a dash."""

    cell_class = "number"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": "–", **kwargs})

    def render(self, value):
        return date_format(timezone.localtime(value), "d-m-Y H:i")
