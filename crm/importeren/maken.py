"""From sheets to a Plan: read the cells, read what is stored, then judge row after row."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from crm.importeren import contacten, relaties
from crm.importeren.kolommen import BLADEN, CONTACTEN, RELATIES
from crm.importeren.plan import Plan, RowResult
from crm.importeren.stand import Genoemd, read_stand
from crm.validators import parse_telefoon

TELEFOON_ALS_TEKST = "Dit telefoonnummer is niet te lezen en wordt als tekst bewaard."


@dataclass(slots=True)
class Rij:
    """A row whose cells were read: `values` by field; an empty cell has none, a wrong one neither."""

    result: RowResult
    cells: dict
    values: dict = field(default_factory=dict)

    def refuse(self, veld, tekst):
        self.result.refuse(KOPPEN[self.result.blad][veld], self._show(veld), tekst)

    def warn(self, veld, tekst):
        self.result.warn(KOPPEN[self.result.blad][veld], self._show(veld), tekst)

    def _show(self, veld):
        return next((kolom.show(cell) for kolom, cell in self.cells.items() if kolom.veld == veld), "")

    def failed(self, *velden):
        """Was there already something wrong in one of these cells?"""
        return self.result.has_error_in(*(KOPPEN[self.result.blad][veld] for veld in velden))


KOPPEN = {blad: {kolom.veld: kolom.kop for kolom in kolommen} for blad, kolommen in BLADEN.items()}


def make_plan(bladen, *, actor, lock=False):
    """What importing these sheets would do now; `lock` keeps it so until the end of the transaction."""
    rijen = {naam: [_read_row(naam, *row) for row in blad.rijen] for naam, blad in bladen.items()}
    relatie_rijen, contact_rijen = rijen.get(RELATIES, []), rijen.get(CONTACTEN, [])
    stand = read_stand(_mentioned(relatie_rijen, contact_rijen), lock=lock)
    plan = Plan(
        stand,
        [rij.result for rij in [*relatie_rijen, *contact_rijen]],
        {naam: blad.onbekend for naam, blad in bladen.items() if blad.onbekend},
    )
    relaties.judge(plan, relatie_rijen)
    contacten.judge(plan, contact_rijen, actor)
    return plan


def _read_row(blad, number, cells):
    rij = Rij(RowResult(blad, number), cells)
    for kolom, cell in cells.items():
        try:
            value = kolom.read(cell)
        except ValidationError as error:
            rij.refuse(kolom.veld, " ".join(error.messages))
        else:
            if value not in ("", []):
                rij.values[kolom.veld] = value
    rij.result.nummer = rij.values.get("nummer", "")
    if "telefoon" in rij.values:
        _read_telefoon(rij)
    return rij


def _read_telefoon(rij):
    number = parse_telefoon(rij.values["telefoon"])
    if number is None:
        rij.warn("telefoon", TELEFOON_ALS_TEKST)
    else:
        rij.values["telefoon"] = number


def _mentioned(relatie_rijen, contact_rijen):
    numbers = {rij.values["nummer"] for rij in relatie_rijen if "nummer" in rij.values}
    for rij in contact_rijen:
        numbers.update(rij.values.get("relatienummers", ()))
    return Genoemd(
        relaties=numbers,
        personen={rij.values["nummer"] for rij in contact_rijen if "nummer" in rij.values},
        emails={rij.values["email"] for rij in contact_rijen if "email" in rij.values},
    )
