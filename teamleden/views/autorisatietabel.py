"""Beheer → Teamleden → Autorisatie-tabel: who has which autorisatierol, changed in place, and the auditor's copy."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from activiteitenlog.services import record
from crm.models import Relatie
from mijnkantoor.ui.export import table_response
from mijnkantoor.ui.views import PortalListView
from permissions.enforcement import requires
from permissions.models import Autorisatierol
from teamleden.filters import TeamlidFilter
from teamleden.models import Teamlid
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.autorisatierollen import propose_toewijzing
from teamleden.tables import AutorisatieTable
from teamleden.views.tabs import BEHEER_TABS

KOPPEN = ("Nummer", "Naam", "E-mailadres", "Functie", "Status", "Autorisatierol", "Niveau", "Bereik")


@requires(TEAMLEDEN_BEHEREN)
class AutorisatietabelView(PortalListView):
    title = "Autorisatie-tabel"
    template_name = "teamleden/autorisatietabel.html"
    partial_template_name = "teamleden/_autorisatietabel.html"
    what = ("teamlid", "teamleden")
    tabs = BEHEER_TABS
    table_class = AutorisatieTable
    filterset_class = TeamlidFilter
    empty_title = "Nog geen teamleden"
    empty_filtered_text = "Geen teamlid past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return tabel_teamleden(self.request.user)

    def get_context_data(self, **kwargs):
        rollen = list(Autorisatierol.objects.all())
        context = super().get_context_data(rollen=rollen, **kwargs)
        context["table"].keuzes = rollen
        return context

    def post(self, request, *args, **kwargs):
        try:
            return redirect(propose_toewijzing(request.user, read_toewijzing(request.POST)))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request.get_full_path())


def read_toewijzing(data):
    """{teamlid: autorisatierol} for each choice that differs from what the page showed."""
    rollen = set(Autorisatierol.objects.values_list("pk", flat=True))
    wanted = {}
    for name, value in data.items():
        pk = name.removeprefix("rol-")
        is_choice = name.startswith("rol-") and pk.isdecimal() and value.isdecimal() and int(value) in rollen
        if is_choice and value != data.get(f"getoond-{pk}"):
            wanted[int(pk)] = int(value)
    return wanted


def tabel_teamleden(user):
    """Who left has no access any more, whatever the autorisatierol."""
    return Teamlid.objects.visible_to(user).for_list().in_dienst()


@requires(TEAMLEDEN_BEHEREN)
@require_safe
def autorisatietabel_export(request):
    """The filtered table as CSV, for the auditor; logged."""
    filterset = TeamlidFilter(request.GET, queryset=tabel_teamleden(request.user), request=request)
    rows = list(filterset.qs.order_by("persoon__sorteernaam", "pk"))
    with transaction.atomic():
        intern = Relatie.objects.intern()
        record(request.user, "autorisatie-tabel geëxporteerd", intern, wijzigingen={"teamleden": [0, len(rows)]})
    return table_response("csv", "autorisatie-tabel", KOPPEN, map(cells, rows))


def cells(teamlid):
    rol, persoon = teamlid.autorisatierol, teamlid.persoon
    return (
        persoon.nummer, persoon.volledige_naam, persoon.email, teamlid.functie, teamlid.get_status_display(), rol,
        rol.volgorde, rol.get_bereik_display(),
    )  # fmt: skip
