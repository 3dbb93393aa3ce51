"""Teamleden: the two lists, the card, add, change, invite."""

from django.db import transaction
from django.db.models import Count, Q
from django.views.generic import TemplateView

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from crm.views.base import ServiceFormView
from crm.views.contacten import new_nummer_message
from crm.views.relaties import CRM_TABS
from mijnkantoor.ui.views import PortalListView
from permissions import gate
from permissions.enforcement import requires
from teamleden.filters import TeamlidFilter
from teamleden.forms import TeamlidForm
from teamleden.models import Niveau, Teamlid, TeamlidRol
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN, TEAMLEDEN_UITNODIGEN
from teamleden.services import add_teamlid, update_teamlid
from teamleden.services.autorisatierollen import propose_toewijzing
from teamleden.services.uit_dienst import procesteams_of, waarnemingen_of
from teamleden.services.uitnodigingen import OPEN_STATUSSEN
from teamleden.tables import BeheerTeamlidTable, TeamlidTable
from teamleden.views.tabs import BEHEER_TABS
from teamleden.views.teamlid_kaart import TeamlidCardMixin


@requires(TEAMLEDEN_INZIEN)
class TeamlidListView(PortalListView):
    title = "Teamleden"
    what = ("teamlid", "teamleden")
    tabs = CRM_TABS
    table_class = TeamlidTable
    filterset_class = TeamlidFilter
    add_url_name = "teamleden:teamlid_create"
    add_label = "Teamlid toevoegen"
    add_permissie = TEAMLEDEN_BEHEREN
    empty_title = "Nog geen teamleden"
    empty_text = "Voeg het eerste teamlid toe met de knop rechtsboven."
    empty_filtered_text = "Geen teamlid past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Teamlid.objects.visible_to(self.request.user).for_list()


@requires(TEAMLEDEN_BEHEREN)
class BeheerTeamlidListView(TeamlidListView):
    title = "Beheer teamleden"
    tabs = BEHEER_TABS
    table_class = BeheerTeamlidTable
    add_url_name = "teamleden:beheer_teamlid_create"

    def get_queryset(self):
        return super().get_queryset().with_counts(self.request.user)


@requires(TEAMLEDEN_BEHEREN)
class TeamlidCreateView(ServiceFormView):
    """The "+" of CRM → Teamleden and, at its own address, of Beheer → Teamleden (TL-1)."""

    title = "Teamlid toevoegen"
    form_class = TeamlidForm
    cancel_url_name = "teamleden:teamlid_list"

    def save(self, form):
        self.typed = form.cleaned_data["nummer"]
        return add_teamlid(self.request.user, voorgesteld=form.cleaned_data["voorgesteld"], **form.values())

    def get_success_message(self):
        return new_nummer_message(self.object.persoon, "Teamlid", self.typed)


@requires(TEAMLEDEN_BEHEREN)
class BeheerTeamlidCreateView(TeamlidCreateView):
    cancel_url_name = "teamleden:beheer_teamlid_list"


@requires(TEAMLEDEN_BEHEREN)
class TeamlidUpdateView(ServiceFormView):
    form_class = TeamlidForm
    success_message = "{} is opgeslagen."

    def get_title(self):
        return f"{self.request.teamlid} wijzigen"

    def get_cancel_url(self):
        return self.request.teamlid.get_absolute_url()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.request.teamlid}

    def save(self, form):
        """Everything but the autorisatierol at once; that one goes through "Wat verandert er?"."""
        values = form.values()
        wanted = values.pop("autorisatierol")
        user, teamlid = self.request.user, self.request.teamlid
        with transaction.atomic():
            saved = update_teamlid(user, teamlid, versie=self.versie(form), **values)
            self.wijzigingsset = None
            if wanted.pk != saved.autorisatierol_id:
                self.wijzigingsset = propose_toewijzing(user, {teamlid.pk: wanted.pk})
        return saved

    def get_success_message(self):
        if self.wijzigingsset:
            return "De gegevens zijn opgeslagen. De autorisatierol verandert als je de gevolgen hebt bekeken."
        return super().get_success_message()

    def get_success_url(self):
        return self.wijzigingsset.get_absolute_url() if self.wijzigingsset else super().get_success_url()


@requires(TEAMLEDEN_INZIEN)
class TeamlidDetailView(TeamlidCardMixin, TemplateView):
    template_name = "teamleden/teamlid_detail.html"

    def get_context_data(self, **kwargs):
        teamlid, user = self.request.teamlid, self.request.user
        can_invite = teamlid.status_nu in OPEN_STATUSSEN
        return super().get_context_data(
            rollen=count_rollen(user, teamlid),
            waarnemingen=waarnemingen_of(teamlid),
            procesteams=procesteams_of(teamlid),
            uitnodiging=teamlid.uitnodigingen.open().first(),
            mag_beheren=gate.may(user, TEAMLEDEN_BEHEREN),
            is_self=teamlid.pk == user.pk,
            mag_log=gate.may(user, ACTIVITEITENLOG_INZIEN),
            mag_uitnodigen=gate.may(user, TEAMLEDEN_UITNODIGEN) if can_invite else None,
            **kwargs,
        )


def count_rollen(user, teamlid):
    """The number of rollen per Rol and niveau, at the Relaties this user may see: other files stay hidden."""
    rows = TeamlidRol.objects.visible_to(user).filter(teamlid=teamlid).order_by("rol__volgorde", "rol__naam")
    by_niveau = {value: Count("pk", filter=Q(niveau=value)) for value in Niveau.values}
    return list(rows.values("rol", "rol__naam").annotate(aantal=Count("pk"), **by_niveau))
