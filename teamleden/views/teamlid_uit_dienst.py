"""Uit dienst, step by step: what hangs on somebody, dividing it, and from there the page "Wat verandert er?"."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from crm.models import Label, Relatie, Relatiegroep
from permissions.enforcement import requires
from teamleden.forms_teamlid import LosseRelatieForm, RegelForm, RegelFormSet, UitDienstForm
from teamleden.models import Teamlid, TeamlidRol
from teamleden.permissions import TEAMLEDEN_BEHEREN
from teamleden.services.uit_dienst import (
    BLIJFT,
    NIEMAND,
    divide,
    divisible_rows,
    propose_blijven,
    propose_uit_dienst,
    show_division,
    take_stock,
)
from teamleden.views.teamlid_kaart import TeamlidCardMixin

MOST_REGELS = 50


@requires(TEAMLEDEN_BEHEREN)
class TeamlidUitDienstView(TeamlidCardMixin, TemplateView):
    template_name = "teamleden/uit_dienst.html"

    def get_context_data(self, **kwargs):
        teamlid = self.request.teamlid
        return super().get_context_data(
            stand=take_stock(self.request.user, teamlid), is_self=teamlid.pk == self.request.user.pk, **kwargs
        )


@dataclass(frozen=True, slots=True)
class Keuzes:
    """What the rules can be about, and to whom rollen can go; only what occurs among the rows of this Teamlid."""

    waar: list
    naar: list
    relaties: object

    @classmethod
    def of(cls, user, teamlid, rows):
        rollen = sorted({row.rol for row in rows}, key=lambda rol: (rol.volgorde, rol.naam))
        groepen = {row.relatie.relatiegroep_id for row in rows}
        labels = {label.pk for row in rows for label in row.relatie.labels.all()}
        waar = [
            ("alles:", "Alle rollen"),
            ("Met rol", [(f"rol:{rol.pk}", rol.naam) for rol in rollen]),
            ("Relaties met label", [(f"label:{one.pk}", one.naam) for one in Label.objects.filter(pk__in=labels)]),
            (
                "Relaties in groep",
                [(f"groep:{one.pk}", one.naam) for one in Relatiegroep.objects.filter(pk__in=groepen - {None})],
            ),
        ]
        collegas = Teamlid.objects.visible_to(user).in_dienst().filter(uit_dienst_per=None).exclude(pk=teamlid.pk)
        naar = [
            (NIEMAND, "Niemand: deze rollen vervallen"),
            (BLIJFT, "Niemand: deze rollen blijven staan"),
            ("Collega's", [(str(one.pk), str(one)) for one in collegas.select_related("persoon")]),
        ]
        relaties = Relatie.objects.filter(pk__in={row.relatie_id for row in rows})
        return cls([one for one in waar if one[1]], naar, relaties)


Regels = formset_factory(RegelForm, formset=RegelFormSet, extra=2, max_num=MOST_REGELS, absolute_max=MOST_REGELS)
Losse = formset_factory(LosseRelatieForm, formset=RegelFormSet, extra=1, max_num=MOST_REGELS, absolute_max=MOST_REGELS)


@requires(TEAMLEDEN_BEHEREN)
class TeamlidVerdelenView(TeamlidCardMixin, TemplateView):
    """The rules and the last day; a button shows what each colleague gets, another goes on to the consequences."""

    template_name = "teamleden/uit_dienst_verdelen.html"

    def setup_forms(self, data=None):
        user, teamlid = self.request.user, self.request.teamlid
        self.rows = divisible_rows(user, teamlid)
        options = {"form_kwargs": {"keuzes": Keuzes.of(user, teamlid, self.rows)}}
        self.form = UitDienstForm(data, has_left=teamlid.is_uit_dienst)
        self.regels = Regels(data, prefix="regels", **options)
        self.losse = Losse(data, prefix="los", **options)

    def get(self, request, *args, **kwargs):
        self.setup_forms()
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        stap = request.POST.get("stap", "bekijken")
        if stap in ("regels", "los"):
            self.setup_forms(one_more(request.POST, stap))
            return self.render_to_response(self.get_context_data())
        self.setup_forms(request.POST)
        if not all([self.form.is_valid(), self.regels.is_valid(), self.losse.is_valid()]):
            return self.render_to_response(self.get_context_data())
        regels = [*self.losse.regels, *self.regels.regels]
        targets = divide(self.rows, regels, self.form.cleaned_data["rest"])
        if stap == "gevolgen":
            try:
                return redirect(self.propose(targets))
            except ValidationError as error:
                self.form.add_error(None, error.messages)
        return self.render_to_response(self.get_context_data(verdeling=show_division(self.rows, targets)))

    def propose(self, targets):
        user, teamlid = self.request.user, self.request.teamlid
        return propose_uit_dienst(user, teamlid, laatste_dag=self.form.chosen_day, targets=targets)

    def get_context_data(self, verdeling=None, **kwargs):
        formsets = (self.regels, self.losse)
        seen = TeamlidRol.objects.visible_to(self.request.user).filter(teamlid=self.request.teamlid).count()
        return super().get_context_data(
            form=self.form,
            regels=self.regels,
            losse=self.losse,
            verdeling=verdeling,
            aantal=len(self.rows),
            niet=seen - len(self.rows),
            met_fout=[one for formset in formsets if formset.is_bound for one in formset.forms if one.errors],
            met_laatste_dag=bool(verdeling and self.form.chosen_day),
            **kwargs,
        )


def one_more(post, prefix):
    """The same form with an empty rule added."""
    data = post.copy()
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    data[f"{prefix}-TOTAL_FORMS"] = str(min(int(total) + 1 if total.isdecimal() else 1, MOST_REGELS))
    return data


@requires(TEAMLEDEN_BEHEREN)
@require_POST
def teamlid_blijven(request, teamlid_pk):
    """Take the last day back; the page that follows shows what that does."""
    try:
        return redirect(propose_blijven(request.user, request.teamlid))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.teamlid)
