"""Beheer → Teamleden → Procesteams: who is in each, and at which Relaties it has candidates for work."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.shortcuts import redirect
from django.urls import reverse

from crm.models import Relatie
from crm.views.base import ServiceFormView
from mijnkantoor.ui.views import PortalConfirmView, PortalListView
from permissions import gate
from permissions.enforcement import requires
from teamleden.beheer.filters import KandidatenFilter, ProcesteamFilter
from teamleden.beheer.forms import ProcesteamForm
from teamleden.beheer.tables import KandidatenTable, ProcesteamTable
from teamleden.models import Procesteam, TeamlidRol
from teamleden.permissions import PROCESTEAMS_BEHEREN, TEAMLEDEN_INZIEN
from teamleden.services.procesteams import create_procesteam, delete_procesteam, update_procesteam
from teamleden.views.tabs import BEHEER_TABS


@requires(PROCESTEAMS_BEHEREN)
class ProcesteamListView(PortalListView):
    title = "Procesteams"
    what = ("procesteam", "procesteams")
    tabs = BEHEER_TABS
    table_class = ProcesteamTable
    filterset_class = ProcesteamFilter
    add_url_name = "teamleden:procesteam_create"
    add_label = "Procesteam toevoegen"
    add_permissie = PROCESTEAMS_BEHEREN
    empty_title = "Nog geen procesteams"
    empty_text = "Een procesteam is een vaste groep teamleden aan wie je werk toewijst. Het geeft zelf geen toegang."
    empty_filtered_text = "Geen procesteam past bij deze zoekopdracht."

    def get_queryset(self):
        return Procesteam.objects.for_list()


@requires(PROCESTEAMS_BEHEREN)
class ProcesteamDetailView(PortalListView):
    """The card: the leden, and the Relaties this user may see with the candidates at each."""

    template_name = "teamleden/procesteam_detail.html"
    what = ("relatie", "relaties")
    tabs = BEHEER_TABS
    table_class = KandidatenTable
    filterset_class = KandidatenFilter
    empty_title = "Geen relaties"
    empty_text = "Je ziet hier de relaties die je mag zien, met wie van het team er een rol heeft."
    empty_filtered_text = "Geen relatie past bij deze zoekopdracht en filters."

    def get_queryset(self):
        rows = TeamlidRol.objects.of_kandidaten(self.request.procesteam)
        rows = rows.select_related("teamlid__persoon", "rol").order_by("teamlid__persoon__sorteernaam", "rol__volgorde")
        kandidaten = Prefetch("teamlidrollen", queryset=rows, to_attr="kandidaat_rijen")
        return Relatie.objects.visible_to(self.request.user).for_list().prefetch_related(kandidaten)

    def get_context_data(self, **kwargs):
        team, user = self.request.procesteam, self.request.user
        there = Exists(TeamlidRol.objects.of_kandidaten(team).filter(relatie=OuterRef("pk")))
        relaties = Relatie.objects.visible_to(user)
        telling = relaties.aggregate(met=Count("pk", filter=Q(there)), zonder=Count("pk", filter=~Q(there)))
        context = super().get_context_data(
            team=team,
            leden=team.lidmaatschappen.select_related("teamlid__persoon", "teamlid__functie"),
            mag_teamleden=gate.may(user, TEAMLEDEN_INZIEN),
            telling=telling,
            **kwargs,
        )
        return {**context, "title": team.naam}


class ProcesteamFormView(ServiceFormView):
    form_class = ProcesteamForm
    success_message = "Procesteam {} is opgeslagen."


@requires(PROCESTEAMS_BEHEREN)
class ProcesteamCreateView(ProcesteamFormView):
    title = "Procesteam toevoegen"
    cancel_url_name = "teamleden:procesteam_list"

    def save(self, form):
        return create_procesteam(self.request.user, **form.values())


@requires(PROCESTEAMS_BEHEREN)
class ProcesteamUpdateView(ProcesteamFormView):
    def get_title(self):
        return f"{self.request.procesteam} wijzigen"

    def get_cancel_url(self):
        return self.request.procesteam.get_absolute_url()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.request.procesteam}

    def save(self, form):
        team = self.request.procesteam
        return update_procesteam(self.request.user, team, versie=self.versie(form), **form.values())


@requires(PROCESTEAMS_BEHEREN)
class ProcesteamDeleteView(PortalConfirmView):
    title = "Procesteam verwijderen"
    submit_label = "Procesteam verwijderen"

    def get_consequence(self):
        return f"Het procesteam {self.request.procesteam} verdwijnt. De toegang van de leden verandert niet."

    def get_cancel_url(self):
        return self.request.procesteam.get_absolute_url()

    def post(self, request, *args, **kwargs):
        naam = str(request.procesteam)
        try:
            delete_procesteam(request.user, request.procesteam)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"Procesteam {naam} is verwijderd.")
        return redirect(reverse("teamleden:procesteam_list"))
