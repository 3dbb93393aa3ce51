"""Beheer → Teamleden → Autorisatierollen: the matrix of permissies, and copy, rename, delete, reset."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from crm.views.base import ServiceFormView
from mijnkantoor.ui.views import PortalConfirmView, shown_tabs
from permissions import catalogue
from permissions.enforcement import requires
from permissions.models import Autorisatierol, Bereik
from teamleden.forms import AutorisatierolNaamForm
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN
from teamleden.services.autorisatierollen import (
    copy_autorisatierol,
    delete_autorisatierol,
    propose_permissies,
    propose_reset,
    rename_autorisatierol,
)
from teamleden.views.tabs import BEHEER_TABS

TONEN = {"rollen": "Verschillen tussen rollen", "standaard": "Afwijkingen van de standaard"}


@dataclass(frozen=True, slots=True)
class Cel:
    rol: Autorisatierol
    aan: bool
    standaard: bool | None  # what it came with; None for an autorisatierol of the office's own

    @property
    def wijkt_af(self):
        return self.standaard is not None and self.standaard != self.aan


@dataclass(frozen=True, slots=True)
class Rij:
    permissie: catalogue.Permissie
    cellen: list[Cel]

    def is_shown(self, tonen):
        if tonen == "rollen":
            return len({cel.aan for cel in self.cellen}) > 1
        if tonen == "standaard":
            return any(cel.wijkt_af for cel in self.cellen)
        return True


def read_rollen():
    """The autorisatierollen with their codes and the number of Teamleden that have each; two queries."""
    rollen = list(
        Autorisatierol.objects.annotate(aantal=Count("teamleden")).prefetch_related("group__permissions__rij")
    )
    for rol in rollen:
        rol.codes = {permission.rij.code for permission in rol.group.permissions.all() if hasattr(permission, "rij")}
    return rollen


def read_rijen(rollen):
    for permissie in catalogue.all_permissies():
        yield Rij(
            permissie,
            [
                Cel(rol, permissie.code in rol.codes, rol.standaard in permissie.standaard if rol.standaard else None)
                for rol in rollen
            ],
        )


@requires(AUTORISATIEROLLEN_BEHEREN)
class AutorisatierolMatrixView(TemplateView):
    template_name = "teamleden/autorisatierollen.html"

    def get_context_data(self, **kwargs):
        rollen = read_rollen()
        tonen = self.request.GET.get("tonen", "")
        categorieen = {}
        for rij in read_rijen(rollen):
            if rij.is_shown(tonen):
                categorieen.setdefault(rij.permissie.categorie, []).append(rij)
        rijen = [rij for group in categorieen.values() for rij in group]
        return super().get_context_data(
            title="Autorisatierollen",
            tabs=shown_tabs(self.request, BEHEER_TABS),
            rollen=rollen,
            kolommen=len(rollen) + 1,
            categorieen=categorieen.items(),
            getoond=" ".join(f"{cel.rol.pk}:{rij.permissie.code}" for rij in rijen for cel in rij.cellen if cel.aan),
            rijen=" ".join(rij.permissie.code for rij in rijen),
            bereiken=[(Bereik.GEKOPPELD, "Gekoppeld"), (Bereik.ALLE, "Alle")],
            tonen=tonen,
            tonen_keuzes=TONEN.items(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        rollen = {rol.pk: rol for rol in read_rollen()}
        try:
            wijzigingsset = propose_permissies(request.user, read_changes(request.POST, rollen))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request.get_full_path())
        tell_what_others_changed(request, rollen)
        return redirect(wijzigingsset)


def read_changes(data, rollen):
    """What differs between what the page showed and what was sent: only that is a wish of this user."""
    shown, sent = set(data.get("getoond", "").split()), set(data.getlist("p"))
    known = {permissie.code for permissie in catalogue.all_permissies()}
    cells = {f"{pk}:{code}": (pk, code) for pk in rollen for code in data.get("rijen", "").split() if code in known}
    bereiken = {
        pk: data[f"bereik-{pk}"]
        for pk in rollen
        if data.get(f"bereik-{pk}") in Bereik.values and data.get(f"bereik-{pk}") != data.get(f"bereik-getoond-{pk}")
    }
    permissies = {cell: key in sent for key, cell in cells.items() if (key in sent) != (key in shown)}
    return {"permissies": permissies, "bereiken": bereiken}


def tell_what_others_changed(request, rollen):
    """Says what somebody else saved in these autorisatierollen since the page was opened; it stays as they left it."""
    shown, codes = request.POST.get("getoond", "").split(), set(request.POST.get("rijen", "").split())
    for pk, rol in rollen.items():
        if request.POST.get(f"versie-{pk}") in (None, str(rol.versie)):
            continue
        then = {cell.partition(":")[2] for cell in shown if cell.startswith(f"{pk}:")}
        now = rol.codes & codes
        parts = [f"‘{catalogue.get(code)}’ kwam erbij" for code in sorted(now - then)]
        parts += [f"‘{catalogue.get(code)}’ ging eraf" for code in sorted(then - now)]
        what = "; ".join(parts) or "de naam of het bereik"
        messages.info(request, f"Iemand anders wijzigde intussen ook {rol}: {what}. Dat blijft zo.")


def matrix_url():
    return reverse("teamleden:autorisatierol_matrix")


class NaamFormView(ServiceFormView):
    """A form with one field: the name."""

    form_class = AutorisatierolNaamForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["actor"]
        return kwargs

    def get_cancel_url(self):
        return matrix_url()

    get_success_url = get_cancel_url


@requires(AUTORISATIEROLLEN_BEHEREN)
class AutorisatierolCopyView(NaamFormView):
    submit_label = "Kopiëren"
    success_message = "Autorisatierol {} is gemaakt."

    def get_title(self):
        return f"{self.request.autorisatierol} kopiëren"

    def save(self, form):
        return copy_autorisatierol(self.request.user, self.request.autorisatierol, form.cleaned_data["naam"])


@requires(AUTORISATIEROLLEN_BEHEREN)
class AutorisatierolRenameView(NaamFormView):
    success_message = "De autorisatierol heet nu {}."

    def get_title(self):
        return f"{self.request.autorisatierol} hernoemen"

    def get_initial(self):
        return {"naam": self.request.autorisatierol.naam}

    def save(self, form):
        return rename_autorisatierol(self.request.user, self.request.autorisatierol, form.cleaned_data["naam"])


@requires(AUTORISATIEROLLEN_BEHEREN)
class AutorisatierolDeleteView(PortalConfirmView):
    title = "Autorisatierol verwijderen"
    submit_label = "Verwijderen"

    def get_consequence(self):
        return f"{self.request.autorisatierol} verdwijnt. Dat kan alleen als geen teamlid haar heeft."

    def get_cancel_url(self):
        return matrix_url()

    def post(self, request, *args, **kwargs):
        naam = str(request.autorisatierol)
        try:
            delete_autorisatierol(request.user, request.autorisatierol)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"Autorisatierol {naam} is verwijderd.")
        return redirect(matrix_url())


@requires(AUTORISATIEROLLEN_BEHEREN)
@require_POST
def autorisatierol_reset(request, autorisatierol_pk):
    """Propose to give a standard autorisatierol back what it came with."""
    try:
        return redirect(propose_reset(request.user, request.autorisatierol))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(matrix_url())
