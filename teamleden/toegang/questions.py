"""The three questions about access, now or at a moment in the past: why, who can see this, what can somebody see.

`moment` None is now. For the past, `rows` is how the history is read; the default is that of the activiteitenlog.
`namen` False is for a reader who may not see Teamleden: nobody but the reader (`lezer`) is named.
"""

from dataclasses import dataclass

from crm.models import Relatie
from crm.permissions import RELATIES_INZIEN
from permissions import catalogue
from teamleden.models import Teamlid
from teamleden.toegang.history import Verleden
from teamleden.toegang.judge import judge
from teamleden.toegang.now import load_now, load_relaties_now
from teamleden.toegang.rule import people_at, sources
from teamleden.toegang.stand import Lid
from teamleden.toegang.uitleg import Bron, highest


def load(relaties=(), of=None, *, moment=None, rows=None):
    """The Stand of now or of a moment in the past. Raises MomentUnknown."""
    return load_now(relaties, of) if moment is None else Verleden(moment, rows).load(relaties, of)


@dataclass(frozen=True, slots=True)
class Lezer:
    """For whom the answer is: whether colleagues are named, and who is spoken to with "je"."""

    pk: int | None = None
    namen: bool = True


IEDEREEN = Lezer()


def explain(teamlid, permissie, relatie=None, *, moment=None, rows=None, lezer=IEDEREEN):
    """The Uitleg of "may this Teamlid use this permissie (at this Relatie)". Raises MomentUnknown."""
    if relatie is None and not permissie.is_office_wide:
        raise ValueError(f"{permissie} geldt bij een relatie; noem er een.")
    relaties = [] if permissie.is_office_wide else [relatie.pk]
    stand = load(relaties, moment=moment, rows=rows)
    if not lezer.namen:
        stand = stand.without_names(keep=lezer.pk)
    return judge(stand, teamlid.pk, permissie, *relaties, je=teamlid.pk == lezer.pk)


# --- Who can see this? -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Zicht:
    """Somebody who can see a Relatie, and through what. `teamlid` is as it is now, `lid` as it was at the moment."""

    lid: Lid
    bronnen: list[Bron]
    teamlid: Teamlid | None = None

    @property
    def niveau(self):
        return highest(self.bronnen)


def who_can_see(relatie, *, moment=None, rows=None, lezer=IEDEREEN):
    """Everybody who may see this Relatie, complete and with every source; sorted by name. Raises MomentUnknown."""
    stand = load([relatie.pk], moment=moment, rows=rows)
    if not lezer.namen:
        stand = stand.without_names(keep=lezer.pk)
    dossier = stand.relaties.get(relatie.pk)
    if dossier is None:
        return []
    seen = [
        Zicht(lid, bronnen)
        for lid, bronnen in people_at(stand, dossier)
        if RELATIES_INZIEN.code in lid.autorisatie.codes
    ]
    teamleden = Teamlid.objects.select_related("persoon").in_bulk([zicht.lid.pk for zicht in seen])
    for zicht in seen:
        zicht.teamlid = teamleden.get(zicht.lid.pk)
    return seen


# As many ids as fit in one question to the database; with more, the choice is made here.
MOST_IDS = 10_000


# --- What can somebody see? --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gezien:
    """A Relatie that somebody can see, and through what."""

    relatie: Relatie
    bronnen: list[Bron]

    @property
    def niveau(self):
        return highest(self.bronnen)


class WhatCanSee:
    """What a Teamlid can see among the Relaties of a queryset: to count and to slice, so that a page is a slice.

    Holds the Stand about the Teamlid itself (`lid` is None for who was no Teamlid then).
    """

    def __init__(self, teamlid, within, *, moment=None, rows=None, lezer=IEDEREEN):
        self.lezer = lezer
        self._verleden = Verleden(moment, rows) if moment is not None else None
        self.stand = load(of=[teamlid.pk], moment=moment, rows=rows)
        if not lezer.namen:
            self.stand = self.stand.without_names(keep=lezer.pk)
        self.lid = self.stand.leden.get(teamlid.pk)
        self._found = self._find(teamlid, within)

    def _find(self, teamlid, within):
        if self._verleden is None:
            return within.visible_to(teamlid.persoon).order_by("sorteernaam", "pk")
        if self.lid is None or not self.lid.is_actief or RELATIES_INZIEN.code not in self.lid.autorisatie.codes:
            return []
        own = self._verleden.reached_by_rows(self.stand, self.lid)
        there = within.filter(created_at__lte=self._verleden.moment).order_by("sorteernaam", "pk")
        alle = self.lid.autorisatie.bereik_alle
        ids = self._verleden.shielded() - own if alle else own
        if len(ids) <= MOST_IDS:
            return there.exclude(pk__in=ids) if alle else there.filter(pk__in=ids)
        return [pk for pk in there.values_list("pk", flat=True) if (pk in ids) != alle]

    def count(self):
        return len(self._found) if isinstance(self._found, list) else self._found.count()

    def __getitem__(self, part):
        relaties = self._relaties(self._found[part])
        if relaties:
            load_relaties = self._verleden.load_relaties if self._verleden else load_relaties_now
            load_relaties(self.stand, [relatie.pk for relatie in relaties], list(self.stand.leden))
        dossiers = [(relatie, self.stand.relaties.get(relatie.pk)) for relatie in relaties]
        je = self.lid is not None and self.lid.pk == self.lezer.pk
        return [
            Gezien(relatie, sources(self.stand, self.lid, dossier, je=je)) for relatie, dossier in dossiers if dossier
        ]

    def _relaties(self, part):
        if not isinstance(part, list):
            return list(part)
        found = Relatie.objects.in_bulk(part)
        return [found[pk] for pk in part if pk in found]

    @property
    def permissies(self):
        """What the Teamlid may use, those at a Relatie as far as it reaches; in the order of the catalogue."""
        if self.lid is None or not self.lid.is_actief:
            return []
        return [p for p in catalogue.all_permissies() if p.code in self.lid.autorisatie.codes]


def what_can_see(teamlid, within, *, moment=None, rows=None, lezer=IEDEREEN):
    """The Relaties of `within` that this Teamlid can see, with niveau and source. Raises MomentUnknown."""
    return WhatCanSee(teamlid, within, moment=moment, rows=rows, lezer=lezer)
