"""Beheer → Teamleden → Waarnemers → Verslag: a year for the auditor, on the page and as a file."""

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from activiteitenlog.services import record
from crm.models import Relatie
from mijnkantoor.ui.export import FORMATEN, table_response
from mijnkantoor.ui.views import shown_tabs
from permissions.enforcement import requires
from teamleden.permissions import WAARNEMERS_BEHEREN
from teamleden.views.tabs import BEHEER_TABS
from teamleden.views.waarnemers import WEERGAVEN
from teamleden.waarnemen.verslag import KOPPEN, make_verslag, read_jaar

MOST_REGELS = 500


@requires(WAARNEMERS_BEHEREN)
class WaarnemingVerslagView(TemplateView):
    """`jaar` in the query string."""

    template_name = "teamleden/waarneming_verslag.html"

    def get_context_data(self, **kwargs):
        jaar = read_jaar(self.request.GET.get("jaar", ""))
        verslag = make_verslag(jaar)
        return super().get_context_data(
            title="Waarnemers",
            tabs=shown_tabs(self.request, BEHEER_TABS),
            weergaven=shown_tabs(self.request, WEERGAVEN),
            verslag=verslag,
            regels=verslag.regels[:MOST_REGELS],
            koppen=KOPPEN,
            formaten=FORMATEN.items(),
            vorig=jaar - 1,
            volgend=jaar + 1,
            dit_jaar=timezone.localdate().year,
            **kwargs,
        )


@requires(WAARNEMERS_BEHEREN)
@require_safe
def waarneming_export(request):
    """The whole report as CSV or Excel; logged."""
    formaat = request.GET.get("formaat", "csv")
    if formaat not in FORMATEN:
        raise Http404
    verslag = make_verslag(read_jaar(request.GET.get("jaar", "")))
    with transaction.atomic():
        intern = Relatie.objects.intern()
        reden = f"{FORMATEN[formaat]}, {verslag.jaar}, {len(verslag.regels)} regels."
        record(request.user, "waarnemingen geëxporteerd", intern, reden=reden)
    return table_response(formaat, f"waarnemingen-{verslag.jaar}", KOPPEN, (regel.cells for regel in verslag.regels))
