"""Input about the office's Rollen, its standaardrollen and its Procesteams."""

from django import forms
from django.db.models import Q

from crm.forms import VersionedForm
from crm.models import Label, Relatiegroep, Relatiesoort
from teamleden.forms import niveau_field
from teamleden.models import Rol, Teamlid
from teamleden.models.standaardrol import RELATIETYPES

VUL_NAAM_IN = {"required": "Vul een naam in."}


class RolForm(VersionedForm):
    naam = forms.CharField(label="Naam", max_length=80, error_messages=VUL_NAAM_IN)


class StandaardrolForm(VersionedForm):
    teamlid = forms.ModelChoiceField(
        Teamlid.objects.none(), label="Teamlid", empty_label="Kies een teamlid",
        help_text="Voor jezelf stelt een collega een regel in.",
        error_messages={"required": "Kies een teamlid."},
    )  # fmt: skip
    rol = forms.ModelChoiceField(
        Rol.objects.none(), label="Rol", empty_label="Kies een rol", error_messages={"required": "Kies een rol."}
    )
    niveau = niveau_field()
    relatietype = forms.ChoiceField(label="Type", required=False, choices=[("", "Alle typen"), *RELATIETYPES])
    relatiesoort = forms.ModelChoiceField(
        Relatiesoort.objects, label="Relatiesoort", required=False, empty_label="Alle soorten"
    )
    relatiegroep = forms.ModelChoiceField(
        Relatiegroep.objects, label="Relatiegroep", required=False, empty_label="Alle groepen, of geen"
    )
    label = forms.ModelChoiceField(Label.objects, label="Label", required=False, empty_label="Alle labels, of geen")

    fieldsets = [
        ("Wie krijgt welke rol", ["teamlid", "rol", "niveau"]),
        ("Bij welke relaties", ["relatietype", "relatiesoort", "relatiegroep", "label"]),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rule = self.instance
        teamleden = Teamlid.objects.visible_to(self.actor).in_dienst()
        # What the rule has now can be kept, whatever happened to it; the service judges it.
        chosen = Teamlid.objects.filter(Q(pk__in=teamleden.values("pk")) | Q(pk=rule and rule.teamlid_id))
        self.fields["teamlid"].queryset = chosen.select_related("persoon")
        self.fields["rol"].queryset = Rol.objects.filter(Q(actief=True) | Q(pk=rule and rule.rol_id))


class ProcesteamForm(VersionedForm):
    naam = forms.CharField(label="Naam", max_length=80, error_messages=VUL_NAAM_IN)
    leden = forms.ModelMultipleChoiceField(
        Teamlid.objects.none(), label="Leden", required=False, widget=forms.CheckboxSelectMultiple
    )
    leider = forms.ModelChoiceField(
        Teamlid.objects.none(), label="Leider", required=False, empty_label="Geen leider",
        help_text="De leider is een van de leden.",
    )  # fmt: skip

    fieldsets = [("Procesteam", ["naam", "leider"]), ("Wie erin zitten", ["leden"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Saving the form without touching it keeps every member, also who left or is out of this user's sight.
        teamleden = Teamlid.objects.visible_to(self.actor).in_dienst()
        members = self.instance.lidmaatschappen.values("teamlid") if self.instance else []
        chosen = Teamlid.objects.filter(Q(pk__in=teamleden.values("pk")) | Q(pk__in=members)).select_related("persoon")
        self.fields["leden"].queryset = self.fields["leider"].queryset = chosen
        self.fields["leden"].label_from_instance = self.fields["leider"].label_from_instance = name_of

    def initial_of(self, instance):
        members = list(instance.lidmaatschappen.select_related("teamlid__persoon"))
        leider = next((member.teamlid for member in members if member.leider), None)
        leden = [member.teamlid for member in members]
        return {"naam": instance.naam, "leden": leden, "leider": leider, "versie": instance.versie}


def name_of(teamlid):
    return f"{teamlid} (uit dienst)" if teamlid.is_uit_dienst else str(teamlid)
