"""Logging in by e-mail address."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from mijnkantoor.ui.forms import PortalForm


class InlogForm(PortalForm, AuthenticationForm):
    error_messages = {
        "invalid_login": "Dit e-mailadres en wachtwoord horen niet bij elkaar. Let op hoofdletters in het wachtwoord.",
        # The same sentence, so that nobody learns which accounts exist.
        "inactive": "Dit e-mailadres en wachtwoord horen niet bij elkaar. Let op hoofdletters in het wachtwoord.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.label = "E-mailadres"
        username.widget = forms.EmailInput({"autocomplete": "username", "autofocus": True, "maxlength": 254})
        username.error_messages["required"] = "Vul je e-mailadres in."
        password = self.fields["password"]
        password.label = "Wachtwoord"
        password.error_messages["required"] = "Vul je wachtwoord in."
