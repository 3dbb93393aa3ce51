"""Input about Teamleden and their rollen."""

from django import forms
from django.core.exceptions import ValidationError

from crm.forms import PersoonForm
from crm.models import Functie, Soort
from mijnkantoor.ui.forms import PortalForm
from permissions.models import Autorisatierol
from teamleden.models import Niveau, Rol, Teamlid
from teamleden.models.teamlid import Status
from teamleden.relatiekeuze import RelatieKeuzeMixin


class TeamlidForm(PersoonForm):
    """The one form with which a Teamlid is added and changed, from CRM and from Beheer (TL-1)."""

    soort = Soort.TEAMLID

    autorisatierol = forms.ModelChoiceField(
        Autorisatierol.objects, label="Autorisatierol", empty_label="Kies een autorisatierol",
        error_messages={"required": "Kies een autorisatierol."},
    )  # fmt: skip
    functie = forms.ModelChoiceField(
        Functie.objects, label="Functie", empty_label="Kies een functie",
        help_text="Wat dit teamlid bij het kantoor is. Geeft geen toegang tot relaties.",
        error_messages={"required": "Kies een functie."},
    )  # fmt: skip

    fieldsets = [
        ("Teamlid", ["nummer", "voornaam", "tussenvoegsel", "achternaam"]),
        ("Bereikbaar", ["email", "telefoon"]),
        ("Bij het kantoor", ["functie", "autorisatierol", "labels"]),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.required = True
        email.error_messages["required"] = "Vul een e-mailadres in; het is de gebruikersnaam."
        email.help_text = "Hiermee logt het teamlid in."

    def initial_of(self, instance):
        persoon = super().initial_of(instance.persoon)
        own = {"autorisatierol": instance.autorisatierol, "functie": instance.functie, "versie": instance.versie}
        return {**persoon, **own}


def niveau_field():
    """How deep a Rol that is given reaches; the least is chosen until somebody says otherwise."""
    return forms.ChoiceField(
        label="Niveau",
        choices=[(Niveau.RAADPLEGER, "Raadpleger: inzien"), (Niveau.MUTATOR, "Mutator: inzien en bewerken")],
        widget=forms.RadioSelect,
        initial=Niveau.RAADPLEGER,
    )


class RolGrantForm(PortalForm, forms.Form):
    """Give a Teamlid a Rol at the Relatie at hand."""

    teamlid = forms.ModelChoiceField(
        Teamlid.objects.none(), label="Teamlid", empty_label="Kies een teamlid",
        error_messages={"required": "Kies een teamlid."},
    )  # fmt: skip
    rol = forms.ModelChoiceField(Rol.objects.active(), label="Rol", empty_label=None)
    niveau = niveau_field()

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        teamleden = Teamlid.objects.visible_to(actor).in_dienst()
        self.fields["teamlid"].queryset = teamleden.select_related("persoon")


class UitnodigingForm(PortalForm, RelatieKeuzeMixin):
    """Whom to invite, and which rollen come with it (INV-1)."""

    teamlid = forms.ModelChoiceField(
        Teamlid.objects.none(), label="Teamlid", empty_label="Kies een teamlid",
        error_messages={"required": "Kies een teamlid."},
        help_text="Teamleden die nog geen uitnodiging hebben.",
    )  # fmt: skip
    rol = forms.ModelChoiceField(Rol.objects.active(), label="Rol", empty_label=None)
    niveau = niveau_field()

    fieldsets = [
        ("", ["teamlid"]),
        ("Bij welke relaties? (mag ook later)", RelatieKeuzeMixin.relatie_velden),
        ("Als wat bij die relaties?", ["rol", "niveau"]),
    ]

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_actor(actor)
        if "relatie" not in self.fields:
            del self.fields["rol"], self.fields["niveau"]
        teamleden = Teamlid.objects.visible_to(actor).in_dienst().filter(status=Status.CONCEPT)
        self.fields["teamlid"].queryset = teamleden.select_related("persoon")


class TeamledenlijstForm(PortalForm, forms.Form):
    bestand = forms.FileField(
        label="Bestand", help_text="Excel (.xlsx) of CSV.", allow_empty_file=True,
        error_messages={"required": "Kies een bestand."},
    )  # fmt: skip


class AutorisatierolNaamForm(PortalForm, forms.Form):
    naam = forms.CharField(label="Naam", max_length=80, error_messages={"required": "Vul een naam in."})


class WachtwoordForm(PortalForm, forms.Form):
    """The new teamlid's own password (INV-3); the service judges it."""

    wachtwoord = forms.CharField(
        label="Wachtwoord",
        strip=False,
        help_text="Minstens 12 tekens. Niet alleen cijfers, geen veelgebruikt wachtwoord, niet je naam of e-mailadres.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Kies een wachtwoord."},
    )
    herhaling = forms.CharField(
        label="Wachtwoord nog een keer",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Typ het wachtwoord nog een keer."},
    )

    def clean_herhaling(self):
        if self.cleaned_data.get("wachtwoord") != self.cleaned_data["herhaling"]:
            raise ValidationError("De twee wachtwoorden zijn niet hetzelfde.")
        return self.cleaned_data["herhaling"]
