"""How an entry of the log reads: field names and values as people know them."""

from dataclasses import dataclass

from django.apps import apps

# What an entry can be about, as the reader calls it; also the choices of the filter.
OBJECT_SOORTEN = {
    "crm.relatie": "Relatie",
    "crm.persoon": "Persoon",
    "teamleden.teamlid": "Teamlid",
    "permissions.autorisatierol": "Autorisatierol",
    "crm.label": "Label",
    "crm.relatiegroep": "Relatiegroep",
    "crm.relatiesoort": "Relatiesoort",
    "crm.functie": "Functie",
    "teamleden.rol": "Rol",
    "teamleden.standaardteamlidrol": "Standaard teamlidrol",
    "teamleden.procesteam": "Procesteam",
    "teamleden.waarneming": "Waarneming",
    "crm.kantoor": "Kantoor",
    "permissie": "Permissie",
    "inloggen": "Inloggen",
    "activiteitenlog": "Activiteitenlog",
}
LEEG = "–"
# What a change of access is about comes before how it came about.
FIRST = ("rol", "niveau")


@dataclass(frozen=True, slots=True)
class Regel:
    """One field that changed, in words."""

    veld: str
    oud: str
    nieuw: str

    @property
    def is_same(self):
        """Told for the context only, such as the Rol whose niveau changed."""
        return self.oud == self.nieuw

    def __str__(self):
        return f"{self.veld}: {self.nieuw}" if self.is_same else f"{self.veld}: {self.oud} → {self.nieuw}"


def object_soort(object_type):
    if object_type in OBJECT_SOORTEN:
        return OBJECT_SOORTEN[object_type]
    model = _model(object_type)
    return str(model._meta.verbose_name).capitalize() if model else object_type.capitalize()


def regels(object_type, wijzigingen):
    """In the order of the model, because PostgreSQL does not keep that in which they were written."""
    fields = _fields(_model(object_type))
    place = {name: number for number, name in enumerate((*FIRST, *fields))}
    return [
        Regel(_label(fields, name), _value(fields.get(name), old), _value(fields.get(name), new))
        for name, (old, new) in sorted(wijzigingen.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))
    ]


def _model(object_type):
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _fields(model):
    return {field.name: field for field in model._meta.concrete_fields} if model else {}


def _label(fields, name):
    """The name on the form; but bezoek_straat and post_straat need their first word to be told apart."""
    last_words = name.partition("_")[2]
    is_one_of_two = last_words and sum(other.partition("_")[2] == last_words for other in fields) > 1
    known = name in fields and not is_one_of_two
    words = str(fields[name].verbose_name) if known else name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _value(field, value):
    if value is None or value == "" or value == []:
        return LEEG
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
