"""Bekijk als: begin and stop looking through a colleague's eyes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from permissions.enforcement import requires, teamlid_only
from teamleden.bekijk_als import SESSION_KEY
from teamleden.models import Teamlid
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.bekijk_als import start_bekijken, stop_bekijken


@requires(TEAMLEDEN_BEHEREN)
@require_POST
def bekijk_als(request, teamlid_pk):
    """From the next page on, until it is stopped."""
    try:
        start_bekijken(request.user, request.teamlid)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.teamlid)
    request.session[SESSION_KEY] = request.teamlid.pk
    return redirect("dashboard")


@teamlid_only
@require_POST
def bekijk_als_stop(request):
    """Back to being oneself; harmless for who was not looking."""
    pk = request.session.pop(SESSION_KEY, None)
    teamlid = Teamlid.objects.select_related("persoon").filter(pk=pk).first() if pk is not None else None
    if teamlid is None:
        return redirect("dashboard")
    stop_bekijken(request.user, teamlid)
    return redirect(teamlid)
