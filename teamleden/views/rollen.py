"""The Relatie card's tab Teamleden: who has which Rol, give, change, take, and "wie kan dit zien?"."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from crm.permissions import RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from crm.views.base import ServiceFormView
from crm.views.relaties import RelatieCardMixin
from mijnkantoor.ui.views import PortalConfirmView
from permissions import gate
from permissions.enforcement import requires
from teamleden.forms import RolGrantForm
from teamleden.models import Niveau, TeamlidRol
from teamleden.permissions import TEAMLEDEN_INZIEN, TOEGANG_UITLEGGEN
from teamleden.services import change_niveau, grant_rol, revoke_rol


@requires(RELATIES_INZIEN)
class RelatieTeamledenView(RelatieCardMixin, TemplateView):
    template_name = "teamleden/relatie_teamleden.html"

    def get_context_data(self, **kwargs):
        relatie, user = self.request.relatie, self.request.user
        return super().get_context_data(
            rollen=TeamlidRol.objects.filter(relatie=relatie).for_tab(),
            mag_koppelen=gate.may(user, TEAMLEDEN_KOPPELEN, relatie),
            mag_uitleggen=gate.may(user, TOEGANG_UITLEGGEN),
            mag_teamleden=gate.may(user, TEAMLEDEN_INZIEN),
            **kwargs,
        )


def tab_url(relatie):
    return reverse("teamleden:relatie_teamleden", args=[relatie.pk])


def back_url(request, row):
    """The tab that the user came from: that of the Relatie, or with `?terug=teamlid` that of the Teamlid."""
    if request.GET.get("terug") == "teamlid" and gate.may(request.user, TEAMLEDEN_INZIEN):
        url, query = reverse("teamleden:teamlid_relaties", args=[row.teamlid_id]), request.POST.get("filter", "")
        return f"{url}?{query}" if query else url
    return tab_url(row.relatie)


def find_row(relatie, pk):
    """Only among the rows of this Relatie, which itself was found within the user's sight."""
    row = TeamlidRol.objects.for_tab().select_related("relatie").filter(relatie=relatie, pk=pk).first()
    if row is None:
        raise Http404
    return row


@requires(TEAMLEDEN_KOPPELEN)
class RolGrantView(ServiceFormView):
    form_class = RolGrantForm
    submit_label = "Rol geven"

    def get_title(self):
        return f"Rol geven bij {self.request.relatie.naam}"

    def get_cancel_url(self):
        return tab_url(self.request.relatie)

    get_success_url = get_cancel_url

    def get_initial(self):
        # "Waarom?" brings along what is missing; what may not be chosen is simply not filled in.
        proposed = {name: self.request.GET[name] for name in ("teamlid", "niveau") if name in self.request.GET}
        return {**super().get_initial(), **proposed}

    def save(self, form):
        data = form.cleaned_data
        return grant_rol(self.request.user, self.request.relatie, data["teamlid"], data["rol"], data["niveau"])

    def get_success_message(self):
        row = self.object
        return f"{row.teamlid} is nu {row.rol} bij deze relatie, als {row.get_niveau_display().lower()}."


@requires(TEAMLEDEN_KOPPELEN)
@require_POST
def rol_niveau(request, relatie_pk, teamlidrol_pk):
    """Change the niveau of a row; the button says to which."""
    row = find_row(request.relatie, teamlidrol_pk)
    niveau = request.POST.get("niveau")
    if niveau not in Niveau.values:
        messages.error(request, "Kies raadpleger of mutator.")
        return redirect(back_url(request, row))
    try:
        row = change_niveau(request.user, row, niveau)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{row.teamlid} is nu {row.get_niveau_display().lower()} als {row.rol}.")
    return redirect(back_url(request, row))


@requires(TEAMLEDEN_KOPPELEN)
class RolRevokeView(PortalConfirmView):
    title = "Rol afnemen"
    submit_label = "Rol afnemen"

    def get_consequence(self):
        row = find_row(self.request.relatie, self.kwargs["teamlidrol_pk"])
        others = TeamlidRol.objects.filter(relatie=row.relatie, teamlid=row.teamlid).exclude(pk=row.pk)
        text = f"{row.teamlid} is daarna geen {row.rol} meer bij {row.relatie.naam}."
        if others.exists():
            return f"{text} Andere rollen bij deze relatie blijven."
        return f"{text} Dit is de enige rol van {row.teamlid} bij deze relatie: de toegang door een rol vervalt."

    def get_cancel_url(self):
        return back_url(self.request, find_row(self.request.relatie, self.kwargs["teamlidrol_pk"]))

    def post(self, request, *args, **kwargs):
        row = find_row(request.relatie, kwargs["teamlidrol_pk"])
        try:
            revoke_rol(request.user, row)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"{row.teamlid} is geen {row.rol} meer bij deze relatie.")
        url = back_url(request, row)
        # Whoever took the own last Rol away cannot come back to this page.
        if not gate.may(request.user, RELATIES_INZIEN, request.relatie):
            return redirect("crm:relatie_list" if url == tab_url(request.relatie) else url)
        return redirect(url)
