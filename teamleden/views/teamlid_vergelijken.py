"""The Teamlid card's tab Vergelijken: the rollen of two colleagues side by side, and copying them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from crm.permissions import TEAMLEDEN_KOPPELEN
from permissions import gate
from permissions.enforcement import requires
from teamleden.forms_teamlid import VergelijkForm
from teamleden.models import Teamlid, TeamlidRol
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.services.rollen_bulk import propose_kopie
from teamleden.views.teamlid_kaart import TeamlidCardMixin
from teamleden.views.teamlid_relaties import read_keys, rollen_of

MOST_ROWS = 100  # shown; "alle" copies the others too


@dataclass(frozen=True, slots=True)
class Samen:
    """The same Rol at the same Relatie, of both."""

    een: TeamlidRol
    ander: TeamlidRol

    @property
    def verschilt(self):
        return self.een.niveau != self.ander.niveau


def compare(user, een, ander):
    """(rows of only the one, rows of only the other, Samen of both) at the Relaties this user may see."""
    rows = {
        teamlid.pk: {
            (row.relatie_id, row.rol_id): row
            for row in rollen_of(user, teamlid).order_by("relatie__sorteernaam", "relatie", "rol__volgorde")
        }
        for teamlid in (een, ander)
    }
    first, second = rows[een.pk], rows[ander.pk]
    both = [Samen(row, second[place]) for place, row in first.items() if place in second]
    only = [row for place, row in first.items() if place not in second]
    return only, [row for place, row in second.items() if place not in first], both


@requires(TEAMLEDEN_INZIEN)
class TeamlidVergelijkenView(TeamlidCardMixin, TemplateView):
    template_name = "teamleden/teamlid_vergelijken.html"

    def get_context_data(self, **kwargs):
        user, teamlid = self.request.user, self.request.teamlid
        form = VergelijkForm(self.request.GET, reader=user, teamlid=teamlid)
        collega = form.cleaned_data["collega"] if form.is_bound and form.is_valid() else None
        kanten, samen = [], []
        if collega:
            only, other, samen = compare(user, teamlid, collega)
            kanten = [
                (teamlid, collega, only[:MOST_ROWS], len(only)),
                (collega, teamlid, other[:MOST_ROWS], len(other)),
            ]
            samen.sort(key=lambda pair: not pair.verschilt)
        return super().get_context_data(
            form=form,
            collega=collega,
            kanten=kanten,
            samen=samen[:MOST_ROWS],
            aantal_samen=len(samen),
            aantal_verschilt=sum(pair.verschilt for pair in samen),
            mag_koppelen=gate.may(user, TEAMLEDEN_KOPPELEN),
            **kwargs,
        )


@requires(TEAMLEDEN_KOPPELEN)
@require_POST
def teamlid_kopieren(request, teamlid_pk):
    """Copy rollen of this Teamlid to a colleague: the chosen ones, or all that only this one has."""
    user, teamlid, post = request.user, request.teamlid, request.POST
    naar = post.get("naar", "")
    url = reverse("teamleden:teamlid_vergelijken", args=[teamlid.pk])
    if not naar.isdecimal():
        messages.error(request, "Kies eerst een collega.")
        return redirect(url)
    others = Teamlid.objects.visible_to(user).exclude(pk=teamlid.pk)
    collega = get_object_or_404(others.select_related("persoon"), pk=naar)
    only = [row.pk for row in compare(user, teamlid, collega)[0]]
    chosen = set(read_keys(post.getlist("rij")))
    rows = TeamlidRol.objects.filter(pk__in=only if post.get("alles") == "ja" else chosen.intersection(only))
    try:
        return redirect(propose_kopie(user, teamlid, rows, collega))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(f"{url}?{urlencode({'collega': collega.persoon.nummer})}")
