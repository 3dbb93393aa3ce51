"""Bekijk als: while it lasts every page is made for the colleague, nothing can be changed, and a banner says so."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from teamleden.services.bekijk_als import find_bekeken

SESSION_KEY = "bekijk_als"
READING = ("GET", "HEAD", "OPTIONS")
# What is about the one who looks, and not about the colleague.
OWN_VIEWS = ("logout", "teamleden:bekijk_als_stop")
# Of a colleague's own account only the access is shown: the rest is private.
PRIVE, TOEGANG = "/mijn-account/", "/mijn-account/toegang/"


class BekijkAlsMiddleware:
    """Comes after the login is known and before any right is judged."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.bekeken = None
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        pk = request.session.get(SESSION_KEY)
        if pk is None or request.resolver_match.view_name in OWN_VIEWS:
            return None
        actor = request.user
        teamlid = find_bekeken(actor, pk)
        if teamlid is None:
            del request.session[SESSION_KEY]
            messages.warning(request, "Het meekijken is gestopt: dat kan nu niet meer.")
            return HttpResponseRedirect(reverse("dashboard"))
        persoon = teamlid.persoon
        persoon.bekeken_door = actor
        request.user, request.bekeken = persoon, teamlid
        if request.method not in READING or _is_private(request.path):
            return render(request, "teamleden/alleen_meekijken.html", {"teamlid": teamlid}, status=403)
        return None


def _is_private(path):
    return path.startswith(PRIVE) and not path.startswith(TOEGANG)
