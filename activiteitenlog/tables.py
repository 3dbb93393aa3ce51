"""The table of the log."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join

from activiteitenlog.models import Activiteit
from mijnkantoor.ui.tables import DatumColumn, LinkColumn, PortalTable

MOST_REGELS = 3


class WatColumn(LinkColumn):
    """Leads to the entry itself."""

    def render(self, value, record):
        return super().render(value[:1].upper() + value[1:], record)


class ActiviteitTable(PortalTable):
    """Give it rows that links.link_objects has seen."""

    names_relatie = True

    wanneer = DatumColumn(verbose_name="Wanneer", accessor="moment", order_by="pk")
    wat = WatColumn(verbose_name="Wat", accessor="actie", orderable=False)
    wie = tables.Column(verbose_name="Wie", orderable=False)
    waarover = tables.Column(verbose_name="Waarover", accessor="object_naam", orderable=False)
    wijzigingen = tables.Column(verbose_name="Van → naar", accessor="regels", orderable=False, empty_values=())

    class Meta(PortalTable.Meta):
        model = Activiteit
        fields = ("wanneer", "wat", "wie", "waarover", "wijzigingen")
        order_by = "-wanneer"

    def render_waarover(self, record):
        naam = _link(record.object_url, record.object_naam)
        if record.is_about_relatie or record.relatie_id is None or not self.names_relatie:
            return naam
        relatie = record.relatie or "een relatie die er niet meer is"
        bij = format_html('<span class="muted">bij {}</span>', _link(record.relatie_url, relatie))
        return format_html('<span class="lines"><span>{}</span>{}</span>', naam, bij)

    def render_wijzigingen(self, record):
        lines = [str(regel) for regel in record.regels]
        if len(lines) > MOST_REGELS:
            lines = [*lines[:MOST_REGELS], f"en nog {len(lines) - MOST_REGELS}"]
        parts = [("", line) for line in lines] + ([("muted", record.reden)] if record.reden else [])
        spans = format_html_join("", '<span class="{}">{}</span>', parts)
        return format_html('<span class="lines">{}</span>', spans) if parts else ""


class ActiviteitVanRelatieTable(ActiviteitTable):
    """On the page of the Relatie itself."""

    names_relatie = False


def _link(url, text):
    return format_html('<a href="{}">{}</a>', url, text) if url else str(text)
