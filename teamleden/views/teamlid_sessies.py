"""The Teamlid card's tab Sessies: where somebody is logged in, and ending that."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.generic import TemplateView

from permissions.enforcement import requires
from teamleden.models import Sessie
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.sessies import end_sessies
from teamleden.tables import SessieTable
from teamleden.views.teamlid_kaart import TeamlidCardMixin


@requires(TEAMLEDEN_BEHEREN)
class TeamlidSessiesView(TeamlidCardMixin, TemplateView):
    template_name = "teamleden/teamlid_sessies.html"

    def get_context_data(self, **kwargs):
        sessies = list(Sessie.objects.open().filter(persoon=self.request.teamlid.pk))
        table = SessieTable(sessies, orderable=False, order_by=())
        is_self = self.request.teamlid.pk == self.request.user.pk
        return super().get_context_data(table=table, aantal=len(sessies), is_self=is_self, **kwargs)

    def post(self, request, *args, **kwargs):
        """End them all; who does so to oneself keeps the session this is done with."""
        try:
            number = end_sessies(request.user, request.teamlid, behalve=request.session.session_key)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            ended = "1 sessie is beëindigd" if number == 1 else f"{number} sessies zijn beëindigd"
            messages.success(request, f"{ended}. {request.teamlid} moet daar opnieuw inloggen.")
        return redirect("teamleden:teamlid_sessies", request.teamlid.pk)
