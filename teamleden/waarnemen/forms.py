"""The form with which a waarnemer is appointed, for a colleague or for oneself."""

from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from mijnkantoor.ui.forms import PortalForm
from teamleden.models import Rol, Status, Teamlid, TeamlidRol
from teamleden.waarnemen.plan import Plan
from teamleden.waarnemen.velden import MinuutField, RelatieLijstField

ALLES, DEEL, GEVEN = "alles", "deel", "geven"
BEREIKEN = [
    (ALLES, "Alle relaties van de afwezige, ook die er nog bij komen"),
    (GEVEN, "Alle relaties van de afwezige waar ik rollen mag geven, zoals die nu zijn"),
    (DEEL, "Alleen de rollen of relaties hieronder"),
]


class WaarnemingForm(PortalForm, forms.Form):
    """Somebody's absence, who stands in, and for what. Of one that has begun only the end and the reason change."""

    afwezige = forms.ModelChoiceField(
        Teamlid.objects.none(), label="Afwezige", empty_label="Kies wie er afwezig is",
        error_messages={"required": "Kies wie er afwezig is."},
    )  # fmt: skip
    waarnemer = forms.ModelChoiceField(
        Teamlid.objects.none(), label="Waarnemer", required=False, empty_label="Nog niemand",
        help_text="Zonder waarnemer staat de afwezigheid als gat in de kalender.",
    )  # fmt: skip
    van = MinuutField(label="Van", error_messages={"required": "Vul in vanaf wanneer."})
    tot = MinuutField(
        label="Tot", required=False, help_text="Op dit moment is het voorbij. Leeg: tot je de waarneming beëindigt."
    )
    reden = forms.CharField(
        label="Reden", max_length=200, help_text="Bijvoorbeeld vakantie of ziekte.",
        error_messages={"required": "Vul een reden in, zoals vakantie of ziekte."},
    )  # fmt: skip
    bereik = forms.ChoiceField(label="Welke relaties", choices=BEREIKEN, widget=forms.RadioSelect, initial=ALLES)
    rollen = forms.ModelMultipleChoiceField(
        Rol.objects.none(), label="Alleen deze rollen", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Geen rol gekozen: alle rollen.",
    )  # fmt: skip
    relaties = RelatieLijstField(
        label="Alleen deze relaties", required=False,
        help_text="Elke relatie op een eigen regel, met het nummer of de naam. Leeg: alle relaties.",
    )  # fmt: skip
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    fieldsets = [
        ("Wie en wanneer", ["afwezige", "waarnemer", "van", "tot", "reden"]),
        ("Waarvoor", ["bereik", "rollen", "relaties"]),
    ]

    def __init__(self, *args, actor, eigen=False, waarneming=None, **kwargs):
        self.actor, self.eigen, self.waarneming = actor, eigen, waarneming
        self.chosen_relaties = None
        super().__init__(*args, **kwargs)
        teamleden = Teamlid.objects.visible_to(actor).in_dienst().select_related("persoon")
        waarnemers = Q(status=Status.ACTIEF, persoon__is_active=True)
        if waarneming is not None:
            waarnemers |= Q(pk=waarneming.waarnemer_id)
        self.fields["waarnemer"].queryset = teamleden.filter(waarnemers).exclude(pk=actor.pk)
        self.fields["rollen"].queryset = Rol.objects.all()
        if eigen or waarneming is not None:
            del self.fields["afwezige"]
        else:
            self.fields["afwezige"].queryset = teamleden
        if eigen:
            own = {ALLES: "Al mijn relaties, ook die er nog bij komen", DEEL: "Alleen de rollen of relaties hieronder"}
            self.fields["bereik"].choices = list(own.items())
        if waarneming is not None:
            self._fill_from(waarneming)
        else:
            self.initial.setdefault("van", timezone.localtime().replace(second=0, microsecond=0))

    def _fill_from(self, waarneming):
        self.initial = {**self.initial_of(waarneming), "versie": waarneming.versie}
        if waarneming.has_begun(timezone.now()):
            for name in ("waarnemer", "van", "bereik", "rollen", "relaties"):
                del self.fields[name]

    @staticmethod
    def initial_of(waarneming):
        plan = Plan.of(waarneming)
        return {
            "waarnemer": plan.waarnemer,
            "van": timezone.localtime(plan.van),
            "tot": plan.tot and timezone.localtime(plan.tot),
            "reden": plan.reden,
            "bereik": ALLES if plan.rollen is None and plan.relaties is None else DEEL,
            "rollen": list(plan.rollen or ()),
            "relaties": list(plan.relaties or ()),
        }

    def values(self):
        values = {name: self.cleaned_data[name] for name in self.fields if name != "versie"}
        return {**values, "relaties": list(self.chosen_relaties or ())} if "relaties" in values else values

    def get_afwezige(self):
        if self.waarneming is not None:
            return self.waarneming.afwezige
        return self.actor.teamlid if self.eigen else self.cleaned_data.get("afwezige")

    def clean(self):
        data = self.cleaned_data
        afwezige, bereik = self.get_afwezige(), data.get("bereik")
        if afwezige is None or bereik not in (DEEL, GEVEN):
            return data
        rows = TeamlidRol.objects.filter(teamlid=afwezige, relatie=OuterRef("pk"))
        theirs = Relatie.objects.visible_to(self.actor).filter(Exists(rows))
        if bereik == GEVEN:
            givable = Relatie.objects.visible_to(self.actor, TEAMLEDEN_KOPPELEN).filter(Exists(rows))
            self.chosen_relaties = tuple(givable.order_by("sorteernaam", "pk"))
            if not self.chosen_relaties:
                self.add_error("bereik", "Er is geen relatie van deze afwezige waar je rollen mag geven.")
        elif data.get("relaties"):
            self.fields["relaties"].queryset = theirs
            try:
                self.chosen_relaties = self.fields["relaties"].choose(data["relaties"])
            except ValidationError as error:
                self.add_error("relaties", error)
        if bereik == DEEL and not data.get("rollen") and not data.get("relaties") and "relaties" not in self.errors:
            self.add_error("bereik", "Kies hieronder minstens één rol of relatie.")
        return data

    @property
    def plan(self):
        data = self.cleaned_data
        if "bereik" not in self.fields:
            return replace(Plan.of(self.waarneming), tot=data["tot"], reden=data["reden"])
        rollen = tuple(data["rollen"]) if data["bereik"] == DEEL and data["rollen"] else None
        return Plan(
            self.get_afwezige(),
            data["waarnemer"],
            data["van"],
            data["tot"],
            data["reden"],
            rollen,
            self.chosen_relaties,
        )


class EindeForm(PortalForm, forms.Form):
    """Ends a Waarneming now."""

    nog_afwezig = forms.BooleanField(
        required=False,
        label="De afwezige blijft afwezig",
        help_text="De rest van de periode staat dan als gat in de kalender, tot er een nieuwe waarnemer is.",
    )
