"""The Teamlid card's tab Relaties: the rollen of one Teamlid, one by one and in bulk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from crm.views.base import ServiceFormView
from crm.views.contacten import options
from mijnkantoor.ui.views import PortalFormView
from permissions import gate
from permissions.enforcement import requires
from teamleden.filters import TeamlidRolFilter
from teamleden.forms_teamlid import BulkForm, RelatieRolForm
from teamleden.models import TeamlidRol
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.services import grant_rol
from teamleden.services.rollen_bulk import changeable, propose_afnemen, propose_niveau, propose_overdracht
from teamleden.tables import TeamlidRolTable
from teamleden.views.teamlid_kaart import TeamlidListView
from teamleden.vragen import visible_teamleden

MOST_GEKOZEN = 1000  # ids that a page may send; more than that is done with the filter


def rollen_of(user, teamlid):
    """The rollen of a Teamlid that this user may know of."""
    rows = TeamlidRol.objects.visible_to(user).filter(teamlid=teamlid)
    return rows.select_related("relatie", "rol", "teamlid__persoon")


def read_keys(texts):
    """The keys that a page sent; what cannot be one is left out."""
    return [int(text) for text in texts[:MOST_GEKOZEN] if text.isdecimal() and len(text) < 19]


def tab_url(teamlid):
    return reverse("teamleden:teamlid_relaties", args=[teamlid.pk])


@requires(TEAMLEDEN_INZIEN)
class TeamlidRelatiesView(TeamlidListView):
    template_name = "teamleden/teamlid_relaties.html"
    partial_template_name = "teamleden/_teamlid_relaties.html"
    what = ("rol", "rollen")
    table_class = TeamlidRolTable
    filterset_class = TeamlidRolFilter
    empty_title = "Nog geen rollen"
    empty_filtered_text = "Geen rol past bij deze zoekopdracht en filters."

    @property
    def empty_text(self):
        text = "Dit teamlid heeft geen rol bij een relatie die jij mag zien."
        may_give = gate.may(self.request.user, TEAMLEDEN_KOPPELEN) and not self.request.teamlid.is_uit_dienst
        return f"{text} Geef er een met de knop rechtsboven." if may_give else text

    def get_queryset(self):
        return rollen_of(self.request.user, self.request.teamlid)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.request.GET.urlencode(), **kwargs)
        user, table = self.request.user, context["table"]
        if context["mag_koppelen"]:
            relaties = {row.record.relatie for row in context["page"].object_list}
            gate.prefetch(user, relaties)
            table.koppelbaar = {relatie.pk for relatie in relaties if gate.may(user, TEAMLEDEN_KOPPELEN, relatie)}
        if not table.koppelbaar:
            table.exclude = ("kies", "acties")
        context["bulk"] = bool(table.koppelbaar)
        return context


@requires(TEAMLEDEN_KOPPELEN)
class TeamlidRolGrantView(ServiceFormView):
    """Give this Teamlid a Rol; the Relaties to choose from are those where the user may do so."""

    form_class = RelatieRolForm
    submit_label = "Rol geven"

    def get_title(self):
        return f"Rol geven aan {self.request.teamlid}"

    def get_cancel_url(self):
        return tab_url(self.request.teamlid)

    get_success_url = get_cancel_url

    def save(self, form):
        data = form.cleaned_data
        return grant_rol(self.request.user, data["relatie"], self.request.teamlid, data["rol"], data["niveau"])

    def get_success_message(self):
        row = self.object
        return f"{row.teamlid} is nu {row.rol} bij {row.relatie.naam}, als {row.get_niveau_display().lower()}."


@requires(TEAMLEDEN_KOPPELEN)
class TeamlidRolBulkView(PortalFormView):
    """What to do with the chosen rollen. The choice travels with the form: ids, or the filter of the list."""

    form_class = BulkForm
    template_name = "teamleden/teamlid_rol_bulk.html"
    submit_label = "Gevolgen bekijken"

    def get_title(self):
        return f"Rollen van {self.request.teamlid} wijzigen"

    def get_cancel_url(self):
        return tab_url(self.request.teamlid)

    def get(self, request, *args, **kwargs):
        return redirect(self.get_cancel_url())

    def get_form_kwargs(self):
        # The first POST brings the choice only; the form is not asked yet.
        sent = self.request.POST if "actie" in self.request.POST or "stap" in self.request.POST else None
        kwargs = {"actor": self.request.user, "teamlid": self.request.teamlid, "initial": self.get_initial()}
        return kwargs if sent is None else {**kwargs, "data": sent}

    def get_rows(self):
        """Among what this user may see of this Teamlid, whatever ids were sent."""
        rows, post = rollen_of(self.request.user, self.request.teamlid), self.request.POST
        if post.get("alles") == "ja":
            filterset = TeamlidRolFilter(QueryDict(post.get("filter", "")), queryset=rows, request=self.request)
            # A filter that is not understood must not widen the choice to everything.
            return filterset.qs if filterset.is_valid() else rows.none()
        return rows.filter(pk__in=read_keys(post.getlist("rij")))

    def post(self, request, *args, **kwargs):
        self.rows = self.get_rows()
        self.aantal, self.mag = self.rows.count(), changeable(request.user, self.rows).count()
        if not self.mag:
            messages.error(request, "Kies eerst een of meer rollen die je mag wijzigen.")
            query = request.POST.get("filter", "")
            return redirect(f"{tab_url(request.teamlid)}?{query}" if query else tab_url(request.teamlid))
        form = self.get_form()
        return self.form_valid(form) if form.is_bound and form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        user, teamlid, data = self.request.user, self.request.teamlid, form.cleaned_data
        try:
            if data["actie"] == "overdragen":
                made = propose_overdracht(user, teamlid, self.rows, data["collega"])
            elif data["actie"] == "afnemen":
                made = propose_afnemen(user, teamlid, self.rows)
            else:
                made = propose_niveau(user, teamlid, self.rows, data["actie"])
        except ValidationError as error:
            for field, problem in getattr(error, "error_dict", {None: error}).items():
                form.add_error(field if field in form.fields else None, problem)
            return self.form_invalid(form)
        return redirect(made)

    def get_context_data(self, **kwargs):
        post = self.request.POST
        return super().get_context_data(
            aantal=self.mag,
            niet=self.aantal - self.mag,
            alles=post.get("alles") == "ja",
            filter=post.get("filter", ""),
            rijen=read_keys(post.getlist("rij")),
            **kwargs,
        )


@requires(TEAMLEDEN_INZIEN)
@require_safe
def collega_choices(request):
    """The Teamleden to choose a colleague from, as <option>s."""
    text = request.GET.get("collega", "")
    return options(request, visible_teamleden(request.user), text)


@requires(TEAMLEDEN_KOPPELEN)
@require_safe
def koppelbare_relatie_choices(request):
    """The Relaties where the user may give a Rol, as <option>s."""
    relaties = Relatie.objects.visible_to(request.user, TEAMLEDEN_KOPPELEN)
    # The field may be one of a row of them, and then has a number in its name.
    text = next((value for name, value in request.GET.items() if name.endswith("relatie")), "")
    return options(request, relaties, text)
