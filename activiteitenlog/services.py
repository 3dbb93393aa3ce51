"""Writing the log. Every service that changes something calls `record` inside its own transaction."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from activiteitenlog.models import Activiteit, LogKop

SECRET_FIELDS = {"bsn", "password", "token_hash"}
HIDDEN = "•••"
BATCH = 1000


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


def record(actor, actie, obj, *, relatie=None, wijzigingen=None, reden=""):
    """Append one entry about `obj`; `actor` is a Persoon or a gate.Systeem. Must run in a transaction."""
    return record_many(actor, actie, [(obj, relatie, wijzigingen or {})], reden=reden)[0]


def record_many(actor, actie, entries, *, reden=""):
    """Append entries (obj, relatie, wijzigingen) in their order, under one lock."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Een logregel hoort in de transactie van de wijziging zelf.")
    if not entries:
        return []
    LogKop.objects.get_or_create(pk=LogKop.PK)
    kop = LogKop.objects.select_for_update().get(pk=LogKop.PK)
    rows, previous, moment = [], kop.laatste_hash, timezone.now()
    for obj, relatie, wijzigingen in entries:
        row = Activiteit(
            moment=moment,
            actor_id=actor.pk,
            actor_naam=str(actor),
            actie=actie,
            object_type=obj._meta.label_lower,
            object_id=str(obj.pk),
            object_naam=str(obj)[:300],
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


def compute_hash(row):
    """SHA-256 over the previous hash and everything the entry says."""
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
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value):
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set):
        return sorted(str(item) for item in value)
    return str(value)
