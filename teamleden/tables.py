"""Tables of Teamleden: the short one of CRM, and the one with access of Beheer."""

import django_tables2 as tables

from mijnkantoor.ui.tables import DatumColumn, LinkColumn, NummerColumn, PortalTable, StatusColumn
from teamleden.models import Status, Teamlid

STATUS_SOORT = {
    Status.CONCEPT: "neutraal",
    Status.UITGENODIGD: "waarschuwing",
    Status.ACTIEF: "goed",
    Status.UIT_DIENST: "neutraal",
}


class TeamlidTable(PortalTable):
    nummer = NummerColumn(verbose_name="Nummer", accessor="persoon__nummer")
    naam = LinkColumn(verbose_name="Naam", accessor="persoon__volledige_naam", order_by=("persoon__sorteernaam", "pk"))
    email = tables.Column(verbose_name="E-mailadres", accessor="persoon__email", default="")
    telefoon = tables.Column(
        verbose_name="Telefoon", accessor="persoon__telefoon_leesbaar", order_by="persoon__telefoon"
    )
    functie = tables.Column(verbose_name="Functie")
    status = StatusColumn(verbose_name="Status")

    class Meta(PortalTable.Meta):
        model = Teamlid
        fields = ("nummer", "naam", "email", "telefoon", "functie", "status")
        order_by = "naam"

    def render_status(self, record):
        return self.badge(record.get_status_display(), STATUS_SOORT[record.status])


class BeheerTeamlidTable(TeamlidTable):
    telefoon = None
    autorisatierol = tables.Column(verbose_name="Autorisatierol", order_by="autorisatierol__volgorde")
    relaties = tables.Column(
        verbose_name="Relaties", accessor="aantal_relaties", order_by="-aantal_relaties", empty_values=()
    )
    laatst = DatumColumn(verbose_name="Laatst ingelogd", accessor="persoon__last_login")

    class Meta(PortalTable.Meta):
        model = Teamlid
        fields = ("nummer", "naam", "email", "functie", "autorisatierol", "status", "relaties", "laatst")
        order_by = "naam"

    def render_relaties(self, record):
        """The number per niveau: a Relatie where somebody is mutator counts as mutator only."""
        if record.autorisatierol.bereik == "alle":
            return "Alle relaties"
        if not record.aantal_relaties:
            return "Geen"
        counts = {"bewerken": record.aantal_mutator, "inzien": record.aantal_relaties - record.aantal_mutator}
        return ", ".join(f"{number} {what}" for what, number in counts.items() if number)
