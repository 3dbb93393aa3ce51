"""Beheer → Teamleden → Waarnemers: the list, the calendar, and one Waarneming."""

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from mijnkantoor.ui.views import PortalListView, Tab, shown_tabs
from permissions import gate
from permissions.enforcement import requires
from teamleden.models import Waarneming
from teamleden.permissions import WAARNEMERS_BEHEREN
from teamleden.views.tabs import BEHEER_TABS
from teamleden.views.waarneming_form import ChangeFormView, EindeFormView, StartFormView
from teamleden.waarnemen.filters import WaarnemingFilter
from teamleden.waarnemen.kalender import Maand, build_kalender
from teamleden.waarnemen.plan import Plan, show_scope
from teamleden.waarnemen.tables import WaarnemingTable, status_of

WEERGAVEN = [
    Tab("Lijst", "teamleden:waarneming_list", WAARNEMERS_BEHEREN),
    Tab("Kalender", "teamleden:waarneming_kalender", WAARNEMERS_BEHEREN),
    Tab("Verslag", "teamleden:waarneming_verslag", WAARNEMERS_BEHEREN),
]
MOST_RELATIES = 100


@requires(WAARNEMERS_BEHEREN)
class WaarnemingListView(PortalListView):
    title = "Waarnemers"
    template_name = "teamleden/waarnemingen.html"
    what = ("waarneming", "waarnemingen")
    tabs = BEHEER_TABS
    table_class = WaarnemingTable
    filterset_class = WaarnemingFilter
    add_url_name = "teamleden:waarneming_create"
    add_label = "Waarnemer aanwijzen"
    add_permissie = WAARNEMERS_BEHEREN
    empty_title = "Nog geen waarnemingen"
    empty_text = "Wijs een waarnemer aan met de knop rechtsboven als een teamlid afwezig is."
    empty_filtered_text = "Geen waarneming past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Waarneming.objects.visible_to(self.request.user).for_list().with_overlap().with_aantal_relaties()

    def get_context_data(self, **kwargs):
        return super().get_context_data(weergaven=shown_tabs(self.request, WEERGAVEN), **kwargs)


@requires(WAARNEMERS_BEHEREN)
class WaarnemingKalenderView(TemplateView):
    """`maand` in the query string, such as 2026-12, beside the filters of the list."""

    template_name = "teamleden/waarneming_kalender.html"

    def get_context_data(self, **kwargs):
        maand = Maand.read(self.request.GET.get("maand", ""))
        rows = Waarneming.objects.visible_to(self.request.user)
        absent = rows.in_period(maand.periode.van, maand.periode.tot).values("afwezige")
        dagen, rijen = build_kalender(maand, list(rows.filter(afwezige__in=absent).for_list().order_by("van", "pk")))
        return super().get_context_data(
            title="Waarnemers",
            tabs=shown_tabs(self.request, BEHEER_TABS),
            weergaven=shown_tabs(self.request, WEERGAVEN),
            maand=maand,
            dagen=dagen,
            rijen=rijen,
            nu=Maand.read(""),
            **kwargs,
        )


@requires(WAARNEMERS_BEHEREN)
class WaarnemingDetailView(TemplateView):
    template_name = "teamleden/waarneming_detail.html"

    def get_context_data(self, **kwargs):
        waarneming, user, now = self.request.waarneming, self.request.user, timezone.now()
        plan = Plan.of(waarneming)
        chosen = waarneming.relaties.all().visible_to(user).order_by("sorteernaam", "pk")
        return super().get_context_data(
            title=str(waarneming),
            waarneming=waarneming,
            status=status_of(waarneming, now),
            waarvoor=show_scope(waarneming, len(plan.relaties or ())),
            relaties=chosen[:MOST_RELATIES] if waarneming.alleen_relaties else (),
            loopt=waarneming.has_begun(now) and not waarneming.is_over(now),
            is_over=waarneming.is_over(now),
            mag_log=gate.may(user, ACTIVITEITENLOG_INZIEN),
            **kwargs,
        )


class BeheerFormMixin:
    """At the addresses of Beheer."""

    def get_cancel_url(self):
        return self.waarneming.get_absolute_url() if self.waarneming else reverse("teamleden:waarneming_list")

    def get_success_url(self):
        return self.object.get_absolute_url()


@requires(WAARNEMERS_BEHEREN)
class WaarnemingCreateView(BeheerFormMixin, StartFormView):
    title = "Waarnemer aanwijzen"

    def get_initial(self):
        """A gap in the calendar brings along who is absent and when."""
        given = {
            name: self.request.GET[name] for name in ("afwezige", "van", "tot", "reden") if self.request.GET.get(name)
        }
        return {**super().get_initial(), **given}


@requires(WAARNEMERS_BEHEREN)
class WaarnemingUpdateView(BeheerFormMixin, ChangeFormView):
    title = "Waarneming wijzigen"


@requires(WAARNEMERS_BEHEREN)
class WaarnemingEndView(BeheerFormMixin, EindeFormView):
    pass
