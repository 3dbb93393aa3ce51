"""Choosing Relaties for a change of access: by label, by group, by pasted numbers, or one after the other by hand."""

import re

from django import forms
from django.core.exceptions import ValidationError

from crm.keuze import KeuzeField, KeuzeToevoegenInput
from crm.models import Label, Relatie, Relatiegroep
from crm.permissions import TEAMLEDEN_KOPPELEN
from permissions import gate

MOST_NUMMERS = 5_000
MOST_NAMED = 10  # numbers in one error


class RelatieKeuzeMixin(forms.Form):
    """Fields to choose Relaties where `actor` may give a Rol; what more than one field names counts once.

    Choosing by hand puts a number among the pasted ones, so that it works without JavaScript.
    """

    label = forms.ModelChoiceField(
        Label.objects, label="Alle relaties met label", required=False, empty_label="Geen"
    )  # fmt: skip
    relatiegroep = forms.ModelChoiceField(
        Relatiegroep.objects, label="Alle relaties in groep", required=False, empty_label="Geen"
    )  # fmt: skip
    relatie = KeuzeField(
        url_name="teamleden:koppelbare_relatie_choices", what="relatie", label="Relatie kiezen", required=False,
        input=KeuzeToevoegenInput, help_text="Typ een nummer of naam; ‘Toevoegen’ zet de relatie in de lijst.",
    )  # fmt: skip
    nummers = forms.CharField(
        label="Relatienummers", required=False, widget=forms.Textarea({"rows": 4}),
        help_text="Typ of plak nummers, met een komma, spatie of nieuwe regel ertussen.",
    )  # fmt: skip

    relatie_velden = ["label", "relatiegroep", "relatie", "nummers"]

    def use_actor(self, actor):
        self.koppelbaar, self.met_nummer = Relatie.objects.visible_to(actor, TEAMLEDEN_KOPPELEN), []
        self.fields["relatie"].queryset = self.koppelbaar
        if not gate.may(actor, TEAMLEDEN_KOPPELEN):
            for name in self.relatie_velden:
                del self.fields[name]

    def clean_nummers(self):
        wanted = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["nummers"].strip())))
        wanted = [nummer for nummer in wanted if nummer]
        if len(wanted) > MOST_NUMMERS:
            raise ValidationError(f"Dit zijn {len(wanted)} nummers; er kunnen er {MOST_NUMMERS} tegelijk.")
        self.met_nummer = list(self.koppelbaar.filter(nummer__in=wanted))
        unknown = [nummer for nummer in wanted if nummer not in {relatie.nummer for relatie in self.met_nummer}]
        if unknown:
            more = f" en nog {len(unknown) - MOST_NAMED}" if len(unknown) > MOST_NAMED else ""
            named = ", ".join(unknown[:MOST_NAMED])
            raise ValidationError(f"Deze relaties zijn er niet, of je mag er geen rollen geven: {named}{more}.")
        return "\n".join(wanted)

    def relaties(self):
        """The chosen Relaties, each once, by name."""
        data, found = self.cleaned_data, {relatie.pk: relatie for relatie in self.met_nummer}
        if relatie := data.get("relatie"):
            found[relatie.pk] = relatie
        for field in ("label", "relatiegroep"):
            if data.get(field):
                by = {"labels" if field == "label" else field: data[field]}
                found |= {relatie.pk: relatie for relatie in self.koppelbaar.filter(**by)}
        return sorted(found.values(), key=lambda relatie: (relatie.sorteernaam, relatie.pk))

    def with_added(self):
        """The same input with the Relatie chosen by hand among the numbers; None when it cannot be added."""
        self.full_clean()
        relatie = self.cleaned_data.get("relatie")
        if relatie is None:
            if "relatie" not in self.errors:
                self.add_error("relatie", "Typ eerst het nummer of de naam van een relatie.")
            # The rest is not sent yet, so it is not wrong yet either.
            for name in set(self.errors) - {"relatie"}:
                del self.errors[name]
            return None
        data = self.data.copy()
        data["relatie"] = ""
        data["nummers"] = "\n".join(part for part in (data.get("nummers", "").strip(), relatie.nummer) if part)
        return data
