"""Stand: everything the rule about access asks of one moment, as plain values that ask no database."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from teamleden.models import Status

EEN_COLLEGA = "een collega"


@dataclass(frozen=True, slots=True)
class Autorisatie:
    """An autorisatierol as it was at the moment."""

    pk: int
    naam: str
    bereik_alle: bool
    codes: frozenset[str]
    volgorde: int = 0

    def covers(self, other):
        """Holds at least as much as `other`, so that its holder may give that one (TL-5)."""
        return self.codes >= other.codes and (self.bereik_alle or not other.bereik_alle)


@dataclass(frozen=True, slots=True)
class Lid:
    """A Teamlid as it was at the moment."""

    pk: int
    naam: str
    sorteernaam: str
    status: str
    is_active: bool
    autorisatie: Autorisatie

    @property
    def is_actief(self):
        return self.status == Status.ACTIEF and self.is_active


@dataclass(frozen=True, slots=True)
class Rij:
    """A Rol of a Teamlid at a Relatie."""

    teamlid_id: int
    relatie_id: int
    rol: str
    niveau: str
    herkomst: str
    rol_id: int | None = None


@dataclass(frozen=True, slots=True)
class Vervanging:
    """A Waarneming that holds at the moment, and until when; see Waarneming for what limits it.

    `rollen` None is all of them; of `alleen_relaties` the choices are in Stand.gekozen.
    """

    afwezige_id: int
    waarnemer_id: int
    tot: datetime | None
    pk: int | None = None
    rollen: frozenset[int] | None = None
    alleen_relaties: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """A Relatie as it was at the moment; `naam` is how a sentence names it."""

    pk: int
    naam: str
    afgeschermd: bool


@dataclass(slots=True)
class Stand:
    """What is known of one moment; None is now. Leden are in the order of their names.

    `relaties` are the ones that were asked about, and `rijen` the rows at those: {relatie: {teamlid: [Rij]}}.
    """

    moment: datetime | None = None
    leden: dict[int, Lid] = field(default_factory=dict)
    autorisaties: tuple[Autorisatie, ...] = ()
    relaties: dict[int, Dossier] = field(default_factory=dict)
    rijen: dict[int, dict[int, list[Rij]]] = field(default_factory=dict)
    vervangingen: dict[int, list[Vervanging]] = field(default_factory=dict)
    gekozen: set[tuple[int, int]] = field(default_factory=set)  # (waarneming, relatie)
    with_names: bool = True

    def add_rij(self, rij):
        self.rijen.setdefault(rij.relatie_id, {}).setdefault(rij.teamlid_id, []).append(rij)

    def forget_rijen(self, relaties):
        """Before they are loaded again."""
        for relatie in relaties:
            self.rijen.pop(relatie, None)

    def add_vervanging(self, vervanging):
        self.vervangingen.setdefault(vervanging.waarnemer_id, []).append(vervanging)

    def with_afwezigen(self, ids):
        """These Teamleden, and everybody they stand in for."""
        return sorted({*ids, *(v.afwezige_id for found in self.vervangingen.values() for v in found)})

    def rows(self, lid, dossier):
        return self.rijen.get(dossier.pk, {}).get(lid.pk, [])

    def stood_in_for(self, lid):
        """(the afwezige, the Vervanging) of each; who left the office passes nothing on."""
        for vervanging in self.vervangingen.get(lid.pk, ()):
            afwezige = self.leden.get(vervanging.afwezige_id)
            if afwezige is not None and afwezige.status != Status.UIT_DIENST:
                yield afwezige, vervanging

    @property
    def with_gekozen(self):
        """The ids of the Waarnemingen that hold at chosen Relaties only."""
        return [v.pk for found in self.vervangingen.values() for v in found if v.alleen_relaties]

    def passed_on(self, vervanging, afwezige, dossier):
        """The rows of the afwezige at this Relatie that count for the waarnemer."""
        if vervanging.alleen_relaties and (vervanging.pk, dossier.pk) not in self.gekozen:
            return []
        rows = self.rows(afwezige, dossier)
        return rows if vervanging.rollen is None else [row for row in rows if row.rol_id in vervanging.rollen]

    def without_names(self, keep):
        """For a reader who may not see Teamleden: everybody but `keep` is a colleague."""
        leden = {pk: lid if pk == keep else replace(lid, naam=EEN_COLLEGA) for pk, lid in self.leden.items()}
        return replace(self, leden=leden, with_names=False)
