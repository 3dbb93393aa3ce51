"""Beheer → Teamleden → Uitnodigingen: who has been invited, invite with rollen, again, or withdraw."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mijnkantoor.ui.views import PortalFormView, PortalListView
from permissions import gate
from permissions.enforcement import requires
from teamleden.filters import UitnodigingFilter
from teamleden.forms import UitnodigingForm
from teamleden.models import Uitnodiging
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_UITNODIGEN
from teamleden.services import invite_teamlid, revoke_uitnodiging
from teamleden.services.uitnodigen import propose_uitnodiging
from teamleden.tables import UitnodigingTable
from teamleden.views.tabs import BEHEER_TABS


@requires(TEAMLEDEN_UITNODIGEN)
class UitnodigingListView(PortalListView):
    title = "Uitnodigingen"
    template_name = "teamleden/uitnodigingen.html"
    what = ("uitnodiging", "uitnodigingen")
    tabs = BEHEER_TABS
    table_class = UitnodigingTable
    filterset_class = UitnodigingFilter
    add_url_name = "teamleden:uitnodiging_create"
    add_label = "Uitnodigen"
    add_permissie = TEAMLEDEN_UITNODIGEN
    empty_title = "Nog geen uitnodigingen"
    empty_text = "Voeg een teamlid toe en nodig het hier uit; dan stelt het zelf een wachtwoord in."
    empty_filtered_text = "Geen uitnodiging past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Uitnodiging.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs):
        return super().get_context_data(mag_lijst=gate.may(self.request.user, TEAMLEDEN_BEHEREN), **kwargs)


@requires(TEAMLEDEN_UITNODIGEN)
class UitnodigingCreateView(PortalFormView):
    """Choose whom, where and as what; the page that follows shows the access that gives, and sends."""

    title = "Teamlid uitnodigen"
    submit_label = "Bekijk de toegang"
    form_class = UitnodigingForm
    template_name = "teamleden/uitnodiging_form.html"
    cancel_url_name = "teamleden:uitnodiging_list"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.user}

    def get_initial(self):
        return {"teamlid": self.request.GET.get("teamlid")}

    def post(self, request, *args, **kwargs):
        if "toevoegen" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        data = form.with_added()
        if data is None:
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=UitnodigingForm(actor=request.user, initial=data)))

    def form_valid(self, form):
        data = form.cleaned_data
        try:
            wijzigingsset = propose_uitnodiging(
                self.request.user, data["teamlid"], form.relaties(), data.get("rol"), data.get("niveau")
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return redirect(wijzigingsset)


def _then_back(request):
    return redirect("teamleden:uitnodiging_list" if request.POST.get("terug") == "lijst" else request.teamlid)


@requires(TEAMLEDEN_UITNODIGEN)
@require_POST
def teamlid_invite(request, teamlid_pk):
    """Send the invitation, or a new one that replaces the old."""
    teamlid = request.teamlid
    try:
        invite_teamlid(request.user, teamlid)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{teamlid} krijgt een uitnodiging op {teamlid.persoon.email}.")
    return _then_back(request)


@requires(TEAMLEDEN_UITNODIGEN)
@require_POST
def teamlid_revoke_uitnodiging(request, teamlid_pk):
    """The link that was mailed works no longer."""
    try:
        revoke_uitnodiging(request.user, request.teamlid)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"De uitnodiging van {request.teamlid} is ingetrokken; de link werkt niet meer.")
    return _then_back(request)
