"""The questions about access as forms. They are asked with GET, so that an answer can be bookmarked."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.keuze import KeuzeField, show_choice
from crm.models import Persoon, Relatie, Soort
from crm.permissions import RELATIES_INZIEN
from mijnkantoor.ui.forms import PortalForm
from permissions import catalogue, gate
from teamleden.models import Niveau
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.toegang.history import TOEKOMST

KIES_EEN_RELATIE = "Kies een relatie; deze permissie geldt per relatie."
DATUM_EN_TIJD = "Vul een datum en een tijd in, zoals 31-01-2026 12:00."


class MomentField(forms.DateTimeField):
    """A moment up to now; empty is now. A date alone is the start of that day."""

    def __init__(self):
        super().__init__(
            required=False,
            label="Op moment",
            input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={"invalid": DATUM_EN_TIJD},
        )

    def clean(self, value):
        moment = super().clean(value)
        if moment is not None and moment > timezone.now():
            raise ValidationError(TOEKOMST)
        return moment


class VraagForm(PortalForm, forms.Form):
    """A question about now or about a moment in the past."""

    moment = MomentField()

    def __init__(self, data, **kwargs):
        super().__init__(data or None, **kwargs)

    @property
    def is_asked(self):
        """There is a question, and it is a good one."""
        return self.is_bound and self.is_valid()

    @property
    def at(self):
        """The moment that is asked about; None is now."""
        return self.cleaned_data["moment"] if self.is_asked else None


class ZichtForm(VraagForm):
    """Who can see a Relatie, and how deep?"""

    field_order = ["niveau", "moment"]

    niveau = forms.ChoiceField(label="Niveau", choices=[("", "Alle niveaus"), *Niveau.choices], required=False)


class GezienForm(VraagForm):
    """What can somebody see?"""

    field_order = ["zoek", "moment"]

    zoek = forms.CharField(
        label="Zoeken",
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "placeholder": "Naam, nummer of plaats"}),
    )


def permissie_choices():
    """Every permissie, by category."""
    grouped = groupby(catalogue.all_permissies(), key=lambda permissie: permissie.categorie)
    return [(categorie, [(p.code, p.naam) for p in permissies]) for categorie, permissies in grouped]


class EigenWaaromForm(VraagForm):
    """May I use this permissie, at this Relatie? Only about Relaties that the reader may see."""

    field_order = ["teamlid", "relatie", "permissie", "moment"]

    relatie = KeuzeField(url_name="teamleden:relatie_choices", what="relatie", label="Relatie", required=False)
    permissie = forms.ChoiceField(
        label="Permissie", choices=permissie_choices, initial=RELATIES_INZIEN.code,
        error_messages={"required": "Kies een permissie.", "invalid_choice": "Deze permissie bestaat niet."},
    )  # fmt: skip

    def __init__(self, data, *, reader, **kwargs):
        super().__init__(data, **kwargs)
        self.limit_choices(reader)
        if self.is_asked:
            # Whoever typed a number sees whom or what it is of.
            chosen = {name: self.cleaned_data.get(name) for name in ("teamlid", "relatie")}
            self.data = {**self.data.dict(), **{name: show_choice(obj) for name, obj in chosen.items() if obj}}

    def limit_choices(self, reader):
        self.fields["relatie"].queryset = Relatie.objects.visible_to(reader)

    def clean(self):
        data = self.cleaned_data
        if "permissie" in data:
            data["permissie"] = catalogue.get(data["permissie"])
            no_relatie = "relatie" in data and data["relatie"] is None
            if no_relatie and not data["permissie"].is_office_wide:
                self.add_error("relatie", KIES_EEN_RELATIE)
        return data

    @property
    def not_found(self):
        """Names something that the reader may not see, or that is not there: for the reader that is the same."""
        return any(name in self.errors and self.data.get(name, "").strip() for name in ("teamlid", "relatie"))


def visible_teamleden(reader):
    """The Personen a reader may choose as Teamlid: all of them, or only oneself."""
    personen = Persoon.objects.filter(soort=Soort.TEAMLID)
    return personen if gate.may(reader, TEAMLEDEN_INZIEN) else personen.filter(pk=reader.pk)


class WaaromForm(EigenWaaromForm):
    """May this Teamlid use this permissie, at this Relatie?"""

    teamlid = KeuzeField(
        url_name="teamleden:teamlid_choices", what="teamlid", label="Teamlid",
        error_messages={"required": "Kies een teamlid."},
    )  # fmt: skip

    def limit_choices(self, reader):
        super().limit_choices(reader)
        self.fields["teamlid"].queryset = visible_teamleden(reader)
