"""Input on the tabs of the Teamlid card and in the wizard Uit dienst."""

from django import forms
from django.utils import timezone

from crm.keuze import KeuzeField
from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from mijnkantoor.ui.forms import PortalForm
from teamleden.forms import niveau_field
from teamleden.models import Rol, Teamlid
from teamleden.services.uit_dienst import BLIJFT, DAG_IS_GEWEEST, NIEMAND, Regel
from teamleden.vragen import visible_teamleden

KIES_EEN_COLLEGA = "Kies een collega."
EEN_BESTEMMING = "Kies ‘niemand’ of ‘blijft staan’ niet samen met iets anders."


class RelatieRolForm(PortalForm, forms.Form):
    """Give the Teamlid at hand a Rol at a Relatie."""

    relatie = KeuzeField(
        url_name="teamleden:koppelbare_relatie_choices", what="relatie", label="Relatie",
        help_text="Typ een nummer of een naam.", error_messages={"required": "Kies een relatie."},
    )  # fmt: skip
    rol = forms.ModelChoiceField(Rol.objects.active(), label="Rol", empty_label=None)
    niveau = niveau_field()

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relatie"].queryset = Relatie.objects.visible_to(actor, TEAMLEDEN_KOPPELEN)


class CollegaField(KeuzeField):
    """Gives a Teamlid; its queryset is of Personen, which is what has the number."""

    def __init__(self, **kwargs):
        super().__init__(url_name="teamleden:collega_choices", what="teamlid", **kwargs)

    def clean(self, value):
        persoon = super().clean(value)
        return persoon and Teamlid.objects.select_related("persoon", "autorisatierol").get(pk=persoon.pk)


class BulkForm(PortalForm, forms.Form):
    """What to do with the chosen rollen."""

    actie = forms.ChoiceField(
        label="Wat wil je doen?",
        choices=[
            ("mutator", "Niveau wordt mutator: inzien en bewerken"),
            ("raadpleger", "Niveau wordt raadpleger: inzien"),
            ("overdragen", "Overdragen aan een collega"),
            ("afnemen", "Afnemen"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat je wilt doen."},
    )
    collega = CollegaField(
        label="Overdragen aan", required=False, help_text="Alleen bij overdragen. Typ een nummer of een naam."
    )

    def __init__(self, *args, actor, teamlid, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collega"].queryset = visible_teamleden(actor).exclude(pk=teamlid.pk)

    def clean(self):
        data = self.cleaned_data
        if data.get("actie") == "overdragen" and "collega" in data and data["collega"] is None:
            self.add_error("collega", KIES_EEN_COLLEGA)
        return data


class VergelijkForm(PortalForm, forms.Form):
    """With whom? Asked with GET."""

    collega = CollegaField(label="Collega", error_messages={"required": KIES_EEN_COLLEGA})

    def __init__(self, data, *, reader, teamlid):
        super().__init__(data if "collega" in data else None)
        self.fields["collega"].queryset = visible_teamleden(reader).exclude(pk=teamlid.pk)


# --- Uit dienst ------------------------------------------------------------------------------------------------------


class UitDienstForm(PortalForm, forms.Form):
    """When, and what happens to the rollen that no rule places."""

    wanneer = forms.ChoiceField(
        label="Wanneer",
        choices=[("nu", "Per direct"), ("dag", "Na een laatste dag")],
        widget=forms.RadioSelect,
        initial="nu",
        error_messages={"required": "Kies wanneer dit teamlid uit dienst gaat."},
    )
    laatste_dag = forms.DateField(
        label="Laatste dag", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Tot en met deze dag houdt het teamlid toegang; daarna eindigt die vanzelf.",
        error_messages={"invalid": "Vul een datum in, zoals 31-12-2026."},
    )  # fmt: skip
    rest = forms.ChoiceField(
        label="Rollen waarvoor geen regel geldt",
        choices=[(BLIJFT, "Blijven staan, zonder toegang"), (NIEMAND, "Vervallen")],
        initial=BLIJFT,
    )

    fieldsets = [("Wanneer", ["wanneer", "laatste_dag"]), ("De rest", ["rest"])]

    def __init__(self, *args, has_left, **kwargs):
        super().__init__(*args, **kwargs)
        if has_left:
            del self.fields["wanneer"], self.fields["laatste_dag"]

    def clean(self):
        data = self.cleaned_data
        if data.get("wanneer") == "dag" and "laatste_dag" in data:
            if data["laatste_dag"] is None:
                self.add_error("laatste_dag", "Vul de laatste dag in.")
            elif data["laatste_dag"] < timezone.localdate():
                self.add_error("laatste_dag", DAG_IS_GEWEEST)
        return data

    @property
    def chosen_day(self):
        """None is per direct."""
        return self.cleaned_data["laatste_dag"] if self.cleaned_data.get("wanneer") == "dag" else None


class RegelForm(PortalForm, forms.Form):
    """One rule: which rollen, and to whom. An empty one counts for nothing."""

    waar = forms.ChoiceField(label="Welke rollen", required=False)
    naar = forms.MultipleChoiceField(
        label="Naar", required=False, widget=forms.SelectMultiple({"size": 5}),
        help_text="Kies er meer om eerlijk te verdelen (met Ctrl of ⌘).",
    )  # fmt: skip

    def __init__(self, *args, keuzes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["waar"].choices = [("", "Geen regel"), *keuzes.waar]
        self.fields["naar"].choices = keuzes.naar

    def clean(self):
        data = self.cleaned_data
        waar, naar = data.get("waar"), data.get("naar") or []
        if waar and "naar" in data and not naar:
            self.add_error("naar", "Kies naar wie deze rollen gaan.")
        if naar and "waar" in data and not waar:
            self.add_error("waar", "Kies welke rollen.")
        if {NIEMAND, BLIJFT} & set(naar) and len(naar) > 1:
            self.add_error("naar", EEN_BESTEMMING)
        return data

    @property
    def regel(self):
        """None while nothing was filled in."""
        if not self.cleaned_data.get("waar"):
            return None
        kind, _, pk = self.cleaned_data["waar"].partition(":")
        naar = tuple(int(one) if one.isdecimal() else one for one in self.cleaned_data["naar"])
        return Regel((kind, int(pk) if pk else None), naar)


class LosseRelatieForm(PortalForm, forms.Form):
    """By hand: all rollen at one Relatie go to one colleague, before any rule."""

    relatie = KeuzeField(
        url_name="teamleden:koppelbare_relatie_choices", what="relatie", label="Relatie", required=False
    )
    naar = forms.ChoiceField(label="Naar", required=False)

    def __init__(self, *args, keuzes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relatie"].queryset = keuzes.relaties
        self.fields["naar"].choices = [("", "Kies een collega"), *keuzes.naar]

    def clean(self):
        data = self.cleaned_data
        if data.get("relatie") and "naar" in data and not data["naar"]:
            self.add_error("naar", "Kies naar wie deze rollen gaan.")
        if data.get("naar") and "relatie" in data and not data["relatie"]:
            self.add_error("relatie", "Kies een relatie.")
        return data

    @property
    def regel(self):
        relatie, naar = self.cleaned_data.get("relatie"), self.cleaned_data.get("naar")
        if not relatie:
            return None
        return Regel(("relatie", relatie.pk), (int(naar) if naar.isdecimal() else naar,))


class RegelFormSet(forms.BaseFormSet):
    """The rules in their order; the first that fits decides."""

    @property
    def regels(self):
        return [form.regel for form in self.forms if form.regel is not None]
