"""Proposing, applying and undoing a Wijzigingsset.

A proposal is made by really carrying it out and looking what it does to people's access, in a transaction that is
rolled back; so the preview cannot differ from the change. Applying does the same, compares with what was shown, and
commits only when it is exactly that.
"""

import hashlib
import json
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activiteitenlog.services import record_many
from activiteitenlog.wijzigingen import soorten
from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsregel, Wijzigingsset
from activiteitenlog.wijzigingen.soorten import Wijziging, by_soort
from permissions import gate

BATCH = 1000
LOG_BATCH = 250
# What a large set is doing, and how far it is (percent) when that begins.
CONTROLEREN, TELLEN = "Controleren of het nog mag", "De gevolgen tellen"
WIJZIGEN, VASTLEGGEN = "De wijzigingen schrijven", "Vastleggen in het activiteitenlog"
PROCENT_GECONTROLEERD, PROCENT_GETELD, PROCENT_GESCHREVEN, PROCENT_NAGETELD = 10, 20, 40, 50
NET_VERANDERD = "Er veranderde net iets waar dit over gaat; probeer het nog eens."
NIETS_TE_DOEN = "Er verandert niets: alles staat al zo."
INTUSSEN_GEWIJZIGD = "intussen door iemand anders gewijzigd"
BESTAAT_NIET_MEER = "bestaat niet meer"


def unheard(procent, stap):
    """For whom nobody waits."""


class PlanMoved(Exception):
    """Something the plan rests on changed after it was shown; nothing was written."""


def intend(soort, wanted) -> list[Wijziging]:
    """The changes that bring rows of one kind to the wanted states {sleutel: state or None}; what is so already drops.

    Reads without a lock: what moves after this is found when the plan is applied.
    """
    current = soorten.get(soort).read(list(wanted), False)
    changes = [Wijziging(soort, sleutel, current.get(sleutel), state) for sleutel, state in wanted.items()]
    return [change for change in changes if change.oud != change.nieuw]


def propose(actor, soort, titel, wijzigingen, *, reden="", ongedaan_maakt=None, overgeslagen=()) -> Wijzigingsset:
    """Store a set to be shown. Raises NotAllowed, or ValidationError when it may not, does nothing, or just moved.

    `overgeslagen` are (Wijziging, reason) pairs that an undo leaves alone.
    """
    if not wijzigingen:
        raise ValidationError(NIETS_TE_DOEN)
    try:
        with transaction.atomic():
            gevolg = _carry_out(actor, wijzigingen)
            transaction.set_rollback(True)
    except PlanMoved as moved:  # between reading the rows and this
        raise ValidationError(NET_VERANDERD) from moved
    with transaction.atomic():
        wijzigingsset = Wijzigingsset.objects.create(
            soort=soort,
            titel=titel,
            reden=reden,
            actor_id=actor.pk,
            aantal=len(wijzigingen),
            gevolg=gevolg,
            vingerafdruk=_fingerprint(wijzigingen, gevolg),
            ongedaan_maakt=ongedaan_maakt,
        )
        _store_rows(wijzigingsset, [(wijziging, "") for wijziging in wijzigingen] + list(overgeslagen))
    return wijzigingsset


def apply(actor, wijzigingsset, report=unheard) -> Wijzigingsset:
    """Apply exactly what was shown. Raises NotAllowed, ValidationError, or PlanMoved; then nothing was written.

    `report(procent, stap)` is told how far it is.
    """
    with transaction.atomic():
        current = Wijzigingsset.objects.select_for_update(of=("self",)).get(pk=wijzigingsset.pk)
        if current.actor_id != actor.pk:
            raise ValidationError("Alleen wie een wijziging heeft voorbereid kan haar toepassen.")
        if current.status not in (SetStatus.VOORGESTELD, SetStatus.BEZIG):
            raise ValidationError("Deze wijziging is al toegepast of vervallen.")
        if current.is_verlopen:
            raise PlanMoved
        wijzigingen = stored_changes(current)
        gevolg = _carry_out(actor, wijzigingen, report)
        if _fingerprint(wijzigingen, gevolg) != current.vingerafdruk:
            raise PlanMoved
        current.status, current.toegepast_op = SetStatus.TOEGEPAST, timezone.now()
        current.save(update_fields=["status", "toegepast_op"])
        _record(actor, current, wijzigingen, report)
    gate.forget(actor)
    return current


def undo(actor, wijzigingsset) -> Wijzigingsset:
    """A proposal that brings back the former rows, without those that others changed since.

    Raises NotAllowed or ValidationError.
    """
    if not wijzigingsset.kan_ongedaan:
        raise ValidationError("Deze wijziging kan niet (meer) ongedaan worden gemaakt.")
    back, left_alone = [], []
    for rijsoort, rows in by_soort([wijziging.terug for wijziging in stored_changes(wijzigingsset)]):
        current = rijsoort.read([row.sleutel for row in rows], False)
        gone = rijsoort.gone(rows)
        for row in rows:
            if row.sleutel in gone:
                left_alone.append((row, BESTAAT_NIET_MEER))
            elif current.get(row.sleutel) == row.oud:
                back.append(row)
            else:
                left_alone.append((row, INTUSSEN_GEWIJZIGD))
    if not back:
        raise ValidationError("Alles wat hiermee veranderde is intussen door iemand anders gewijzigd.")
    titel = f"Ongedaan maken: {wijzigingsset.titel}"[:200]
    return propose(actor, wijzigingsset.soort, titel, back, ongedaan_maakt=wijzigingsset, overgeslagen=left_alone)


def propose_again(actor, wijzigingsset) -> Wijzigingsset:
    """The same wish on what holds now; the old proposal lapses. Raises what `propose` raises.

    Of an undo: only what still stands as the set left it, because the rest is somebody else's change by now.
    """
    if wijzigingsset.ongedaan_maakt is not None:
        lapse(wijzigingsset)
        return undo(actor, wijzigingsset.ongedaan_maakt)
    wanted = {}
    for wijziging in stored_changes(wijzigingsset):
        wanted.setdefault(wijziging.soort, {})[wijziging.sleutel] = wijziging.nieuw
    changes = [change for soort, rows in wanted.items() for change in intend(soort, rows)]
    changes = soorten.keep_wanted(wijzigingsset.soort, changes)
    lapse(wijzigingsset)
    return propose(actor, wijzigingsset.soort, wijzigingsset.titel, changes, reden=wijzigingsset.reden)


def lapse(wijzigingsset):
    Wijzigingsset.objects.filter(pk=wijzigingsset.pk, status=SetStatus.VOORGESTELD).update(status=SetStatus.VERVALLEN)


def stored_changes(wijzigingsset) -> list[Wijziging]:
    """The rows that are to be written, so without those that an undo leaves alone."""
    rows = wijzigingsset.regels.filter(overgeslagen="")
    return [Wijziging(row.soort, tuple(row.sleutel), row.oud, row.nieuw) for row in rows]


def _carry_out(actor, wijzigingen, report=unheard):
    """Judge and write the rows, in the caller's transaction; gives what it did to people's access."""
    report(0, CONTROLEREN)
    for rijsoort, rows in by_soort(wijzigingen):
        current = rijsoort.read([row.sleutel for row in rows], True)
        if any(current.get(row.sleutel) != row.oud for row in rows):
            raise PlanMoved
    gate.forget(actor)
    for rijsoort, rows in by_soort(wijzigingen):
        rijsoort.require(actor, rows)

    def write():
        report(PROCENT_GETELD, WIJZIGEN)
        for rijsoort, rows in by_soort(wijzigingen):
            rijsoort.write(actor, rows)
        report(PROCENT_GESCHREVEN, TELLEN)

    report(PROCENT_GECONTROLEERD, TELLEN)
    gevolg = soorten.measure(wijzigingen, write)
    for rijsoort, rows in by_soort(wijzigingen):
        rijsoort.check(actor, rows)
    gate.forget(actor)
    return gevolg


def _fingerprint(wijzigingen: Iterable[Wijziging], gevolg):
    rows = sorted(json.dumps([w.soort, w.sleutel, w.oud, w.nieuw], sort_keys=True) for w in wijzigingen)
    return hashlib.sha256(json.dumps([rows, gevolg], sort_keys=True).encode()).hexdigest()


def _store_rows(wijzigingsset, pairs):
    sentences = {}
    for rijsoort, rows in by_soort([wijziging for wijziging, _ in pairs]):
        sentences.update(zip(rows_keys(rows), rijsoort.describe(rows), strict=True))
    Wijzigingsregel.objects.bulk_create(
        (
            Wijzigingsregel(
                wijzigingsset=wijzigingsset, volgorde=number, soort=wijziging.soort, sleutel=list(wijziging.sleutel),
                oud=wijziging.oud, nieuw=wijziging.nieuw, overgeslagen=reason,
                omschrijving=sentences[wijziging.soort, wijziging.sleutel][:400],
            )
            for number, (wijziging, reason) in enumerate(pairs, start=1)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def rows_keys(rows):
    return [(row.soort, row.sleutel) for row in rows]


def _record(actor, wijzigingsset, wijzigingen, report):
    """One entry about the set, and one per row with its old and new state."""
    record_many(
        actor, "wijzigingsset toegepast", [(wijzigingsset, None, {"regels": [0, len(wijzigingen)]})],
        reden=wijzigingsset.reden,
    )  # fmt: skip
    reden = f"Wijzigingsset {wijzigingsset.pk}: {wijzigingsset.titel}"[:300]
    done = 0
    for rijsoort, rows in by_soort(wijzigingen):
        per_actie = {}
        for actie, obj, relatie, changes in rijsoort.entries(rows):
            per_actie.setdefault(actie, []).append((obj, relatie, changes))
        for actie, entries in per_actie.items():
            for start in range(0, len(entries), LOG_BATCH):
                batch = entries[start : start + LOG_BATCH]
                report(PROCENT_NAGETELD + (100 - PROCENT_NAGETELD) * done // len(wijzigingen), VASTLEGGEN)
                record_many(actor, actie, batch, reden=reden)
                done += len(batch)
