"""Beheer → Teamleden → Rollen: the office's own list of Rollen, in its order, and where each is used."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from crm.models import Relatie
from crm.views.base import ServiceFormView
from mijnkantoor.ui.views import PortalConfirmView, PortalListView, shown_tabs
from permissions import gate
from permissions.enforcement import requires
from teamleden.beheer.filters import RolGebruikFilter
from teamleden.beheer.forms import RolForm
from teamleden.beheer.tables import RolGebruikTable
from teamleden.models import Rol, TeamlidRol
from teamleden.permissions import ROLLEN_BEHEREN, STANDAARDROLLEN_BEHEREN
from teamleden.services.rollen_beheer import create_rol, delete_rol, is_used, move_rol, rename_rol, set_rol_actief
from teamleden.views.tabs import BEHEER_TABS


def list_url(rol=None):
    """The list, at the row of this Rol when it is still there: there the keyboard goes on."""
    return reverse("teamleden:rol_list") + (f"#rol-{rol.pk}" if rol else "")


@requires(ROLLEN_BEHEREN)
class RolListView(TemplateView):
    template_name = "teamleden/rollen.html"

    def get_context_data(self, **kwargs):
        rollen = list(Rol.objects.with_counts(self.request.user))
        return super().get_context_data(
            title="Rollen",
            tabs=shown_tabs(self.request, BEHEER_TABS),
            # Each with the ones it can change places with.
            rijen=list(zip(rollen, [None, *rollen], [*rollen[1:], None], strict=False)),
            **kwargs,
        )


class RolFormView(ServiceFormView):
    form_class = RolForm
    cancel_url_name = "teamleden:rol_list"

    def get_success_url(self):
        return list_url(self.object)


@requires(ROLLEN_BEHEREN)
class RolCreateView(RolFormView):
    title = "Rol toevoegen"
    success_message = "De rol {} is toegevoegd, onderaan de lijst."

    def save(self, form):
        return create_rol(self.request.user, form.cleaned_data["naam"])


@requires(ROLLEN_BEHEREN)
class RolRenameView(RolFormView):
    success_message = "De rol heet nu {}."

    def get_title(self):
        return f"{self.request.rol} hernoemen"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.request.rol}

    def save(self, form):
        return rename_rol(self.request.user, self.request.rol, form.cleaned_data["naam"], versie=self.versie(form))


@requires(ROLLEN_BEHEREN)
@require_POST
def rol_move(request, rol_pk):
    """Put a Rol before (`voor`) or after (`na`) another; the buttons and the dragging send the same."""
    voor, na = (_key(request.POST.get(name, "")) for name in ("voor", "na"))
    try:
        rol = move_rol(request.user, request.rol, voor=voor, na=na)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        place = list(Rol.objects.values_list("pk", flat=True)).index(rol.pk) + 1
        messages.success(request, f"{rol} staat nu op plaats {place}.")
    return redirect(list_url(request.rol))


def _key(value):
    return int(value) if value.isdecimal() else None


@requires(ROLLEN_BEHEREN)
@require_POST
def rol_actief(request, rol_pk):
    """Take a Rol out of use, or back."""
    actief = request.POST.get("actief") == "ja"
    try:
        rol = set_rol_actief(request.user, request.rol, actief)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        done = "weer te kiezen" if actief else "niet meer te kiezen. Wie haar heeft, houdt haar"
        messages.success(request, f"De rol {rol} is {done}.")
    return redirect(list_url(request.rol))


@requires(ROLLEN_BEHEREN)
class RolDetailView(PortalListView):
    """Where a Rol is used: the Relaties that this user may see, and how many rules name it."""

    template_name = "teamleden/rol_detail.html"
    what = ("keer bij een relatie", "keer bij een relatie")
    tabs = BEHEER_TABS
    table_class = RolGebruikTable
    filterset_class = RolGebruikFilter
    empty_title = "Nergens in gebruik"
    empty_text = "Bij geen relatie die jij kunt zien heeft een teamlid deze rol."
    empty_filtered_text = "Geen relatie past bij deze zoekopdracht en filters."

    def get_queryset(self):
        relaties = Relatie.objects.visible_to(self.request.user)
        rows = TeamlidRol.objects.filter(rol=self.request.rol, relatie__in=relaties)
        return rows.select_related("relatie", "teamlid__persoon")

    def get_context_data(self, **kwargs):
        rol = self.request.rol
        regels = rol.standaardrollen.count()
        mag_regels = gate.may(self.request.user, STANDAARDROLLEN_BEHEREN)
        context = super().get_context_data(rol=rol, regels=regels, mag_regels=mag_regels, **kwargs)
        return {**context, "title": f"Waar de rol {rol} wordt gebruikt"}


@requires(ROLLEN_BEHEREN)
class RolDeleteView(PortalConfirmView):
    """Asks for a Rol that nothing names; of one in use it says where to look instead."""

    template_name = "teamleden/rol_verwijderen.html"
    submit_label = "Rol verwijderen"

    def get_consequence(self):
        return f"De rol {self.request.rol} verdwijnt uit de lijst. Ze is nergens in gebruik."

    def get_cancel_url(self):
        return list_url(self.request.rol)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(in_gebruik=is_used(self.request.rol), rol=self.request.rol, **kwargs)
        return {**context, "title": f"{self.request.rol} verwijderen"}

    def post(self, request, *args, **kwargs):
        naam = str(request.rol)
        try:
            delete_rol(request.user, request.rol)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("teamleden:rol_detail", request.rol.pk)
        messages.success(request, f"De rol {naam} is verwijderd.")
        return redirect(list_url())
