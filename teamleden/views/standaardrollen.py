"""Beheer → Teamleden → Standaard teamlidrollen: the rules, what each fits, and giving it at existing Relaties."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from crm.permissions import TEAMLEDEN_KOPPELEN
from crm.versies import StaleObject
from crm.views.base import ServiceFormView
from mijnkantoor.ui.views import PortalConfirmView, PortalListView
from permissions import gate
from permissions.enforcement import requires
from teamleden.beheer.filters import StandaardrolFilter
from teamleden.beheer.forms import StandaardrolForm
from teamleden.beheer.tables import StandaardrolTable
from teamleden.models import StandaardTeamlidRol
from teamleden.permissions import STANDAARDROLLEN_BEHEREN
from teamleden.services.standaardrollen import (
    create_standaardrol,
    delete_standaardrol,
    propose_standaardrollen,
    set_standaardrol_actief,
    update_standaardrol,
)
from teamleden.tellingen import count_standaardrollen
from teamleden.views.tabs import BEHEER_TABS

VANAF_NU = "Dat geldt voor relaties die vanaf nu worden aangemaakt; wat er al is blijft zoals het is."


def list_url():
    return reverse("teamleden:standaardrol_list")


@requires(STANDAARDROLLEN_BEHEREN)
class StandaardrolListView(PortalListView):
    title = "Standaard teamlidrollen"
    template_name = "teamleden/standaardrollen.html"
    what = ("regel", "regels")
    tabs = BEHEER_TABS
    table_class = StandaardrolTable
    filterset_class = StandaardrolFilter
    add_url_name = "teamleden:standaardrol_create"
    add_label = "Regel toevoegen"
    add_permissie = TEAMLEDEN_KOPPELEN
    empty_title = "Nog geen standaard teamlidrollen"
    empty_text = "Met een regel krijgt een teamlid vanzelf een rol bij elke nieuwe relatie die past."
    empty_filtered_text = "Geen regel past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return StandaardTeamlidRol.objects.for_list()

    def get_context_data(self, **kwargs):
        user = self.request.user
        mag_geven = gate.may(user, TEAMLEDEN_KOPPELEN)
        context = super().get_context_data(mag_geven=mag_geven, **kwargs)
        table = context["table"]
        table.mag_geven = mag_geven
        table.tellingen = count_standaardrollen(user, [row.record for row in table.paginated_rows])
        return context


class StandaardrolFormView(ServiceFormView):
    form_class = StandaardrolForm
    cancel_url_name = "teamleden:standaardrol_list"

    def get_success_url(self):
        return list_url()


@requires(STANDAARDROLLEN_BEHEREN)
class StandaardrolCreateView(StandaardrolFormView):
    title = "Standaard teamlidrol toevoegen"
    success_message = f"De regel is toegevoegd. {VANAF_NU}"

    def save(self, form):
        return create_standaardrol(self.request.user, **form.values())


@requires(STANDAARDROLLEN_BEHEREN)
class StandaardrolUpdateView(StandaardrolFormView):
    title = "Standaard teamlidrol wijzigen"
    success_message = f"De regel is opgeslagen. {VANAF_NU}"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.request.standaardrol}

    def save(self, form):
        rule = self.request.standaardrol
        return update_standaardrol(self.request.user, rule, versie=self.versie(form), **form.values())


@requires(STANDAARDROLLEN_BEHEREN)
@require_POST
def standaardrol_actief(request, standaardrol_pk):
    """Switch a rule on or off, as it stood on the page that was read."""
    actief, versie = request.POST.get("actief") == "ja", request.POST.get("versie", "")
    try:
        rule = set_standaardrol_actief(
            request.user, request.standaardrol, actief, versie=int(versie) if versie.isdecimal() else 0
        )
    except StaleObject:
        messages.error(request, "Iemand anders wijzigde deze regel intussen; er is niets veranderd. Bekijk haar eerst.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"De regel staat {'aan' if actief else 'uit'}: {rule}.")
    return redirect(list_url())


@requires(STANDAARDROLLEN_BEHEREN)
class StandaardrolDeleteView(PortalConfirmView):
    title = "Standaard teamlidrol verwijderen"
    submit_label = "Regel verwijderen"

    def get_consequence(self):
        return f"Deze regel verdwijnt: {self.request.standaardrol}. De rollen die er al door gegeven zijn blijven."

    def get_cancel_url(self):
        return list_url()

    def post(self, request, *args, **kwargs):
        try:
            delete_standaardrol(request.user, request.standaardrol)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, "De regel is verwijderd.")
        return redirect(list_url())


@requires(STANDAARDROLLEN_BEHEREN)
@require_POST
def standaardrol_apply(request, standaardrol_pk):
    """Propose what this rule gives at the existing Relaties; the page that follows shows what that does."""
    return propose(request, [request.standaardrol])


@requires(STANDAARDROLLEN_BEHEREN)
@require_POST
def standaardrollen_apply(request):
    """The same for all the rules that are on."""
    return propose(request, list(StandaardTeamlidRol.objects.that_give().for_list()))


def propose(request, rules):
    try:
        return redirect(propose_standaardrollen(request.user, rules))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(list_url())
