"""Contacten: list, card, add, change."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from crm.filters import ContactFilter
from crm.forms import ContactCreateForm, ContactForm, relaties_for_new_contact
from crm.keuze import choices_for
from crm.models import Koppeling, Persoon, Relatie
from crm.permissions import CONTACTEN_BEHEREN, CONTACTEN_INZIEN, CONTACTEN_KOPPELEN
from crm.scopes import decide_contact
from crm.services import create_contact, update_contact
from crm.tables import ContactTable
from crm.views.base import ServiceFormView
from crm.views.relaties import CRM_TABS
from mijnkantoor.ui.views import PortalCardMixin, PortalListView
from permissions.enforcement import requires


@requires(CONTACTEN_INZIEN)
class ContactListView(PortalListView):
    title = "Contacten"
    what = ("contact", "contacten")
    tabs = CRM_TABS
    table_class = ContactTable
    filterset_class = ContactFilter
    add_url_name = "crm:contact_create"
    add_label = "Contact toevoegen"
    add_permissie = CONTACTEN_BEHEREN
    empty_title = "Nog geen contacten"
    empty_text = "Je ziet hier de contacten van de relaties waar je een rol hebt."
    empty_filtered_text = "Geen contact past bij deze zoekopdracht en filters."

    def get_queryset(self):
        user = self.request.user
        return Persoon.objects.visible_to(user).with_visible_relaties(user)


@requires(CONTACTEN_INZIEN)
class ContactDetailView(PortalCardMixin, TemplateView):
    template_name = "crm/contact_detail.html"

    def get_title(self):
        return self.request.contact.volledige_naam

    def get_context_data(self, **kwargs):
        contact, user = self.request.contact, self.request.user
        visible = Relatie.objects.visible_to(user, CONTACTEN_INZIEN)
        koppelingen = Koppeling.objects.current().filter(contact=contact, relatie__in=visible)
        return super().get_context_data(
            contact=contact,
            card=contact,
            koppelingen=koppelingen.select_related("relatie", "functie").order_by("relatie__sorteernaam"),
            mag_beheren=decide_contact(user, CONTACTEN_BEHEREN, contact),
            **kwargs,
        )


@requires(CONTACTEN_BEHEREN)
class ContactCreateView(ServiceFormView):
    title = "Contact toevoegen"
    form_class = ContactCreateForm
    cancel_url_name = "crm:contact_list"

    def get_initial(self):
        # "+" on the Relatie's tab brings the Relatie along; what may not be chosen is simply not filled in.
        pk = self.request.GET.get("relatie", "")
        relatie = relaties_for_new_contact(self.request.user).filter(pk=pk).first() if pk.isdecimal() else None
        return {**super().get_initial(), **({"relatie": relatie} if relatie else {})}

    def save(self, form):
        values = form.values()
        contact = create_contact(self.request.user, voorgesteld=form.cleaned_data["voorgesteld"], **values)
        self.typed = form.cleaned_data["nummer"]
        return contact

    def get_success_message(self):
        return new_nummer_message(self.object, "Contact", self.typed)


@requires(CONTACTEN_BEHEREN)
class ContactUpdateView(ServiceFormView):
    form_class = ContactForm
    success_message = "{} is opgeslagen."

    def get_title(self):
        return f"{self.request.contact.volledige_naam} wijzigen"

    def get_cancel_url(self):
        return self.request.contact.get_absolute_url()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.request.contact}

    def save(self, form):
        values = form.values()
        return update_contact(
            self.request.user, self.request.contact, versie=self.versie(form), labels=values.pop("labels"), **values
        )


@requires(CONTACTEN_BEHEREN)
@require_safe
def relatie_choices(request):
    """The Relaties a new Contact may be added to, as <option>s."""
    return options(request, relaties_for_new_contact(request.user), request.GET.get("relatie", ""))


@requires(CONTACTEN_KOPPELEN)
@require_safe
def contact_choices(request):
    """The Contacten that may be coupled, as <option>s."""
    return options(request, Persoon.objects.visible_to(request.user), request.GET.get("contact", ""))


def options(request, queryset, text) -> HttpResponse:
    return render(request, "crm/_keuzes.html", {"keuzes": choices_for(queryset, text)})


def new_nummer_message(persoon, kind, typed):
    """Says so when somebody else got the proposed number first (NUM-2)."""
    if typed and typed != persoon.nummer:
        return (
            f"{kind} {persoon} is toegevoegd met nummer {persoon.nummer}; "
            f"nummer {typed} was intussen aan iemand anders gegeven."
        )
    return f"{kind} {persoon} is toegevoegd met nummer {persoon.nummer}."
