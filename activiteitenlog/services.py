"""Writing the log. Every service that changes something calls `record` inside its own transaction."""

import hashlib
import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from activiteitenlog.models import Activiteit, LogKop
from permissions import gate

SECRET_FIELDS = {"bsn", "password", "token_hash"}
HIDDEN = "•••"
BATCH = 1000
SHORT_WAIT = 2  # seconds

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """What an entry is about when that is no object of ours, such as the log itself."""

    soort: str
    naam: str
    pk: str = ""


class Niemand:
    """The actor of what was tried without logging in."""

    pk = None

    def __str__(self):
        return "iemand die niet is ingelogd"


def compare(old, new):
    """What changed between two dicts of field values, as {field: [old, new]}; secret values are hidden."""
    changes = {}
    for field in new:
        if old.get(field) != new[field]:
            if field in SECRET_FIELDS:
                changes[field] = [HIDDEN if old.get(field) else "", HIDDEN if new[field] else ""]
            else:
                changes[field] = [_plain(old.get(field)), _plain(new[field])]
    return changes


def record(actor, actie, obj, *, relatie=None, wijzigingen=None, reden="", namens=None):
    """Append one entry about `obj`; `actor` is a Persoon or a gate.Systeem. Must run in a transaction.

    `namens` are the ids of gate.acting_for; give them when the change itself takes away what they follow from.
    """
    return record_many(actor, actie, [(obj, relatie, wijzigingen or {})], reden=reden, namens=namens)[0]


def record_many(actor, actie, entries, *, reden="", namens=None):
    """Append entries (obj, relatie, wijzigingen) in their order, under one lock."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Een logregel hoort in de transactie van de wijziging zelf.")
    if not entries:
        return []
    if looker := getattr(actor, "bekeken_door", None):
        # Who looks through a colleague's eyes is the one who reads, asks and is refused.
        actor, reden = looker, f"Meekijkend als {actor}. {reden}".strip()[:300]
    stand_ins = _stand_ins(actor, entries, namens)
    kop = _lock_kop()
    rows, previous, moment = [], kop.laatste_hash, timezone.now()
    for (obj, relatie, wijzigingen), (namens_id, namens_naam) in zip(entries, stand_ins, strict=True):
        object_type, object_id, object_naam = about(obj)
        row = Activiteit(
            moment=moment,
            actor_id=actor.pk,
            actor_naam=str(actor),
            namens_id=namens_id,
            namens_naam=namens_naam,
            actie=actie,
            object_type=object_type,
            object_id=object_id,
            object_naam=object_naam[:300],
            relatie_id=getattr(relatie, "pk", None),
            wijzigingen=wijzigingen,
            reden=reden,
            vorige_hash=previous,
        )
        row.hash = previous = compute_hash(row)
        rows.append(row)
    Activiteit.objects.bulk_create(rows, batch_size=BATCH)
    kop.laatste_hash = previous
    kop.save(update_fields=["laatste_hash"])
    return rows


def record_safely(actor, actie, obj, **values):
    """An entry of its own, about something that goes on anyway: when it cannot be written, that is only reported.

    It does not wait long for whoever is writing: a refusal must not hang behind an import.
    """
    try:
        with short_wait(), transaction.atomic():
            return record(actor, actie, obj, **values)
    except Exception:
        logger.exception("De regel ‘%s’ kon niet in het activiteitenlog worden geschreven.", actie)
        return None


def compute_hash(row):
    """SHA-256 over the previous hash and everything the entry says.

    Namens came later: an entry without it has the hash it always had.
    """
    said = [
        row.vorige_hash,
        row.moment.astimezone(timezone.get_fixed_timezone(0)).isoformat(),
        row.actor_id,
        row.actor_naam,
        row.actie,
        row.object_type,
        row.object_id,
        row.object_naam,
        row.relatie_id,
        row.wijzigingen,
        row.reden,
    ]
    if row.namens_id is not None or row.namens_naam:
        said.append({"namens": [row.namens_id, row.namens_naam]})
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lock_kop():
    heads = LogKop.objects.select_for_update().filter(pk=LogKop.PK)
    kop = heads.first()
    if kop is None:
        LogKop.objects.bulk_create([LogKop(pk=LogKop.PK)], ignore_conflicts=True)  # of two at once, one makes it
        kop = heads.get()
    return kop


def about(obj):
    """(type, key, name) of a model's object or an Onderwerp."""
    if isinstance(obj, Onderwerp):
        return obj.soort, obj.pk, obj.naam
    return obj._meta.label_lower, str(obj.pk), str(obj)


def _stand_ins(actor, entries, namens):
    """(id, names) of the afwezigen per entry; mostly (None, ""), and then without a question to the database."""
    found = [namens or ()] * len(entries) if namens is not None else _acting_for(actor, entries)
    ids = {pk for some in found for pk in some}
    if not ids:
        return [(None, "")] * len(entries)
    personen = get_user_model().objects.in_bulk(ids)
    return [
        (some[0], " en ".join(str(personen[pk]) for pk in some)[:300]) if some else (None, "")
        for some in found
    ]  # fmt: skip


def _acting_for(actor, entries):
    """An entry with wijzigingen is a change, and that asks more of the Waarneming than looking does."""
    answers = {}
    for wijzigt in (False, True):
        relaties = {r.pk: r for _, r, wijzigingen in entries if r is not None and bool(wijzigingen) == wijzigt}
        answers[wijzigt] = gate.acting_for_each(actor, list(relaties.values()), wijzigt=wijzigt)
    return [answers[bool(wijzigingen)].get(getattr(r, "pk", None), ()) for _, r, wijzigingen in entries]


@contextmanager
def short_wait():
    """A limit on waiting for a lock, for the one transaction inside."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{SHORT_WAIT}s"])
            yield
    elif connection.in_atomic_block:  # the one lock of SQLite is ours already
        yield
    else:
        before = connection.settings_dict["OPTIONS"].get("timeout", SHORT_WAIT)
        _busy_timeout(connection, SHORT_WAIT)
        try:
            yield
        finally:
            _busy_timeout(connection, before)


def _busy_timeout(connection, seconds):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _plain(value):
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set):
        return sorted(str(item) for item in value)
    return str(value)
