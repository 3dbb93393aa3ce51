"""The Relatie card's tab Contacten: who is coupled, couple, change, uncouple."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from crm.forms import KoppelingForm, KoppelingUpdateForm
from crm.models import Koppeling
from crm.permissions import CONTACTEN_BEHEREN, CONTACTEN_INZIEN, CONTACTEN_KOPPELEN
from crm.services import couple_contact, uncouple_contact, update_koppeling
from crm.views.base import ServiceFormView
from crm.views.relaties import RelatieCardMixin
from mijnkantoor.ui.views import PortalConfirmView
from permissions import gate
from permissions.enforcement import requires


@requires(CONTACTEN_INZIEN)
class RelatieContactenView(RelatieCardMixin, TemplateView):
    template_name = "crm/relatie_contacten.html"

    def get_context_data(self, **kwargs):
        relatie, user = self.request.relatie, self.request.user
        koppelingen = Koppeling.objects.filter(relatie=relatie).select_related("contact", "functie")
        return super().get_context_data(
            koppelingen=koppelingen.current(),
            vroeger=koppelingen.exclude(ontkoppeld_op=None).order_by("-ontkoppeld_op"),
            mag_koppelen=gate.may(user, CONTACTEN_KOPPELEN, relatie),
            mag_toevoegen=gate.may(user, CONTACTEN_BEHEREN, relatie),
            **kwargs,
        )


class TabFormView(ServiceFormView):
    """A form about one Koppeling of the Relatie in the URL."""

    def get_cancel_url(self):
        return tab_url(self.request.relatie)

    get_success_url = get_cancel_url

    @property
    def koppeling(self):
        return find_koppeling(self.request.relatie, self.kwargs["koppeling_pk"])


def tab_url(relatie):
    return reverse("crm:relatie_contacten", args=[relatie.pk])


def find_koppeling(relatie, pk):
    """Only among the current ones of this Relatie, which itself was found within the user's sight."""
    rows = Koppeling.objects.current().filter(relatie=relatie).select_related("contact", "functie", "relatie")
    koppeling = rows.filter(pk=pk).first()
    if koppeling is None:
        raise Http404
    return koppeling


@requires(CONTACTEN_KOPPELEN)
class KoppelingCreateView(TabFormView):
    form_class = KoppelingForm
    success_message = "{0.contact} is gekoppeld."

    def get_title(self):
        return f"Contact koppelen aan {self.request.relatie.naam}"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "relatie": self.request.relatie}

    def save(self, form):
        return couple_contact(self.request.user, self.request.relatie, **form.cleaned_data)


@requires(CONTACTEN_KOPPELEN)
class KoppelingUpdateView(TabFormView):
    form_class = KoppelingUpdateForm
    success_message = "De koppeling van {0.contact} is opgeslagen."

    def get_title(self):
        return f"Koppeling van {self.koppeling.contact}"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["actor"]
        return kwargs

    def get_initial(self):
        return {"functie": self.koppeling.functie, "voorkeur": self.koppeling.voorkeur}

    def save(self, form):
        return update_koppeling(self.request.user, self.koppeling, **form.cleaned_data)


@requires(CONTACTEN_KOPPELEN)
class KoppelingDeleteView(PortalConfirmView):
    title = "Contact ontkoppelen"
    submit_label = "Ontkoppelen"

    def get_consequence(self):
        koppeling = find_koppeling(self.request.relatie, self.kwargs["koppeling_pk"])
        return (
            f"{koppeling.contact} ziet {self.request.relatie.naam} daarna niet meer in het klantportaal. "
            "De geschiedenis blijft bewaard; je kunt het contact later opnieuw koppelen."
        )

    def get_cancel_url(self):
        return tab_url(self.request.relatie)

    def post(self, request, *args, **kwargs):
        koppeling = find_koppeling(request.relatie, kwargs["koppeling_pk"])
        try:
            uncouple_contact(request.user, koppeling)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"{koppeling.contact} is ontkoppeld.")
        return redirect(tab_url(request.relatie))
