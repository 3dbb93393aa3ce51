"""What an import will do, row by row: the thing a report shows and `toepassen` carries out."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from crm.importeren.kolommen import CONTACTEN, RELATIES
from crm.importeren.stand import Stand
from crm.models import Koppeling, Persoon, Relatie


class Uitkomst(StrEnum):
    NIEUW = "nieuw"
    GEWIJZIGD = "gewijzigd"
    ONGEWIJZIGD = "ongewijzigd"
    FOUT = "fout"


@dataclass(frozen=True, slots=True)
class Melding:
    """Something about one cell; `waarde` is what a report may show of it."""

    kop: str
    waarde: str
    tekst: str


@dataclass(slots=True)
class KoppelingPlan:
    """A Contact at a Relatie, both by number; `bestaand` is None for a new Koppeling."""

    relatie: str
    bestaand: Koppeling | None
    functie: str
    voorkeur: bool = False
    wijzigingen: dict = field(default_factory=dict)

    @property
    def is_new(self):
        return self.bestaand is None


@dataclass(slots=True)
class RowResult:
    """One row and what it comes to.

    `values` is what is set, with names instead of foreign keys; `wijzigingen` the same as the log tells it, so
    without a readable BSN. `object` is the stored Relatie or Persoon, None for a new one.
    """

    blad: str
    rij: int
    nummer: str = ""
    object: Relatie | Persoon | None = None
    fouten: list[Melding] = field(default_factory=list)
    waarschuwingen: list[Melding] = field(default_factory=list)
    values: dict = field(default_factory=dict)
    wijzigingen: dict = field(default_factory=dict)
    koppelingen: list[KoppelingPlan] = field(default_factory=list)

    @property
    def uitkomst(self):
        if self.fouten:
            return Uitkomst.FOUT
        if self.object is None:
            return Uitkomst.NIEUW
        changed = self.wijzigingen or any(koppeling.wijzigingen for koppeling in self.koppelingen)
        return Uitkomst.GEWIJZIGD if changed else Uitkomst.ONGEWIJZIGD

    @property
    def is_right(self):
        return not self.fouten

    def refuse(self, kop, waarde, tekst):
        self.fouten.append(Melding(kop, waarde, tekst))

    def warn(self, kop, waarde, tekst):
        self.waarschuwingen.append(Melding(kop, waarde, tekst))

    def has_error_in(self, *koppen):
        return any(melding.kop in koppen for melding in self.fouten)


@dataclass
class Plan:
    """`nieuwe_namen` per list (labels, functie …) the names that will be made; `voorkeur_weg` the Koppelingen of
    people outside the file that stop being the voorkeurscontact because the file names another."""

    stand: Stand
    rijen: list[RowResult]
    onbekend: dict[str, list[str]]
    nieuwe_namen: dict[str, dict[str, str]] = field(default_factory=dict)
    voorkeur_weg: list[Koppeling] = field(default_factory=list)

    @cached_property
    def counts(self):
        """How many rows of each sheet came to what: {blad: Counter of Uitkomst}."""
        counts = {RELATIES: Counter(), CONTACTEN: Counter()}
        for row in self.rijen:
            counts[row.blad][row.uitkomst] += 1
        return counts

    @property
    def has_errors(self):
        return any(row.fouten for row in self.rijen)

    def right_rows(self, blad):
        return [row for row in self.rijen if row.blad == blad and row.is_right]
