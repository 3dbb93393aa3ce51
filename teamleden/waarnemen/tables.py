"""The table of Waarnemingen."""

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html

from mijnkantoor.ui.tables import DatumColumn, LinkColumn, PortalTable, StatusColumn
from teamleden.models import Waarneming
from teamleden.waarnemen.plan import show_scope


def status_of(waarneming, moment):
    """(in words, in colour) how a Waarneming stands at this moment."""
    if waarneming.is_vervallen:
        return "Vervallen", "neutraal"
    if waarneming.is_over(moment):
        return "Voorbij", "neutraal"
    if waarneming.waarnemer_id is None:
        return "Geen waarnemer", "waarschuwing"
    return ("Loopt", "goed") if waarneming.has_begun(moment) else ("Komend", "info")


class WaarnemingTable(PortalTable):
    afwezige = LinkColumn(verbose_name="Afwezige", order_by=("afwezige__persoon__sorteernaam", "pk"))
    waarnemer = tables.Column(
        verbose_name="Waarnemer", order_by=("waarnemer__persoon__sorteernaam", "pk"), default="Niemand"
    )
    van = DatumColumn(verbose_name="Van")
    tot = DatumColumn(verbose_name="Tot", default="Open", empty_values=())
    waarvoor = tables.Column(verbose_name="Waarvoor", orderable=False, empty_values=())
    reden = tables.Column(verbose_name="Reden")
    status = StatusColumn(verbose_name="Status", orderable=False, empty_values=())

    class Meta(PortalTable.Meta):
        model = Waarneming
        fields = ("afwezige", "waarnemer", "van", "tot", "waarvoor", "reden", "status")
        order_by = "-van"

    def render_tot(self, record, column):
        tot = record.tot if record.is_vervallen else record.einde
        return "Open" if tot is None else DatumColumn.render(column, tot)

    def render_waarvoor(self, record):
        return show_scope(record, record.aantal_relaties) if record.waarnemer_id else "–"

    def render_status(self, record):
        badge = self.badge(*status_of(record, timezone.now()))
        if not record.overlapt:
            return badge
        return format_html('<span class="badges">{} {}</span>', badge, self.badge("Overlap", "waarschuwing"))
