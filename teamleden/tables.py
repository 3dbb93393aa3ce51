"""Tables of Teamleden: the short one of CRM, and the one with access of Beheer."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from mijnkantoor.ui.tables import ActiesColumn, DatumColumn, LinkColumn, NummerColumn, PortalTable, StatusColumn
from teamleden.models import Sessie, Status, Teamlid, TeamlidRol, Uitnodiging

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
        return self.badge(record.status_nu.label, STATUS_SOORT[record.status_nu])


class UitnodigingTable(PortalTable):
    naam = LinkColumn(
        verbose_name="Teamlid",
        accessor="teamlid__persoon__volledige_naam",
        order_by=("teamlid__persoon__sorteernaam", "pk"),
    )
    email = tables.Column(verbose_name="E-mailadres", accessor="teamlid__persoon__email")
    autorisatierol = tables.Column(verbose_name="Autorisatierol", accessor="teamlid__autorisatierol")
    door = tables.Column(verbose_name="Door", accessor="uitgenodigd_door", order_by="uitgenodigd_door__sorteernaam")
    geldig_tot = DatumColumn(verbose_name="Geldig tot")
    stand = StatusColumn(verbose_name="Stand", orderable=False)
    acties = ActiesColumn(template_name="teamleden/_uitnodiging_acties.html")

    class Meta(PortalTable.Meta):
        model = Uitnodiging
        fields = ("naam", "email", "autorisatierol", "door", "geldig_tot", "stand", "acties")
        order_by = "-geldig_tot"

    def render_stand(self, record):
        return self.badge(*record.stand)


SET_SOORT = {
    SetStatus.BEZIG: "waarschuwing",
    SetStatus.TOEGEPAST: "goed",
    SetStatus.MISLUKT: "waarschuwing",
}


class WijzigingssetTable(PortalTable):
    toegepast_op = DatumColumn(verbose_name="Wanneer")
    titel = LinkColumn(verbose_name="Wat")
    actor = tables.Column(verbose_name="Door", order_by="actor__sorteernaam")
    aantal = tables.Column(verbose_name="Regels")
    status = StatusColumn(verbose_name="Status")

    class Meta(PortalTable.Meta):
        model = Wijzigingsset
        fields = ("toegepast_op", "titel", "actor", "aantal", "status")
        order_by = "-toegepast_op"

    def render_status(self, record):
        return self.badge(record.get_status_display(), SET_SOORT.get(record.status, "neutraal"))


class AutorisatieTable(PortalTable):
    """The choice in each row is part of the form around the table; `keuzes` are the autorisatierollen."""

    keuzes = ()

    nummer = NummerColumn(verbose_name="Nummer", accessor="persoon__nummer")
    naam = LinkColumn(verbose_name="Naam", accessor="persoon__volledige_naam", order_by=("persoon__sorteernaam", "pk"))
    functie = tables.Column(verbose_name="Functie")
    status = StatusColumn(verbose_name="Status")
    autorisatierol = tables.Column(verbose_name="Autorisatierol", order_by="autorisatierol__volgorde")

    class Meta(PortalTable.Meta):
        model = Teamlid
        fields = ("nummer", "naam", "functie", "status", "autorisatierol")
        order_by = "naam"

    def render_status(self, record):
        return self.badge(record.status_nu.label, STATUS_SOORT[record.status_nu])

    def render_autorisatierol(self, record):
        return render_to_string("teamleden/_autorisatiekeuze.html", {"teamlid": record, "rollen": self.keuzes})


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


class RelatieColumn(LinkColumn):
    """Leads to who else is there."""

    def render(self, value, record):
        url = reverse("teamleden:relatie_teamleden", args=[record.relatie_id])
        badge = PortalTable.badge("Afgeschermd", "waarschuwing") if record.relatie.afgeschermd else ""
        return format_html('<a href="{}">{}</a> {}', url, value, badge)


class TeamlidRolTable(PortalTable):
    """The rollen of one Teamlid, part of the form around the table. `koppelbaar` are the Relaties where the reader may
    change something."""

    koppelbaar = frozenset()

    kies = tables.Column(verbose_name="Kies", accessor="pk", orderable=False)
    nummer = NummerColumn(verbose_name="Nummer", accessor="relatie__nummer")
    relatie = RelatieColumn(
        verbose_name="Relatie", accessor="relatie__naam", order_by=("relatie__sorteernaam", "relatie", "rol__volgorde")
    )
    rol = tables.Column(verbose_name="Rol", order_by=("rol__volgorde", "rol__naam"))
    niveau = tables.Column(verbose_name="Niveau")
    herkomst = tables.Column(verbose_name="Herkomst")
    sinds = DatumColumn(verbose_name="Sinds", accessor="created_at")
    acties = tables.Column(verbose_name="Acties", accessor="pk", orderable=False)

    class Meta(PortalTable.Meta):
        model = TeamlidRol
        fields = ("kies", "nummer", "relatie", "rol", "niveau", "herkomst", "sinds", "acties")
        order_by = "relatie"

    def render_kies(self, record):
        return self._draw("teamleden/_rol_kies.html", record)

    def render_niveau(self, record):
        return render_to_string("teamleden/_niveau.html", {"niveau": record.niveau})

    def render_acties(self, record):
        return self._draw("teamleden/_rol_acties.html", record)

    def _draw(self, template, record):
        return render_to_string(template, {"rij": record}) if record.relatie_id in self.koppelbaar else ""


class SessieTable(PortalTable):
    gezien_op = DatumColumn(verbose_name="Laatst gezien")
    created_at = DatumColumn(verbose_name="Ingelogd sinds")
    browser = tables.Column(verbose_name="Browser", default="Onbekend", orderable=False)

    class Meta(PortalTable.Meta):
        model = Sessie
        fields = ("gezien_op", "created_at", "browser")
        order_by = "-gezien_op"
