"""Pages about access: "Waarom?", "Wie kan dit zien?" and "Wat kan deze persoon?", now and in the past.

`rows` is how the history is read; None is the one of the activiteitenlog.
"""

from itertools import groupby

from django.core.paginator import Paginator
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from crm.models import Relatie
from crm.views.contacten import options
from crm.views.relaties import RelatieCardMixin
from mijnkantoor.ui.views import PAGE_SIZES
from permissions import gate
from permissions.enforcement import requires
from teamleden.permissions import TEAMLEDEN_INZIEN, TOEGANG_UITLEGGEN
from teamleden.toegang import Lezer, MomentUnknown, explain, what_can_see, who_can_see
from teamleden.views.teamlid_kaart import TeamlidCardMixin
from teamleden.vragen import GezienForm, WaaromForm, ZichtForm, visible_teamleden


class VraagMixin:
    """A form with a question in the query string, and below it the answer; None while there is none to give."""

    rows = None

    def get_form(self):
        raise NotImplementedError

    def get_answer(self, form):
        raise NotImplementedError

    def get_lezer(self):
        user = self.request.user
        return Lezer(user.pk, namen=bool(gate.may(user, TEAMLEDEN_INZIEN)))

    def about(self, form):
        """What every question passes on."""
        return {"moment": form.at, "rows": self.rows, "lezer": self.get_lezer()}

    def get_context_data(self, **kwargs):
        form, antwoord = self.get_form(), None
        if form.is_asked or not form.is_bound:
            try:
                antwoord = self.get_answer(form)
            except MomentUnknown as error:
                form.add_error("moment", str(error))
        return super().get_context_data(
            form=form,
            antwoord=antwoord,
            moment=form.at,
            moment_getypt=self.request.GET.get("moment", ""),
            mag_teamleden=gate.may(self.request.user, TEAMLEDEN_INZIEN),
            mag_uitleggen=gate.may(self.request.user, TOEGANG_UITLEGGEN),
            **kwargs,
        )


class UitlegMixin(VraagMixin):
    """One question, one Uitleg."""

    template_name = "teamleden/waarom.html"

    def get_persoon(self, form):
        """Whom it is about; a Teamlid and its Persoon have the same key."""
        raise NotImplementedError

    def get_answer(self, form):
        if not form.is_asked:
            return None
        data = form.cleaned_data
        return explain(self.get_persoon(form), data["permissie"], data["relatie"], **self.about(form))

    def render_to_response(self, context, **kwargs):
        # What the reader may not see is answered like what does not exist.
        status = 404 if context["form"].not_found else 200
        return super().render_to_response(context, status=status, **kwargs)


@requires(TOEGANG_UITLEGGEN)
class WaaromView(UitlegMixin, TemplateView):
    extra_context = {"title": "Waarom?"}

    def get_form(self):
        return WaaromForm(self.request.GET, reader=self.request.user)

    def get_persoon(self, form):
        return form.cleaned_data["teamlid"]


@requires(TOEGANG_UITLEGGEN)
@require_safe
def teamlid_choices(request):
    """The Teamleden one may ask about, as <option>s."""
    return options(request, visible_teamleden(request.user), request.GET.get("teamlid", ""))


@requires(TOEGANG_UITLEGGEN)
class WieKanDitZienView(VraagMixin, RelatieCardMixin, TemplateView):
    template_name = "teamleden/wie_kan_dit_zien.html"

    def get_form(self):
        return ZichtForm(self.request.GET)

    def get_answer(self, form):
        everybody = who_can_see(self.request.relatie, **self.about(form))
        niveau = form.cleaned_data["niveau"] if form.is_asked else ""
        shown = [zicht for zicht in everybody if not niveau or zicht.niveau == niveau]
        return {"zichten": shown, "aantal": len(everybody), "niveau": niveau}


class GezienMixin(VraagMixin):
    """What one Teamlid can see and do, as far as the reader may know of it."""

    template_name = "teamleden/wat_kan.html"

    def get_teamlid(self):
        raise NotImplementedError

    def get_form(self):
        return GezienForm(self.request.GET)

    def get_answer(self, form):
        within = Relatie.objects.all()
        if form.at is not None or self.get_teamlid().pk != self.request.user.pk:
            within = within.visible_to(self.request.user)
        words = form.cleaned_data["zoek"] if form.is_asked else ""
        found = what_can_see(self.get_teamlid(), within.search(words), **self.about(form))
        size = self.request.GET.get("per", "")
        paginator = Paginator(found, int(size) if size in map(str, PAGE_SIZES) else PAGE_SIZES[1])
        return {
            "lid": found.lid,
            "je": self.get_teamlid().pk == self.request.user.pk,
            "groepen": by_reach(found.permissies),
            "page": paginator.get_page(self.request.GET.get("page")),
            "zoek": words,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            teamlid=self.get_teamlid(), card=self.get_teamlid().persoon, page_sizes=PAGE_SIZES, **kwargs
        )


def by_reach(permissies):
    """[(heading, [(category, [permissie])])]: what holds for the whole office, and what at a Relatie."""
    parts = [
        ("Voor het hele kantoor", [p for p in permissies if p.is_office_wide]),
        (
            "Bij een relatie, ook als raadpleger",
            [p for p in permissies if not p.is_office_wide and not p.needs_mutator],
        ),
        ("Bij een relatie, alleen als mutator", [p for p in permissies if p.needs_mutator]),
    ]
    return [
        (heading, [(categorie, list(group)) for categorie, group in groupby(found, key=lambda p: p.categorie)])
        for heading, found in parts
        if found
    ]


@requires(TOEGANG_UITLEGGEN)
class TeamlidToegangView(GezienMixin, TeamlidCardMixin, TemplateView):
    def get_teamlid(self):
        return self.request.teamlid
