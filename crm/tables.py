"""Tables of the CRM's lists."""

import django_tables2 as tables

from crm.models import Persoon, Relatie
from mijnkantoor.ui.tables import LinkColumn, NummerColumn, PortalTable, StatusColumn


class RelatieTable(PortalTable):
    nummer = NummerColumn(verbose_name="Nummer")
    naam = LinkColumn(verbose_name="Naam", order_by=("sorteernaam", "pk"))
    type = tables.Column(verbose_name="Type")
    relatiesoort = tables.Column(verbose_name="Relatiesoort", default="")
    bezoek_plaats = tables.Column(verbose_name="Plaats", default="")
    telefoon = tables.Column(verbose_name="Telefoon", accessor="telefoon_leesbaar", order_by="telefoon")
    actief = StatusColumn(verbose_name="Status")

    class Meta(PortalTable.Meta):
        model = Relatie
        fields = ("nummer", "naam", "type", "relatiesoort", "bezoek_plaats", "telefoon", "actief")
        order_by = "naam"

    def render_actief(self, record):
        if record.afgeschermd:
            return self.badge("Afgeschermd", "waarschuwing")
        return self.badge("Actief", "goed") if record.actief else self.badge("Gearchiveerd", "neutraal")


class ContactTable(PortalTable):
    nummer = NummerColumn(verbose_name="Nummer")
    naam = LinkColumn(verbose_name="Naam", accessor="volledige_naam", order_by=("sorteernaam", "pk"))
    email = tables.Column(verbose_name="E-mailadres", default="")
    telefoon = tables.Column(verbose_name="Telefoon", accessor="telefoon_leesbaar", order_by="telefoon")
    relaties = tables.Column(verbose_name="Relaties", accessor="zichtbare_relaties", orderable=False, empty_values=())

    class Meta(PortalTable.Meta):
        model = Persoon
        fields = ("nummer", "naam", "email", "telefoon", "relaties")
        order_by = "naam"

    def render_relaties(self, record):
        namen = [relatie.naam for relatie in record.zichtbare_relaties]
        return ", ".join(namen[:2]) + (f" en {len(namen) - 2} andere" if len(namen) > 2 else "")
