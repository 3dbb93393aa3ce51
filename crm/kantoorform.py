"""Input of Beheer → Kantoor."""

from django import forms

from crm.forms import VersionedForm, text
from crm.normalise import clean_text


def number(label, **kwargs):
    errors = {"required": "Vul een getal in.", "invalid": "Vul een heel getal in.", "min_value": "Vul een getal in."}
    return forms.IntegerField(label=label, min_value=0, max_value=999_999_999, error_messages=errors, **kwargs)


class KantoorForm(VersionedForm):
    naam = text("Naam van het kantoor", required=True, error_messages={"required": "Vul de naam van het kantoor in."})
    nummer_breedte = number("Aantal cijfers", help_text="Kortere nummers krijgen nullen ervoor.")
    nummer_eerste = number("Eerste nummer")
    nummer_laatste = number("Laatste nummer")
    teamlid_eerste = number("Eerste nummer van teamleden")
    teamlid_laatste = number("Laatste nummer van teamleden")

    toon_opleverlijst = forms.BooleanField(label="Opleverlijst op het dashboard tonen", required=False)

    fieldsets = [
        ("Kantoor", ["naam", "toon_opleverlijst"]),
        ("Nummers van contacten en teamleden", ["nummer_breedte", "nummer_eerste", "nummer_laatste"]),
        ("Het blok daarbinnen voor teamleden", ["teamlid_eerste", "teamlid_laatste"]),
    ]

    def clean_naam(self):
        return clean_text(self.cleaned_data["naam"])
