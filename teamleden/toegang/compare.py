"""Holds the rule of rule.py against the database view that the gate reads, for everybody at every Relatie.

One batch of Relaties at a time, and of the view one Relatie at a time, so the memory it takes does not grow with
the office.
"""

from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from crm.models import Relatie
from permissions import catalogue
from permissions.models import PermissieRij, RelatieToegang
from teamleden.models import Teamlid
from teamleden.toegang.now import load_now
from teamleden.toegang.rule import people_at, suffices

BATCH = 500


@dataclass(frozen=True, slots=True)
class Verschil:
    """Somebody who may do something according to the view or to the rule, and not according to the other."""

    teamlid_id: int
    code: str
    relatie_id: int
    by_view: bool

    def __str__(self):
        teamlid = Teamlid.objects.select_related("persoon").filter(pk=self.teamlid_id).first()
        who = f"{teamlid} ({teamlid.persoon.nummer})" if teamlid else f"persoon {self.teamlid_id}"
        permissie = next((p.naam for p in catalogue.all_permissies() if p.code == self.code), self.code)
        relatie = Relatie.objects.filter(pk=self.relatie_id).first() or f"relatie {self.relatie_id}"
        verdict = "wel volgens de database, niet volgens de regel"
        if not self.by_view:
            verdict = "niet volgens de database, wel volgens de regel"
        return f"{who} mag ‘{permissie}’ bij {relatie}: {verdict}."


class Vergelijking:
    """Runs the comparison; afterwards `relaties` and `rechten` say how much was compared."""

    def __init__(self):
        self.relaties = self.rechten = 0
        self.codes = dict(PermissieRij.objects.values_list("permission_id", "code"))
        self.permissies = [p for p in catalogue.all_permissies() if not p.is_office_wide]

    def first_difference(self):
        """The first Verschil, or None when the two are equal."""
        pks = Relatie.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
        while batch := list(islice(pks, BATCH)):
            if found := self._first_in(batch):
                return found
        return None

    def _first_in(self, batch):
        stand = load_now(batch)
        for pk, by_view in self._by_view(batch):
            self.relaties += 1
            self.rechten += len(by_view)
            # Somebody may have changed something between the two questions: then a second look agrees.
            if by_view != self._by_rule(stand, pk) and (found := self._look_again(pk)):
                return found
        return None

    def _look_again(self, pk):
        stand = load_now([pk])
        (_, by_view), by_rule = next(self._by_view([pk])), self._by_rule(stand, pk)
        for teamlid_id, code in sorted(by_view ^ by_rule):
            return Verschil(teamlid_id, code, pk, by_view=(teamlid_id, code) in by_view)
        return None

    def _by_view(self, batch):
        """(relatie, {(teamlid, code)}) for each Relatie of the batch, those without anybody too."""
        rows = RelatieToegang.objects.filter(content_object_id__gte=batch[0], content_object_id__lte=batch[-1])
        rows = rows.order_by("content_object_id").values_list("content_object_id", "user_id", "permission_id")
        groups = groupby(rows.iterator(chunk_size=5000), key=itemgetter(0))
        pk, group = next(groups, (None, ()))
        for expected in batch:
            found = set()
            if pk == expected:
                found = {(user, self.codes.get(permission, str(permission))) for _, user, permission in group}
                pk, group = next(groups, (None, ()))
            yield expected, found

    def _by_rule(self, stand, pk):
        dossier = stand.relaties.get(pk)
        if dossier is None:
            return set()
        return {
            (lid.pk, permissie.code)
            for lid, bronnen in people_at(stand, dossier)
            for permissie in self.permissies
            if permissie.code in lid.autorisatie.codes and suffices(permissie, bronnen)
        }
