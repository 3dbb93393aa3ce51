"""The columns an import knows, as data: header, field, and how a cell becomes the value that is stored."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from crm import validators
from crm.models import Persoon, Rechtsvorm, Relatie, RelatieType
from crm.normalise import clean_lines, clean_text, search_text

RELATIES, CONTACTEN = "Relaties", "Contacten"
HIDDEN = "•••"
MEMO_LENGTE = 20_000
NAAM_LENGTE = 80
_JA_NEE = {"ja": True, "j": True, "waar": True, "nee": False, "n": False, "onwaar": False}


@dataclass(frozen=True, eq=False, slots=True)
class Kolom:
    """`cijfers` is the width of a number of which Excel may have dropped leading zeros."""

    kop: str
    veld: str
    clean: Callable = clean_text
    ook: tuple[str, ...] = ()
    verplicht: bool = False
    cijfers: int = 0
    geheim: bool = False
    lengte: int | None = None

    def read(self, cell):
        """The value of a cell that is not empty. Raises ValidationError with what is wrong."""
        value = self.clean(as_text(cell, self.cijfers))
        if self.lengte and isinstance(value, str) and len(value) > self.lengte:
            raise ValidationError(f"Dit is te lang: er passen {self.lengte} tekens in.")
        return value

    def show(self, cell):
        """The cell as a report may show it (REL-4)."""
        if self.geheim:
            return HIDDEN
        try:
            text = clean_text(as_text(cell))
        except ValidationError:
            text = clean_text(cell)
        return text if len(text) <= 60 else f"{text[:59]}…"


def header_key(text):
    """What makes two headers the same: not case, spaces, dots or dashes."""
    return re.sub(r"[\s.\-_]", "", clean_text(text)).casefold()


def as_text(cell, digits=0):
    """A cell as the text a person meant; a whole number loses the `.0` it was stored with."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float | int):
        text = _number(cell)
        # Two lost zeros are Excel's work; more than that is another number.
        return text.zfill(digits) if text.isdigit() and len(text) >= digits - 2 else text
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        raise ValidationError("Excel heeft hier een datum of tijd van gemaakt; geef de cel de opmaak Tekst.")
    return cell


def _number(value):
    return str(int(value)) if float(value).is_integer() else str(value).replace(".", ",")


def clean_type(text):
    key = search_text(text)
    for value, label in RelatieType.choices:
        if key in (value, search_text(label)):
            return value
    known = [label for value, label in RelatieType.choices if value != RelatieType.INTERN]
    raise ValidationError(f"Dit type bestaat niet; kies {', '.join(known[:-1])} of {known[-1]}.")


def clean_rechtsvorm(text):
    key = _letters(text)
    for value, label in Rechtsvorm.choices:
        if key in (value, _letters(label)):
            return value
    raise ValidationError(f"Deze rechtsvorm bestaat niet; kies uit {', '.join(Rechtsvorm.labels)}.")


def _letters(text):
    return re.sub(r"[^a-z]", "", search_text(text))


def clean_ja_nee(text):
    value = _JA_NEE.get(search_text(text))
    if value is None:
        raise ValidationError("Schrijf hier ja of nee.")
    return value


def clean_aantal(text):
    text = clean_text(text)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValidationError("Schrijf hier een geheel getal van 0 tot en met 999999.")
    return int(text)


def clean_list(text):
    """Names separated by ; or , in their order, without doubles."""
    names = {}
    for part in re.split(r"[;,]", text):
        if name := clean_text(part):
            names.setdefault(name.lower(), name)
    return list(names.values())


def clean_nummers(text):
    """Numbers separated by ; or , with their leading zeros, in their order, without doubles."""
    return list(dict.fromkeys(filter(None, (clean_text(part) for part in re.split(r"[;,]", text)))))


def clean_labels(text):
    labels = clean_list(text)
    if any(len(naam) > NAAM_LENGTE for naam in labels):
        raise ValidationError(f"De naam van een label heeft hooguit {NAAM_LENGTE} tekens.")
    return labels


def _of(model, kop, veld, clean=clean_text, **options):
    """A column of which the model knows how long its text may be."""
    return Kolom(kop, veld, clean, lengte=getattr(model._meta.get_field(veld), "max_length", None), **options)


def _persoonsnaam(model):
    return [
        _of(model, "Voornaam", "voornaam"),
        _of(model, "Tussenvoegsel", "tussenvoegsel", ook=("Voorvoegsel",)),
        _of(model, "Achternaam", "achternaam", verplicht=True),
    ]


def _adres(veld, voor=""):
    return [
        _of(Relatie, f"{voor}Straat", f"{veld}_straat", ook=(f"{veld}adres straat",)),
        _of(Relatie, f"{voor}Huisnummer", f"{veld}_huisnummer", ook=(f"{veld}adres huisnummer",)),
        _of(Relatie, f"{voor}Postcode", f"{veld}_postcode", ook=(f"{veld}adres postcode",)),
        _of(Relatie, f"{voor}Plaats", f"{veld}_plaats", ook=(f"{veld}adres plaats",)),
        _of(Relatie, f"{voor}Land", f"{veld}_land", ook=(f"{veld}adres land",)),
    ]


RELATIE_KOLOMMEN = [
    _of(Relatie, "Relatienummer", "nummer", verplicht=True),
    Kolom("Type", "type", clean_type, verplicht=True),
    _of(Relatie, "Naam", "naam", verplicht=True),
    *_persoonsnaam(Relatie),
    Kolom("Rechtsvorm", "rechtsvorm", clean_rechtsvorm),
    Kolom("Relatiesoort", "relatiesoort", lengte=NAAM_LENGTE),
    Kolom("Relatiegroep", "relatiegroep", lengte=NAAM_LENGTE),
    _of(Relatie, "KvK-nummer", "kvk_nummer", validators.clean_kvk, ook=("KvK",), cijfers=8),
    _of(Relatie, "RSIN", "rsin", validators.clean_rsin, cijfers=9),
    _of(Relatie, "BSN", "bsn", validators.clean_bsn, cijfers=9, geheim=True),
    _of(Relatie, "Btw-nummer", "btw_id", validators.clean_btw_id, ook=("Btw-id",)),
    _of(Relatie, "IBAN", "iban", validators.clean_iban),
    _of(Relatie, "E-mail", "email", validators.clean_email, ook=("E-mailadres",)),
    _of(Relatie, "Telefoon", "telefoon", ook=("Telefoonnummer",)),
    _of(Relatie, "Website", "website", validators.clean_website),
    Kolom("Aantal werknemers", "aantal_werknemers", clean_aantal),
    *_adres("bezoek"),
    *_adres("post", "Post "),
    Kolom("Labels", "labels", clean_labels, ook=("Label",)),
    Kolom("Memo", "memo", clean_lines, lengte=MEMO_LENGTE),
    Kolom("Actief", "actief", clean_ja_nee),
    Kolom("Afgeschermd", "afgeschermd", clean_ja_nee),
]

CONTACT_KOLOMMEN = [
    _of(Persoon, "Contactnummer", "nummer", verplicht=True),
    *_persoonsnaam(Persoon),
    _of(Persoon, "E-mail", "email", validators.clean_email, ook=("E-mailadres",)),
    _of(Persoon, "Telefoon", "telefoon", ook=("Telefoonnummer",)),
    Kolom("Functie", "functie", lengte=NAAM_LENGTE),
    Kolom("Relatienummers", "relatienummers", clean_nummers, ook=("Relatienummer",), verplicht=True),
    Kolom("Voorkeur", "voorkeur", clean_ja_nee, ook=("Voorkeurscontact",)),
    Kolom("Labels", "labels", clean_labels, ook=("Label",)),
]

BLADEN = {RELATIES: RELATIE_KOLOMMEN, CONTACTEN: CONTACT_KOLOMMEN}
