"""Relaties: list, card, add, change."""

from django.contrib import messages
from django.views.generic import TemplateView

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from crm.filters import RelatieFilter
from crm.forms import RelatieForm
from crm.models import Relatie
from crm.nummers import other_zeros
from crm.permissions import CONTACTEN_INZIEN, RELATIES_AANMAKEN, RELATIES_BEHEREN, RELATIES_INZIEN
from crm.services import create_relatie, update_relatie
from crm.tables import RelatieTable
from crm.views.base import ServiceFormView
from mijnkantoor.ui.views import PortalCardMixin, PortalListView, Tab
from permissions import gate
from permissions.enforcement import requires

# By its code: this app does not know the app above it.
TEAMLEDEN_INZIEN = "teamleden.teamleden_inzien"

CRM_TABS = [
    Tab("Relaties", "crm:relatie_list", RELATIES_INZIEN),
    Tab("Contacten", "crm:contact_list", CONTACTEN_INZIEN),
    Tab("Teamleden", "teamleden:teamlid_list", TEAMLEDEN_INZIEN),
]


@requires(RELATIES_INZIEN)
class RelatieListView(PortalListView):
    title = "Relaties"
    what = ("relatie", "relaties")
    tabs = CRM_TABS
    table_class = RelatieTable
    filterset_class = RelatieFilter
    add_url_name = "crm:relatie_create"
    add_label = "Relatie toevoegen"
    add_permissie = RELATIES_AANMAKEN
    empty_title = "Nog geen relaties"
    empty_text = "Je ziet hier de relaties waar je een rol hebt. Mis je er een? Vraag een beheerder om een rol."
    empty_filtered_text = "Geen relatie past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Relatie.objects.visible_to(self.request.user).for_list()


class RelatieCardMixin(PortalCardMixin):
    """The head and the tabs that every tab of the Relatie card shows; the Relatie itself was found by its scope."""

    def get_title(self):
        return self.request.relatie.naam

    def get_context_data(self, **kwargs):
        relatie = self.request.relatie
        return super().get_context_data(
            relatie=relatie, card=relatie, mag_beheren=gate.may(self.request.user, RELATIES_BEHEREN, relatie), **kwargs
        )

    def get_tabs(self):
        pk = self.request.relatie.pk
        return [
            Tab("Gegevens", "crm:relatie_detail", RELATIES_INZIEN, args=(pk,)),
            Tab("Contacten", "crm:relatie_contacten", CONTACTEN_INZIEN, args=(pk,)),
            Tab("Teamleden", "teamleden:relatie_teamleden", RELATIES_INZIEN, args=(pk,)),
            Tab("Activiteiten", "crm:relatie_activiteiten", ACTIVITEITENLOG_INZIEN, args=(pk,)),
        ]


@requires(RELATIES_INZIEN)
class RelatieDetailView(RelatieCardMixin, TemplateView):
    template_name = "crm/relatie_detail.html"


class RelatieFormMixin:
    form_class = RelatieForm

    def warn_other_zeros(self, relatie):
        """REL-1: 12 and 0012 are two numbers, and that is worth a remark."""
        if other := other_zeros(relatie.nummer, relatie.pk):
            messages.warning(
                self.request,
                f"Let op: nummer {other} bestaat ook en verschilt alleen in voorloopnullen van {relatie.nummer}.",
            )


@requires(RELATIES_AANMAKEN)
class RelatieCreateView(RelatieFormMixin, ServiceFormView):
    title = "Relatie toevoegen"
    cancel_url_name = "crm:relatie_list"
    success_message = "Relatie {} is toegevoegd."

    def save(self, form):
        values = form.values()
        relatie = create_relatie(self.request.user, labels=values.pop("labels"), **values)
        self.warn_other_zeros(relatie)
        if relatie.afgeschermd or not gate.subject(self.request.user).bereik_alle:
            messages.info(self.request, "Je hebt zelf de eerste rol bij deze relatie gekregen, als mutator.")
        self.tell_standaardrollen(relatie)
        return relatie

    def tell_standaardrollen(self, relatie):
        """The office's rules may have let colleagues in, also where it is afgeschermd; that is not done in silence."""
        if number := relatie.teamlidrollen.filter(herkomst="standaard").values("teamlid").distinct().count():
            who = "heeft 1 teamlid" if number == 1 else f"hebben {number} teamleden"
            messages.info(
                self.request, f"Door de standaard teamlidrollen {who} hier een rol; zie het tabblad Teamleden."
            )


@requires(RELATIES_BEHEREN)
class RelatieUpdateView(RelatieFormMixin, ServiceFormView):
    success_message = "Relatie {} is opgeslagen."

    def get_title(self):
        return f"{self.request.relatie.naam} wijzigen"

    def get_cancel_url(self):
        return self.request.relatie.get_absolute_url()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.request.relatie}

    def save(self, form):
        values = form.values()
        relatie = update_relatie(
            self.request.user, self.request.relatie, versie=self.versie(form), labels=values.pop("labels"), **values
        )
        if "nummer" in form.changed_data:
            self.warn_other_zeros(relatie)
        return relatie
