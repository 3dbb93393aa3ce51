"""What the forms of Beheer and of Mijn account share: first "Wat verandert er?", and only then is anything saved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone

from crm.views.base import ServiceFormView
from teamleden.services.waarnemingen import (
    change_waarneming,
    end_waarneming,
    preview_waarneming,
    start_waarneming,
)
from teamleden.waarnemen.forms import EindeForm, WaarnemingForm

ANDERS = "Wat er verandert is niet meer wat je zag. Bekijk het opnieuw; er is nog niets opgeslagen."


class WaarnemingFormView(ServiceFormView):
    """The first POST shows what the waarnemer gains, the second carries the fingerprint of that and saves."""

    form_class = WaarnemingForm
    template_name = "teamleden/waarneming_form.html"
    submit_label = "Bekijk wat er verandert"
    confirm_label = "Opslaan"
    success_message = "De wijziging is opgeslagen."
    waarneming = None
    eigen = False

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "eigen": self.eigen, "waarneming": self.waarneming}

    def form_valid(self, form):
        try:
            plan, gevolg = preview_waarneming(self.request.user, form.plan, self.waarneming)
        except ValidationError as error:
            return self.refuse(form, error)
        seen = self.request.POST.get("gezien")
        if seen == gevolg.vingerafdruk:
            return super().form_valid(form)
        if overwrite := self.request.POST.get("overschrijven"):
            # Who has read the differences saves over the newer version, also after the preview.
            form.data = {**form.data.dict(), "rollen": form.data.getlist("rollen"), "versie": overwrite}
        if seen:
            messages.warning(self.request, ANDERS)
        return self.render_to_response(self.get_context_data(form=form, plan=plan, gevolg=gevolg))

    def get_context_data(self, **kwargs):
        context = {"gevolg": None, "plan": None, "confirm_label": self.confirm_label, **kwargs}
        return super().get_context_data(waarneming=self.waarneming, nu=timezone.now(), **context)


class StartFormView(WaarnemingFormView):
    confirm_label = "Vastleggen"

    def save(self, form):
        return start_waarneming(self.request.user, form.plan)

    def get_success_message(self):
        return f"{self.object} is vastgelegd."


class ChangeFormView(WaarnemingFormView):
    """About the Waarneming that the address names."""

    @property
    def waarneming(self):
        return self.request.waarneming

    def get(self, request, *args, **kwargs):
        if self.waarneming.is_over(timezone.now()):
            messages.info(request, "Deze waarneming is voorbij en kan niet meer veranderen.")
            return redirect(self.get_cancel_url())
        return super().get(request, *args, **kwargs)

    def save(self, form):
        return change_waarneming(self.request.user, self.waarneming, form.plan, versie=self.versie(form))


class EindeFormView(ServiceFormView):
    """Ends the Waarneming that the address names now, or takes one back that has not begun."""

    form_class = EindeForm
    template_name = "teamleden/waarneming_end.html"
    submit_label = "Nu beëindigen"

    @property
    def waarneming(self):
        return self.request.waarneming

    def get_title(self):
        return "Waarneming beëindigen" if self.has_begun else "Waarneming laten vervallen"

    @property
    def has_begun(self):
        return self.waarneming.has_begun(timezone.now())

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["actor"]
        return kwargs

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.waarneming.waarnemer_id is None:
            del form.fields["nog_afwezig"]
        return form

    def get_context_data(self, **kwargs):
        return super().get_context_data(waarneming=self.waarneming, has_begun=self.has_begun, **kwargs)

    def save(self, form):
        nog_afwezig = form.cleaned_data.get("nog_afwezig", False)
        return end_waarneming(self.request.user, self.waarneming, nog_afwezig=nog_afwezig)

    def get_success_message(self):
        if self.object.is_vervallen:
            return f"{self.object}: dat gaat niet door."
        return f"{self.object}: dat is nu voorbij."
