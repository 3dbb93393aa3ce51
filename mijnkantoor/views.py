"""The front door: login, the dashboard, and the answers to ops."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from crm.models import Koppeling, Relatie
from crm.services.kantoor import update_kantoor
from mijnkantoor.forms import InlogForm
from permissions import gate
from permissions.enforcement import login_only, public, requires
from permissions.permissions import ALGEMENE_INSTELLINGEN_BEHEREN
from teamleden.models import TeamlidRol
from teamleden.opleverlijst import opleverlijst

MOST_RELATIES = 10


@public
class InlogView(auth_views.LoginView):
    authentication_form = InlogForm
    template_name = "inloggen.html"
    redirect_authenticated_user = True


@public
class UitlogView(auth_views.LogoutView):
    """POST only; whoever is not logged in simply lands on the login page."""


@login_only
class DashboardView(TemplateView):
    """Own Relaties: for a Teamlid those with a Rol, for a contact those it is coupled to."""

    def get_template_names(self):
        return ["dashboard.html" if self.request.user.is_teamlid else "portaal/start.html"]

    def get_context_data(self, **kwargs):
        user = self.request.user
        context = self._contact_context(user) if user.is_contact else self._teamlid_context(user)
        return super().get_context_data(**context, **kwargs)

    def _teamlid_context(self, user):
        visible = Relatie.objects.visible_to(user).active()
        rollen = TeamlidRol.objects.filter(teamlid=user.pk, relatie__in=visible)
        own = visible.filter(pk__in=rollen.values("relatie"))
        rows = list(own[:MOST_RELATIES])
        by_relatie = {}
        for row in rollen.filter(relatie__in=[relatie.pk for relatie in rows]).select_related("rol"):
            by_relatie.setdefault(row.relatie_id, []).append(row)
        punten = opleverlijst(user)
        return {
            "opleverlijst": punten,
            "alles_klaar": punten is not None and all(punt.is_klaar for punt in punten),
            "eigen_relaties": [(relatie, by_relatie.get(relatie.pk, [])) for relatie in rows],
            "aantal_eigen": own.count(),
            "ziet_alles": gate.subject(user).bereik_alle,
        }

    def _contact_context(self, user):
        koppelingen = Koppeling.objects.current().filter(contact=user).select_related("relatie", "functie")
        return {"koppelingen": koppelingen.order_by("relatie__sorteernaam")}


@requires(ALGEMENE_INSTELLINGEN_BEHEREN)
@require_POST
def opleverlijst_hide(request):
    """Off the dashboard, for everybody; Beheer → Kantoor brings it back."""
    update_kantoor(request.user, toon_opleverlijst=False)
    messages.info(request, "De opleverlijst staat niet meer op het dashboard. Bij Beheer → Kantoor zet je haar terug.")
    return redirect("dashboard")
