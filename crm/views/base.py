"""What every form page about stored things shares: call the service, and show its refusal at the field."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from crm.versies import StaleObject, Verschil
from mijnkantoor.ui import phrases
from mijnkantoor.ui.views import PortalFormView


class ServiceFormView(PortalFormView):
    """A form whose `save(form)` calls a service and gives the object it changed.

    A ValidationError of the service lands at the field it names. A stale form shows what both changed, and can be
    sent again over the newer version by who has read that.
    """

    success_message = phrases.OPGESLAGEN

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.user}

    def form_valid(self, form):
        try:
            self.object = self.save(form)
        except ValidationError as error:
            return self.refuse(form, error)
        except StaleObject as stale:
            self.show_differences(form, stale.current)
            return self.form_invalid(form)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())

    def refuse(self, form, error):
        known = getattr(error, "error_dict", {None: error})
        for field, problem in known.items():
            form.add_error(field if field in form.fields else None, problem)
        return self.form_invalid(form)

    def get_success_message(self):
        return self.success_message.format(self.object) if "{" in self.success_message else self.success_message

    def get_success_url(self):
        return self.object.get_absolute_url()

    def versie(self, form):
        """The version this user has read: that of the form, or the newer one after seeing the differences."""
        overwrite = self.request.POST.get("overschrijven", "")
        return int(overwrite) if overwrite.isdecimal() else form.cleaned_data.get("versie") or 0

    def show_differences(self, form, current):
        now = form.initial_of(current)
        form.verschillen = [
            Verschil(form.fields[name].label or name, _show(form, name, mine), _show(form, name, now.get(name)))
            for name, mine in form.values().items()
            if name in form.fields and name != "bsn" and _comparable(mine) != _comparable(now.get(name))
        ]
        form.huidige_versie = current.versie
        form.add_error(None, phrases.INTUSSEN_GEWIJZIGD)


def _comparable(value):
    if hasattr(value, "all"):
        value = value.all()
    if isinstance(value, list | tuple) or hasattr(value, "model"):
        return sorted(str(item) for item in value)
    return "" if value in (None, "") else str(value)


def _show(form, name, value):
    comparable = _comparable(value)
    if isinstance(comparable, list):
        return ", ".join(comparable)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(dict(getattr(form.fields[name], "choices", [])).get(value, comparable)) if comparable else ""
