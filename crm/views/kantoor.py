"""Beheer → Kantoor: the name and the number ranges, with how full they are."""

from django.utils.functional import cached_property

from crm.kantoorform import KantoorForm
from crm.models import Kantoor, Relatie
from crm.services.kantoor import blokken, update_kantoor
from crm.views.base import ServiceFormView
from permissions.enforcement import requires
from permissions.permissions import ALGEMENE_INSTELLINGEN_BEHEREN


@requires(ALGEMENE_INSTELLINGEN_BEHEREN)
class KantoorView(ServiceFormView):
    title = "Kantoor"
    template_name = "crm/kantoor.html"
    form_class = KantoorForm

    @cached_property
    def kantoor(self):
        return Kantoor.objects.get(pk=Kantoor.PK)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.kantoor}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            blokken=blokken(self.kantoor),
            intern=Relatie.objects.visible_to(self.request.user).filter(type="intern").first(),
            **kwargs,
        )

    def save(self, form):
        return update_kantoor(self.request.user, versie=self.versie(form), **form.values())
