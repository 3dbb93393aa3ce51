"""One's own access, for every teamlid: "Wat kan ik?" and "Waarom?"."""

from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from crm.models import Relatie
from crm.views.contacten import options
from mijnkantoor.ui.views import PortalCardMixin, shown_tabs
from permissions.enforcement import teamlid_only
from teamleden.views.tabs import ACCOUNT_TABS
from teamleden.views.toegang import GezienMixin, UitlegMixin
from teamleden.vragen import EigenWaaromForm


@teamlid_only
class EigenToegangView(GezienMixin, PortalCardMixin, TemplateView):
    def get_title(self):
        return "Wat kan ik?"

    def get_tabs(self):
        return ACCOUNT_TABS

    def get_teamlid(self):
        return self.request.user.teamlid


@teamlid_only
class EigenWaaromView(UitlegMixin, TemplateView):
    extra_context = {"title": "Waarom kan ik dit wel of niet?"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(tabs=shown_tabs(self.request, ACCOUNT_TABS), **kwargs)

    def get_form(self):
        return EigenWaaromForm(self.request.GET, reader=self.request.user)

    def get_persoon(self, form):
        return self.request.user


@teamlid_only
@require_safe
def relatie_choices(request):
    """The Relaties one may ask about, as <option>s: those one can see."""
    return options(request, Relatie.objects.visible_to(request.user), request.GET.get("relatie", ""))
