"""Wijzigingssets: what was proposed, what it does, apply it, undo it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.engine import PlanMoved
from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from crm.models import Relatie
from mijnkantoor.ui.views import PortalListView
from permissions import gate
from permissions.enforcement import requires
from teamleden.filters import WijzigingssetFilter
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.uit_dienst import SOORT as UIT_DIENST
from teamleden.tables import WijzigingssetTable
from teamleden.tasks import apply_wijzigingsset
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL

AS_JOB = 500  # rows; more than this is applied by the worker
MOST_REGELS = 200
VERSCHOVEN = (
    "Er is intussen iets veranderd waardoor de gevolgen anders zijn. Er is niets toegepast; dit zijn de gevolgen nu."
)


@requires(ACTIVITEITENLOG_INZIEN)
class WijzigingssetListView(PortalListView):
    title = "Wijzigingen"
    what = ("wijziging", "wijzigingen")
    table_class = WijzigingssetTable
    filterset_class = WijzigingssetFilter
    empty_title = "Nog geen wijzigingen"
    empty_text = "Hier komt elke wijziging van autorisatierollen en elke bulkactie, en hier maak je haar ongedaan."
    empty_filtered_text = "Geen wijziging past bij deze zoekopdracht en filters."

    def get_queryset(self):
        return Wijzigingsset.objects.exclude(status__in=(SetStatus.VOORGESTELD, SetStatus.VERVALLEN)).for_list()


@requires(ACTIVITEITENLOG_INZIEN)
class WijzigingssetDetailView(TemplateView):
    template_name = "teamleden/wijzigingsset_detail.html"

    def get_context_data(self, **kwargs):
        wijzigingsset, user = self.request.wijzigingsset, self.request.user
        regels, hidden = shown_regels(user, wijzigingsset)
        visible = visible_relaties(user, [paar["relatie_pk"] for paar in wijzigingsset.gevolg["paren"]])
        return super().get_context_data(
            wijzigingsset=wijzigingsset,
            title=wijzigingsset.titel,
            is_mine=wijzigingsset.actor_id == user.pk,
            overdracht_van=handed_over_by(user, wijzigingsset),
            regels=[regel for regel in regels if not regel.overgeslagen],
            overgeslagen=[regel for regel in regels if regel.overgeslagen],
            verborgen=hidden,
            gevolg=wijzigingsset.gevolg,
            voortgang=wijzigingsset.voortgang.read() if wijzigingsset.status == SetStatus.BEZIG else None,
            paren=[paar for paar in wijzigingsset.gevolg["paren"] if paar["relatie_pk"] in visible],
            **kwargs,
        )


def handed_over_by(user, wijzigingsset):
    """The key of the Teamlid whose handover record tells of this set; None without one. The first row is about it."""
    if wijzigingsset.soort != UIT_DIENST or wijzigingsset.status != SetStatus.TOEGEPAST:
        return None
    return wijzigingsset.regels.first().sleutel[0] if gate.may(user, TEAMLEDEN_BEHEREN) else None


def shown_regels(user, wijzigingsset):
    """The first rows, without those at a Relatie this user may not see, and how many rows that leaves unshown.

    What an undo leaves alone comes first: that is what somebody must see.
    """
    rows = list(wijzigingsset.regels.order_by("-overgeslagen", "volgorde")[:MOST_REGELS])
    visible = visible_relaties(user, [row.sleutel[1] for row in rows if row.soort == SOORT_TEAMLIDROL])
    shown = [row for row in rows if row.soort != SOORT_TEAMLIDROL or row.sleutel[1] in visible]
    return shown, wijzigingsset.regels.count() - len(shown)


def visible_relaties(user, pks):
    return set(Relatie.objects.visible_to(user).filter(pk__in=set(pks)).values_list("pk", flat=True))


@requires(ACTIVITEITENLOG_INZIEN)
@require_POST
def wijzigingsset_apply(request, wijzigingsset_pk):
    """Apply exactly what the page showed; when the data moved, show it anew."""
    wijzigingsset = request.wijzigingsset
    try:
        if wijzigingsset.aantal > AS_JOB:
            hand_to_worker(request.user, wijzigingsset)
        else:
            engine.apply(request.user, wijzigingsset)
            messages.success(request, "De wijziging is toegepast. Je kunt haar 30 dagen ongedaan maken.")
    except PlanMoved:
        return show_again(request, wijzigingsset)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(wijzigingsset)


def hand_to_worker(user, wijzigingsset):
    changed = Wijzigingsset.objects.filter(
        pk=wijzigingsset.pk, actor=user, status__in=(SetStatus.VOORGESTELD, SetStatus.BEZIG)
    ).update(status=SetStatus.BEZIG)
    if not changed:
        raise ValidationError("Deze wijziging is al toegepast of vervallen.")
    wijzigingsset.voortgang.wait()
    apply_wijzigingsset.enqueue(wijzigingsset.pk)


def show_again(request, wijzigingsset):
    try:
        again = engine.propose_again(request.user, wijzigingsset)
    except ValidationError as error:
        messages.warning(request, f"Er is intussen iets veranderd; er is niets toegepast. {error.messages[0]}")
        return redirect(wijzigingsset)
    messages.warning(request, VERSCHOVEN)
    return redirect(again)


@requires(ACTIVITEITENLOG_INZIEN)
@require_POST
def wijzigingsset_cancel(request, wijzigingsset_pk):
    """Drop a proposal; nothing was applied."""
    if request.wijzigingsset.actor_id == request.user.pk:
        engine.lapse(request.wijzigingsset)
        messages.info(request, "De wijziging is niet toegepast.")
    return redirect("teamleden:wijzigingsset_list")


@requires(ACTIVITEITENLOG_INZIEN)
@require_POST
def wijzigingsset_undo(request, wijzigingsset_pk):
    """Propose the way back; it is shown before it is applied, like everything else."""
    try:
        return redirect(engine.undo(request.user, request.wijzigingsset))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(request.wijzigingsset)
