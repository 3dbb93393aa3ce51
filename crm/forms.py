"""Input of the CRM: what a person typed becomes what a service takes."""

from django import forms
from django.core.exceptions import ValidationError

from crm import validators
from crm.keuze import KeuzeField
from crm.models import Functie, Koppeling, Label, Persoon, Relatie, Relatiegroep, Relatiesoort, RelatieType, Soort
from crm.normalise import clean_lines, clean_text, join_name
from crm.nummers import NUMMER_IN_GEBRUIK, clean_persoonsnummer, next_free, next_relatienummer
from crm.permissions import AFGESCHERMDE_RELATIES_BEHEREN, CONTACTEN_BEHEREN, CONTACTEN_KOPPELEN
from crm.services.personen import email_taken, nummer_taken
from crm.validators import LAND_NEDERLAND
from mijnkantoor.ui.forms import PortalForm
from permissions import gate

NAAM_VERPLICHT = "Vul een naam in."
ACHTERNAAM_VERPLICHT = "Vul een achternaam in."
RECHTSVORM_VERPLICHT = "Kies een rechtsvorm."


# Fields that mean nothing for the other types; with JavaScript they are out of sight there.
_ORGANISATIES = (RelatieType.ORGANISATIE, RelatieType.LEVERANCIER, RelatieType.INTERN)
ALLEEN_BIJ = {
    **dict.fromkeys(("naam", "rechtsvorm"), _ORGANISATIES),
    **dict.fromkeys(("voornaam", "tussenvoegsel", "achternaam", "bsn"), (RelatieType.PERSOON,)),
}


class TelefoonField(forms.CharField):
    """Stored as E.164, shown as people write it. What was kept as text by an import may stay as it was."""

    def __init__(self, **kwargs):
        super().__init__(
            label="Telefoon", required=False, max_length=40, widget=forms.TextInput({"type": "tel"}), **kwargs
        )

    def prepare_value(self, value):
        return validators.show_telefoon(value) if value else value


class VersionedForm(PortalForm, forms.Form):
    """A form about one stored object: carries its version, so that a stale form is noticed."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, actor, instance=None, **kwargs):
        self.actor = actor
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {**self.initial_of(instance), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def initial_of(self, instance):
        values = {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}
        if "labels" in self.base_fields:
            values["labels"] = list(instance.labels.all())
        return values

    def values(self):
        """What the service takes: everything but the form's own bookkeeping."""
        skip = {"versie", "voorgesteld"}
        return {name: value for name, value in self.cleaned_data.items() if name not in skip}

    def clean_telefoon(self):
        value = clean_text(self.cleaned_data["telefoon"])
        stored = self.initial.get("telefoon") or ""
        # An import keeps a number it cannot read as text; saving the form without touching it must stay possible.
        if value in (stored, validators.show_telefoon(stored)):
            return stored
        return validators.clean_telefoon(value) if value else ""


def text(label, **kwargs):
    return forms.CharField(label=label, **{"required": False, "max_length": 120, **kwargs})


class RelatieForm(VersionedForm):
    nummer = text("Nummer", required=True, max_length=20, error_messages={"required": "Vul een relatienummer in."})
    type = forms.ChoiceField(label="Type", choices=[c for c in RelatieType.choices if c[0] != RelatieType.INTERN])
    naam = text("Naam", max_length=200, help_text="Bij een organisatie of leverancier.")
    rechtsvorm = forms.ChoiceField(
        label="Rechtsvorm", required=False, choices=[("", "Geen"), *Relatie._meta.get_field("rechtsvorm").choices]
    )
    voornaam = text("Voornaam", max_length=80, help_text="Bij een persoon.")
    tussenvoegsel = text("Tussenvoegsel", max_length=30)
    achternaam = text("Achternaam", help_text="Bij een persoon.")
    relatiesoort = forms.ModelChoiceField(
        Relatiesoort.objects, label="Relatiesoort", required=False, empty_label="Geen"
    )
    relatiegroep = forms.ModelChoiceField(
        Relatiegroep.objects, label="Relatiegroep", required=False, empty_label="Geen"
    )
    labels = forms.ModelMultipleChoiceField(
        Label.objects, label="Labels", required=False, widget=forms.CheckboxSelectMultiple
    )
    aantal_werknemers = forms.IntegerField(label="Aantal werknemers", required=False, min_value=0, max_value=999_999)
    email = text("E-mailadres", max_length=254, widget=forms.TextInput({"type": "email"}))
    telefoon = TelefoonField()
    website = text("Website", max_length=200)
    kvk_nummer = text("KvK-nummer")
    rsin = text("RSIN")
    bsn = text("BSN", help_text="Alleen bij een persoon.")
    btw_id = text("Btw-id")
    iban = text("IBAN", max_length=50)
    bezoek_straat = text("Straat")
    bezoek_huisnummer = text("Huisnummer", max_length=20)
    bezoek_postcode = text("Postcode", max_length=12)
    bezoek_plaats = text("Plaats", max_length=80)
    bezoek_land = text("Land", max_length=60, initial=LAND_NEDERLAND)
    post_straat = text("Straat of postbus")
    post_huisnummer = text("Huisnummer", max_length=20)
    post_postcode = text("Postcode", max_length=12)
    post_plaats = text("Plaats", max_length=80)
    post_land = text("Land", max_length=60, initial=LAND_NEDERLAND)
    memo = forms.CharField(label="Memo", required=False, max_length=20_000, widget=forms.Textarea({"rows": 5}))
    actief = forms.BooleanField(label="Actief", required=False, initial=True, help_text="Uit is gearchiveerd.")
    afgeschermd = forms.BooleanField(
        label="Afgeschermd", required=False, help_text="Alleen zichtbaar voor wie hier een rol heeft."
    )

    fieldsets = [
        ("Relatie", ["nummer", "type", "naam", "rechtsvorm", "voornaam", "tussenvoegsel", "achternaam"]),
        ("Indeling", ["relatiesoort", "relatiegroep", "aantal_werknemers", "labels", "actief", "afgeschermd"]),
        ("Bereikbaar", ["email", "telefoon", "website"]),
        ("Registratie", ["kvk_nummer", "rsin", "bsn", "btw_id", "iban"]),
        (
            "Bezoekadres",
            ["bezoek_straat", "bezoek_huisnummer", "bezoek_postcode", "bezoek_plaats", "bezoek_land"],
        ),
        ("Postadres", ["post_straat", "post_huisnummer", "post_postcode", "post_plaats", "post_land"]),
        ("Memo", ["memo"]),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, types in ALLEEN_BIJ.items():
            self.fields[name].widget.attrs["data-only-for"] = " ".join(types)
            # Marked like what is always required; `clean` asks for it where the type does.
            self.fields[name].required_sometimes = name in ("naam", "rechtsvorm", "achternaam")
        if self.instance is None:
            self.fields["nummer"].initial = next_relatienummer()
            del self.fields["actief"]
        elif self.instance.is_intern:
            # REL-2: what cannot change is not asked.
            self.fields["type"].choices = [(RelatieType.INTERN, RelatieType.INTERN.label)]
            for name in ("actief", "afgeschermd"):
                del self.fields[name]
        else:
            # Shown masked on the card; here an empty field keeps what is stored (REL-4).
            self.initial["bsn"] = ""
            if self.instance.bsn:
                self.fields[
                    "bsn"
                ].help_text = f"Nu {self.instance.bsn_gemaskeerd}. Laat leeg om dit te houden; typ - om het te wissen."
        if "afgeschermd" in self.fields and not gate.may(self.actor, AFGESCHERMDE_RELATIES_BEHEREN, self.instance):
            del self.fields["afgeschermd"]

    def clean_nummer(self):
        nummer = clean_text(self.cleaned_data["nummer"])
        taken = Relatie.objects.filter(nummer=nummer)
        if self.instance is not None:
            taken = taken.exclude(pk=self.instance.pk)
        if taken.exists():
            # No name: the other Relatie may be afgeschermd (REL-5).
            raise ValidationError(NUMMER_IN_GEBRUIK)
        return nummer

    def _clean_text_with(self, name, function):
        value = clean_text(self.cleaned_data.get(name, ""))
        return function(value) if value else ""

    def clean_kvk_nummer(self):
        return self._clean_text_with("kvk_nummer", validators.clean_kvk)

    def clean_rsin(self):
        return self._clean_text_with("rsin", validators.clean_rsin)

    def clean_bsn(self):
        value = clean_text(self.cleaned_data.get("bsn", ""))
        if value == "-":
            return ""
        if not value:
            return self.instance.bsn if self.instance is not None else ""
        return validators.clean_bsn(value)

    def clean_btw_id(self):
        return self._clean_text_with("btw_id", validators.clean_btw_id)

    def clean_iban(self):
        return self._clean_text_with("iban", validators.clean_iban)

    def clean_email(self):
        return self._clean_text_with("email", validators.clean_email)

    def clean_website(self):
        return self._clean_text_with("website", validators.clean_website)

    def clean_memo(self):
        return clean_lines(self.cleaned_data.get("memo", ""))

    def clean(self):
        data = super().clean()
        for kind in ("bezoek", "post"):
            self._clean_address(data, kind)
        if data.get("type") == RelatieType.PERSOON:
            self._clean_persoon(data)
        else:
            self._clean_organisatie(data)
        return data

    def _clean_address(self, data, kind):
        data[f"{kind}_land"] = land = clean_text(data.get(f"{kind}_land") or "") or LAND_NEDERLAND
        postcode = clean_text(data.get(f"{kind}_postcode") or "")
        if postcode and land.casefold() == LAND_NEDERLAND.casefold():
            try:
                postcode = validators.clean_postcode(postcode)
            except ValidationError as error:
                self.add_error(f"{kind}_postcode", error)
        data[f"{kind}_postcode"] = postcode

    def _clean_persoon(self, data):
        if not data.get("achternaam"):
            self.add_error("achternaam", ACHTERNAAM_VERPLICHT)
        data["naam"] = join_name(data.get("voornaam"), data.get("tussenvoegsel"), data.get("achternaam"))
        data["rechtsvorm"] = ""

    def _clean_organisatie(self, data):
        if not data.get("naam"):
            self.add_error("naam", NAAM_VERPLICHT)
        if not data.get("rechtsvorm"):
            self.add_error("rechtsvorm", RECHTSVORM_VERPLICHT)
        if data.get("bsn"):
            self.add_error("bsn", "Een BSN hoort bij een persoon; kies het type Persoon of laat dit veld leeg.")
        for name in ("voornaam", "tussenvoegsel", "achternaam"):
            data[name] = ""


class PersoonForm(VersionedForm):
    """What Contacten and Teamleden share. `soort` decides which block the number is proposed from."""

    soort = Soort.CONTACT

    nummer = text("Nummer", max_length=20, required=True, error_messages={"required": "Vul een nummer in."})
    voorgesteld = forms.CharField(widget=forms.HiddenInput, required=False)
    voornaam = text("Voornaam", max_length=80)
    tussenvoegsel = text("Tussenvoegsel", max_length=30)
    achternaam = text("Achternaam", required=True, error_messages={"required": ACHTERNAAM_VERPLICHT})
    email = text("E-mailadres", max_length=254, widget=forms.TextInput({"type": "email"}))
    telefoon = TelefoonField()
    labels = forms.ModelMultipleChoiceField(
        Label.objects, label="Labels", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance is None:
            proposal = next_free(self.soort)
            self.fields["nummer"].initial = self.fields["voorgesteld"].initial = proposal

    def _persoon_pk(self):
        return self.instance.pk if self.instance is not None else None

    def clean_nummer(self):
        typed = clean_text(self.cleaned_data["nummer"])
        if self.instance is not None and typed == self.initial["nummer"]:
            return typed
        nummer = clean_persoonsnummer(typed)
        # The proposal nobody touched may be gone by now; the service then takes the next one (NUM-2).
        is_proposal = nummer == self.data.get(self.add_prefix("voorgesteld"))
        if not is_proposal and (sentence := nummer_taken(self.actor, nummer, self._persoon_pk())):
            raise ValidationError(sentence)
        return nummer

    def clean_email(self):
        value = clean_text(self.cleaned_data.get("email", ""))
        if not value:
            return None
        address = validators.clean_email(value)
        if sentence := email_taken(self.actor, address, self._persoon_pk()):
            raise ValidationError(sentence)
        return address


class ContactForm(PersoonForm):
    fieldsets = [
        ("Contact", ["nummer", "voornaam", "tussenvoegsel", "achternaam"]),
        ("Bereikbaar", ["email", "telefoon"]),
        ("Labels", ["labels"]),
    ]


def relaties_for_new_contact(actor):
    """Where the actor may both add a Contact and couple it."""
    couple = Relatie.objects.visible_to(actor, CONTACTEN_KOPPELEN)
    here = Relatie.objects.visible_to(actor, CONTACTEN_BEHEREN).filter(pk__in=couple.values("pk"))
    return here.exclude(type=RelatieType.INTERN).active()


class ContactCreateForm(ContactForm):
    """A Contact starts at one Relatie; the choice is limited to where the actor may add Contacten."""

    relatie = KeuzeField(
        url_name="crm:relatie_choices",
        what="relatie",
        label="Relatie",
        help_text="Typ een nummer of een naam.",
        error_messages={"required": "Kies de relatie waar dit contact bij hoort."},
    )
    functie = forms.ModelChoiceField(Functie.objects, label="Functie", empty_label=None)
    voorkeur = forms.BooleanField(label="Voorkeurscontact", required=False)

    fieldsets = [("Koppeling", ["relatie", "functie", "voorkeur"]), *ContactForm.fieldsets]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relatie"].queryset = relaties_for_new_contact(self.actor)
        self.fields["functie"].initial = Functie.objects.filter(naam=Functie.GEVOLMACHTIGDE).first()


class KoppelingForm(PortalForm, forms.Form):
    """Couple a Contact that exists already; only Contacten the actor may see are in the choice."""

    contact = KeuzeField(
        url_name="crm:contact_choices",
        what="contact",
        label="Contact",
        help_text="Typ een nummer of een naam.",
        error_messages={"required": "Kies een contact."},
    )
    functie = forms.ModelChoiceField(Functie.objects, label="Functie", empty_label=None)
    voorkeur = forms.BooleanField(label="Voorkeurscontact", required=False)

    def __init__(self, *args, actor, relatie, **kwargs):
        super().__init__(*args, **kwargs)
        here = Koppeling.objects.current().filter(relatie=relatie)
        coupleable = Persoon.objects.coupleable_by(actor, relatie)
        self.fields["contact"].queryset = coupleable.exclude(pk__in=here.values("contact"))
        self.fields["functie"].initial = Functie.objects.filter(naam=Functie.GEVOLMACHTIGDE).first()


class KoppelingUpdateForm(PortalForm, forms.Form):
    functie = forms.ModelChoiceField(Functie.objects, label="Functie", empty_label=None)
    voorkeur = forms.BooleanField(label="Voorkeurscontact", required=False)
