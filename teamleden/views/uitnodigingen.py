"""What the new teamlid sees: open the link, set a password, be in."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mijnkantoor.ui.views import PortalFormView
from permissions.enforcement import public
from teamleden.forms import WachtwoordForm
from teamleden.services import accept_uitnodiging, find_uitnodiging
from teamleden.services.uitnodigingen import ONGELDIG

SESSION_KEY = "uitnodiging_token"


@public
@require_safe
@never_cache
def uitnodiging_open(request, token):
    """Takes the token out of the address, so that it is not left in the history or passed on to another page."""
    if find_uitnodiging(token) is None:
        return render(request, "teamleden/uitnodiging_ongeldig.html", {"reden": ONGELDIG}, status=410)
    request.session[SESSION_KEY] = token
    return redirect("teamleden:uitnodiging_accept")


@public
class UitnodigingAcceptView(PortalFormView):
    form_class = WachtwoordForm
    template_name = "teamleden/uitnodiging_accept.html"
    title = "Stel je wachtwoord in"

    def dispatch(self, request, *args, **kwargs):
        self.token = request.session.get(SESSION_KEY, "")
        self.uitnodiging = find_uitnodiging(self.token)
        if self.uitnodiging is None:
            return render(request, "teamleden/uitnodiging_ongeldig.html", {"reden": ONGELDIG}, status=410)
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(persoon=self.uitnodiging.teamlid.persoon, **kwargs)

    def form_valid(self, form):
        try:
            persoon = accept_uitnodiging(self.token, form.cleaned_data["wachtwoord"])
        except ValidationError as error:
            form.add_error("wachtwoord", error)
            return self.form_invalid(form)
        # login() makes a new session key, so a session from before cannot be used for this account.
        self.request.session.pop(SESSION_KEY, None)
        login(self.request, persoon, backend="permissions.backend.KantoorBackend")
        messages.success(self.request, "Welkom! Je wachtwoord is ingesteld en je bent ingelogd.")
        return redirect("dashboard")
