"""Uitleg: the answer to "may this Teamlid use this permissie here", with everything that leads to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse

from permissions.catalogue import Permissie
from teamleden.models import Herkomst, Niveau
from teamleden.toegang.sentences import show_moment
from teamleden.toegang.stand import Dossier, Lid


@dataclass(frozen=True, slots=True)
class Bron:
    """One way in which somebody reaches a Relatie."""

    soort: str  # "rol", "waarneming" or "bereik"
    niveau: str
    rol: str = ""
    herkomst: str = ""
    namens: str = ""
    tot: datetime | None = None
    autorisatierol: str = ""
    je: bool = False

    @property
    def tekst(self):
        if self.soort == "bereik":
            return f"{'je ' if self.je else ''}autorisatierol {self.autorisatierol} geldt voor alle relaties"
        if self.soort == "waarneming":
            until = f" tot {show_moment(self.tot)}" if self.tot else ""
            return f"{'je ' if self.je else ''}neemt waar voor {self.namens}{until}, {self.rol}"
        return f"{self.rol} ({Herkomst(self.herkomst).label.lower()})"


def highest(bronnen):
    """The niveau that counts: the highest of all sources; None without any."""
    niveaus = {bron.niveau for bron in bronnen}
    if Niveau.MUTATOR in niveaus:
        return Niveau.MUTATOR
    return Niveau.RAADPLEGER if niveaus else None


@dataclass(frozen=True, slots=True)
class Stap:
    """One condition of the rule, met or not."""

    goed: bool
    tekst: str
    bronnen: tuple[Bron, ...] = ()
    toelichting: str = ""


class Soort(StrEnum):
    """The kinds of change that can fill in what is missing."""

    ACTIVEREN = "activeren"
    AUTORISATIEROL = "autorisatierol"
    PERMISSIE = "permissie"
    ROL = "rol"
    NIVEAU = "niveau"


@dataclass(frozen=True, slots=True)
class Wijziging:
    """A change that is needed, and who can make it. Of `gevers` a few names, of `gever_ids` everybody."""

    soort: Soort
    tekst: str
    gevers: tuple[str, ...] = ()
    gever_ids: frozenset[int] = frozenset()
    teamlid_id: int | None = None
    relatie_id: int | None = None
    autorisatierol_id: int | None = None
    rol: str = ""
    niveau: str = ""

    @property
    def aantal_meer(self):
        """How many more than are named."""
        return len(self.gever_ids) - len(self.gevers)

    @property
    def url(self):
        """Where it is done; empty while no page does it."""
        if self.soort is Soort.ROL and self.relatie_id:
            query = urlencode({"teamlid": self.teamlid_id, "niveau": self.niveau})
            return f"{reverse('teamleden:rol_grant', args=[self.relatie_id])}?{query}"
        if self.soort is Soort.NIVEAU:
            return reverse("teamleden:relatie_teamleden", args=[self.relatie_id])
        if self.soort is Soort.AUTORISATIEROL:
            return reverse("teamleden:teamlid_update", args=[self.teamlid_id])
        if self.soort is Soort.ACTIVEREN:
            return reverse("teamleden:teamlid_detail", args=[self.teamlid_id])
        return ""


@dataclass(frozen=True, slots=True)
class Uitleg:
    """Truthy when allowed. `wijzigingen` are needed together, and nothing less will do."""

    permissie: Permissie
    oordeel: str
    stappen: tuple[Stap, ...]
    wijzigingen: tuple[Wijziging, ...] = ()
    lid: Lid | None = None
    relatie: Dossier | None = None
    moment: datetime | None = None
    je: bool = False

    @property
    def allowed(self):
        return all(stap.goed for stap in self.stappen)

    def __bool__(self):
        return self.allowed

    @property
    def ontbreekt(self):
        """A sentence for everything that is missing."""
        return tuple(stap.tekst for stap in self.stappen if not stap.goed)

    @property
    def bronnen(self):
        return tuple(bron for stap in self.stappen for bron in stap.bronnen)
