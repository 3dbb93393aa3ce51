"""The handover record of a Teamlid: a page that prints well, and the same as PDF."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from activiteitenlog.services import record
from crm.models import Kantoor
from permissions.enforcement import requires
from teamleden.overdracht_pdf import make_pdf
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.overdracht import left_behind, overdrachten_of
from teamleden.views.teamlid_kaart import TeamlidCardMixin


@requires(TEAMLEDEN_BEHEREN)
class TeamlidOverdrachtView(TeamlidCardMixin, TemplateView):
    template_name = "teamleden/overdracht.html"

    def get_context_data(self, **kwargs):
        user, teamlid = self.request.user, self.request.teamlid
        return super().get_context_data(
            overdrachten=overdrachten_of(user, teamlid),
            over=left_behind(user, teamlid),
            kantoor=Kantoor.objects.get(pk=Kantoor.PK),
            **kwargs,
        )


@requires(TEAMLEDEN_BEHEREN)
@require_safe
def teamlid_overdracht_pdf(request, teamlid_pk):
    """Logged: this leaves the portal."""
    user, teamlid = request.user, request.teamlid
    overdrachten, over = overdrachten_of(user, teamlid), left_behind(user, teamlid)
    with transaction.atomic():
        record(user, "overdrachtsverslag geëxporteerd", teamlid, wijzigingen={"overdrachten": [0, len(overdrachten)]})
    pdf = make_pdf(teamlid, Kantoor.objects.get(pk=Kantoor.PK), overdrachten, over, user)
    name = f"overdrachtsverslag-{teamlid.persoon.nummer}.pdf"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
