"""Mijn account → Waarneming: who stands in for me, for whom I stand in, and a waarnemer for the own absence."""

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from mijnkantoor.ui.views import shown_tabs
from permissions import gate
from permissions.enforcement import requires, teamlid_only
from teamleden.models import Waarneming
from teamleden.permissions import EIGEN_WAARNEMER_INSTELLEN
from teamleden.views.tabs import ACCOUNT_TABS
from teamleden.views.waarneming_form import ChangeFormView, EindeFormView, StartFormView
from teamleden.waarnemen.plan import show_scope
from teamleden.waarnemen.tables import status_of

MOST_VOORBIJ = 50


@teamlid_only
class EigenWaarnemingView(TemplateView):
    template_name = "teamleden/eigen_waarneming.html"

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.now()
        rows = Waarneming.objects.for_persoon(user.pk).for_list().with_aantal_relaties().order_by("-van", "-pk")
        shown = [
            (row, status_of(row, now), show_scope(row, row.aantal_relaties), not row.is_over(now))
            for row in rows[:MOST_VOORBIJ]
        ]
        return super().get_context_data(
            title="Waarneming",
            tabs=shown_tabs(self.request, ACCOUNT_TABS),
            voor_mij=[line for line in shown if line[0].afwezige_id == user.pk],
            door_mij=[line for line in shown if line[0].waarnemer_id == user.pk],
            mag_instellen=gate.may(user, EIGEN_WAARNEMER_INSTELLEN),
            **kwargs,
        )


class EigenMixin:
    """At the addresses of Mijn account, about the own absence."""

    eigen = True

    def get_cancel_url(self):
        return reverse("teamleden:eigen_waarneming")

    get_success_url = get_cancel_url


@requires(EIGEN_WAARNEMER_INSTELLEN)
class EigenWaarnemingCreateView(EigenMixin, StartFormView):
    title = "Waarnemer aanwijzen voor mijn afwezigheid"


@requires(EIGEN_WAARNEMER_INSTELLEN)
class EigenWaarnemingUpdateView(EigenMixin, ChangeFormView):
    title = "Mijn afwezigheid wijzigen"


@requires(EIGEN_WAARNEMER_INSTELLEN)
class EigenWaarnemingEndView(EigenMixin, EindeFormView):
    pass
