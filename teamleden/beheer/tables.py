"""Tables of Beheer → Teamleden → Rollen, Standaard teamlidrollen and Procesteams."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html

from crm.models import Relatie
from crm.tables import RelatieTable
from mijnkantoor.ui.tables import LinkColumn, NummerColumn, PortalTable, StatusColumn
from teamleden.models import Procesteam, StandaardTeamlidRol, TeamlidRol


class RolGebruikTable(PortalTable):
    """Where a Rol is used: the head of a row is the Relatie."""

    nummer = NummerColumn(verbose_name="Nummer", accessor="relatie__nummer")
    relatie = LinkColumn(
        verbose_name="Relatie", accessor="relatie__naam", order_by=("relatie__sorteernaam", "relatie", "pk")
    )
    teamlid = tables.Column(verbose_name="Teamlid", order_by="teamlid__persoon__sorteernaam")
    niveau = tables.Column(verbose_name="Niveau")
    herkomst = tables.Column(verbose_name="Herkomst")

    class Meta(PortalTable.Meta):
        model = TeamlidRol
        fields = ("nummer", "relatie", "teamlid", "niveau", "herkomst")
        order_by = "relatie"

    def render_relatie(self, value, record):
        return format_html('<a href="{}">{}</a>', record.relatie.get_absolute_url(), value)


class StandaardrolTable(PortalTable):
    """`tellingen` are those of the rows on this page, `csrf_token` is for the forms in them, and `mag_geven` says
    whether this user may make a rule give something."""

    tellingen = {}
    mag_geven = False

    teamlid = tables.Column(verbose_name="Teamlid", order_by=("teamlid__persoon__sorteernaam", "pk"))
    rol = tables.Column(verbose_name="Rol", order_by=("rol__volgorde", "pk"))
    niveau = tables.Column(verbose_name="Niveau")
    voorwaarden = tables.Column(verbose_name="Bij", orderable=False)
    relaties = tables.Column(verbose_name="Relaties", empty_values=(), orderable=False)
    actief = StatusColumn(verbose_name="Status")
    acties = tables.Column(verbose_name="Acties", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        model = StandaardTeamlidRol
        fields = ("teamlid", "rol", "niveau", "voorwaarden", "relaties", "actief", "acties")
        order_by = "teamlid"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns["teamlid"].column.is_row_header = True

    def render_voorwaarden(self, value):
        return value[:1].upper() + value[1:]

    def render_relaties(self, record):
        context = {"rule": record, "telling": self.tellingen[record.pk]}
        return render_to_string("teamleden/_standaardrol_relaties.html", context)

    def render_actief(self, record):
        if not record.actief:
            return self.badge("Uit", "neutraal")
        if record.teamlid.is_uit_dienst:
            return self.badge("Teamlid uit dienst", "waarschuwing")
        if not record.rol.actief:
            return self.badge("Rol niet in gebruik", "waarschuwing")
        return self.badge("Aan", "goed")

    def render_acties(self, record):
        context = {"rule": record, "csrf_token": self.csrf_token, "mag_geven": self.mag_geven}
        return render_to_string("teamleden/_standaardrol_acties.html", context)


class ProcesteamTable(PortalTable):
    naam = LinkColumn(verbose_name="Naam")
    leider = tables.Column(verbose_name="Leider", accessor="leiders", orderable=False, empty_values=())
    leden = tables.Column(verbose_name="Leden", accessor="aantal", order_by="-aantal")

    class Meta(PortalTable.Meta):
        model = Procesteam
        fields = ("naam", "leider", "leden")
        order_by = "naam"

    def render_leider(self, record):
        return ", ".join(str(lid.teamlid) for lid in record.leiders) or "Geen leider"

    def render_leden(self, record):
        return f"{record.aantal} en {record.uit_dienst} uit dienst" if record.uit_dienst else str(record.aantal)


class KandidatenTable(RelatieTable):
    bezoek_plaats = telefoon = None
    kandidaten = tables.Column(verbose_name="Kandidaten", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        model = Relatie
        fields = ("nummer", "naam", "type", "relatiesoort", "actief", "kandidaten")
        order_by = "naam"

    def render_kandidaten(self, record):
        """Each with the Rollen that make it one."""
        rollen = {}
        for row in record.kandidaat_rijen:
            rollen.setdefault(row.teamlid, []).append(str(row.rol))
        if not rollen:
            return self.badge("Geen kandidaat", "waarschuwing")
        return ", ".join(f"{teamlid} ({', '.join(namen)})" for teamlid, namen in rollen.items())
