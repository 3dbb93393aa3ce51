"""Many Teamleden at once from a sheet: each row is tried as the form would do it, shown, and then added and invited."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.importeren.kolommen import header_key
from crm.importeren.tabel import read_table
from crm.importeren.veilig import Geweigerd
from crm.models import Functie, Soort
from crm.normalise import join_name
from crm.nummers import next_free
from permissions import gate
from permissions.models import Autorisatierol
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_UITNODIGEN
from teamleden.services.teamleden import add_teamlid
from teamleden.services.uitnodigingen import invite_teamlid

MOST_ROWS = 500
KOLOMMEN = {
    "naam": ("Naam",),
    "voornaam": ("Voornaam",),
    "tussenvoegsel": ("Tussenvoegsel", "Tussenvoegsels"),
    "achternaam": ("Achternaam",),
    "email": ("E-mailadres", "E-mail", "Email"),
    "telefoon": ("Telefoon", "Telefoonnummer"),
    "functie": ("Functie",),
    "autorisatierol": ("Autorisatierol", "Rol"),
}
VOORBEELD = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mailadres", "Telefoon", "Functie", "Autorisatierol")
VERPLICHT = ("email", "functie", "autorisatierol")


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What became of one row; without `problemen` it can be added."""

    rij: dict
    problemen: list[str]

    @property
    def naam(self):
        return join_name(self.rij.get("voornaam"), self.rij.get("tussenvoegsel"), self.rij.get("achternaam"))


class NotAllFit(Exception):
    """A row that could be added when it was shown cannot be added now; nothing was written."""

    def __init__(self, uitkomsten):
        super().__init__("Niet elke rij kan worden toegevoegd.")
        self.uitkomsten = uitkomsten


def read_lijst(path):
    """The rows as dicts of text, and the headers nobody knows. Raises Geweigerd with a sentence."""
    header, rows = read_table(path, MOST_ROWS)
    known = {header_key(name): veld for veld, names in KOLOMMEN.items() for name in names}
    velden = [known.get(header_key(kop)) for kop in header]
    _check_header(header, velden)
    found = []
    for number, cells in rows:
        rij = {veld: cell for veld, cell in zip(velden, cells, strict=False) if veld}
        found.append({"nummer": number, **_with_name_parts(rij)})
    onbekend = [kop for kop, veld in zip(header, velden, strict=True) if kop and not veld]
    if not found:
        raise Geweigerd("Onder de koppen staan geen rijen.")
    return found, onbekend


def _check_header(header, velden):
    missing = [KOLOMMEN[veld][0] for veld in VERPLICHT if veld not in velden]
    if "naam" not in velden and "achternaam" not in velden:
        missing.insert(0, "Achternaam")
    if missing:
        raise Geweigerd(f"Deze kolommen ontbreken: {', '.join(missing)}.")
    for index, veld in enumerate(velden):
        if veld and veld in velden[:index]:
            raise Geweigerd(f"De kolom {header[index]} staat er twee keer.")


def _with_name_parts(rij):
    """A whole name taken apart: the words in small letters after the first are the tussenvoegsel."""
    naam = rij.pop("naam", "")
    if not naam or rij.get("achternaam"):
        return rij
    first, *rest = naam.split(" ")
    if not rest:
        return {**rij, "achternaam": first}
    small = 0
    while small < len(rest) - 1 and rest[small][0].islower():
        small += 1
    parts = {"voornaam": first, "tussenvoegsel": " ".join(rest[:small]), "achternaam": " ".join(rest[small:])}
    return {**rij, **parts}


def try_out(actor, rijen):
    """The Uitkomst of each row, found by really adding them all and taking that back. Raises NotAllowed."""
    with transaction.atomic():
        uitkomsten = _add_all(actor, rijen)
        transaction.set_rollback(True)
    gate.forget(actor)
    return uitkomsten


def add_and_invite(actor, rijen):
    """Add and invite each; all or none. Raises NotAllowed or NotAllFit."""
    with transaction.atomic():
        uitkomsten = _add_all(actor, rijen)
        if any(uitkomst.problemen for uitkomst in uitkomsten):
            raise NotAllFit(uitkomsten)
    return uitkomsten


def _add_all(actor, rijen):
    for permissie in (TEAMLEDEN_BEHEREN, TEAMLEDEN_UITNODIGEN):
        gate.require(actor, permissie)
    keuzes = {
        "functie": {functie.naam.casefold(): functie.pk for functie in Functie.objects.all()},
        "autorisatierol": {rol.naam.casefold(): rol.pk for rol in Autorisatierol.objects.all()},
    }
    return [Uitkomst(rij, _add(actor, rij, keuzes)) for rij in rijen]


def _add(actor, rij, keuzes):
    """What is wrong with this row; nothing when it was added. The form is that of the page (TL-1)."""
    from teamleden.forms import TeamlidForm

    proposal = next_free(Soort.TEAMLID)
    data = {**rij, "nummer": proposal, "voorgesteld": proposal}
    for veld, what in (("functie", "functie"), ("autorisatierol", "autorisatierol")):
        typed = rij.get(veld, "")
        data[veld] = keuzes[veld].get(typed.casefold(), "")
        if typed and not data[veld]:
            return [f"Er is geen {what} ‘{typed}’; kies uit {', '.join(_names(veld))}."]
    form = TeamlidForm(data, actor=actor)
    if not form.is_valid():
        return [sentence for sentences in form.errors.values() for sentence in sentences]
    try:
        with transaction.atomic():
            teamlid = add_teamlid(actor, voorgesteld=form.cleaned_data["voorgesteld"], **form.values())
            invite_teamlid(actor, teamlid)
    except ValidationError as error:
        return list(error.messages)
    return []


def _names(veld):
    model = Functie if veld == "functie" else Autorisatierol
    return model.objects.values_list("naam", flat=True)
