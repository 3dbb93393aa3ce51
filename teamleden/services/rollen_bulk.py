"""Rollen of one Teamlid in bulk: niveau, take, hand over, copy. Each proposes one Wijzigingsset to look at first.

The rows are given as a queryset that was made within the actor's sight; of those only the rows at Relaties where the
actor may (ont)koppelen are touched.
"""

from django.core.exceptions import ValidationError

from activiteitenlog.wijzigingen import engine
from crm.permissions import TEAMLEDEN_KOPPELEN
from permissions import gate
from teamleden.models import Herkomst, Niveau, TeamlidRol
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL

SOORT = "rollen"
NIETS_GEKOZEN = "Er is geen rol gekozen die je mag wijzigen."
NIET_AAN_ZICHZELF = "Kies een collega; {} heeft deze rollen al."
IS_UIT_DIENST = "{} is uit dienst en kan geen rol krijgen."


def changeable(actor, rows):
    """Those of these rows that the actor may change."""
    return rows.filter(pk__in=TeamlidRol.objects.visible_to(actor, TEAMLEDEN_KOPPELEN).values("pk"))


def propose_niveau(actor, teamlid, rows, niveau):
    """Raises NotAllowed or ValidationError, as all below."""
    rows = _rows(actor, rows)
    wanted = {key(row): {**state(row), "niveau": str(niveau)} for row in rows}
    return _propose(actor, f"{_number(rows)} van {teamlid} op niveau {Niveau(niveau).label.lower()}", wanted)


def propose_afnemen(actor, teamlid, rows):
    rows = _rows(actor, rows)
    return _propose(actor, f"{_number(rows)} van {teamlid} afnemen", {key(row): None for row in rows})


def propose_overdracht(actor, teamlid, rows, collega):
    if collega.pk == teamlid.pk:
        raise ValidationError({"collega": NIET_AAN_ZICHZELF.format(teamlid)})
    if collega.is_uit_dienst:
        raise ValidationError({"collega": IS_UIT_DIENST.format(collega)})
    rows = _rows(actor, rows)
    wanted = hand_over(actor, rows, dict.fromkeys((row.pk for row in rows), collega.pk))
    return _propose(actor, f"{_number(rows)} van {teamlid} naar {collega}", wanted)


def propose_kopie(actor, teamlid, rows, collega):
    """Give `collega` the same; `teamlid` keeps the rows."""
    if collega.is_uit_dienst:
        raise ValidationError(IS_UIT_DIENST.format(collega))
    rows = _rows(actor, rows)
    targets = dict.fromkeys((row.pk for row in rows), collega.pk)
    wanted = hand_over(actor, rows, targets, keep=True, herkomst=Herkomst.BULK)
    return _propose(actor, f"{_number(rows)} van {teamlid} ook voor {collega}", wanted)


def hand_over(actor, rows, targets, *, keep=False, herkomst=Herkomst.OVERDRACHT):
    """{sleutel: wanted state} when each row goes to `targets[row.pk]`: the key of a Teamlid, or None for nobody.

    Rows without a target stay. Who has the same Rol there already keeps the highest niveau of the two.
    """
    receivers = {target for target in targets.values() if target is not None}
    have = {key(row): row for row in TeamlidRol.objects.filter(teamlid__in=receivers)}
    wanted = {}
    for row in rows:
        if row.pk not in targets:
            continue
        if not keep:
            wanted[key(row)] = None
        target = targets[row.pk]
        there = (target, row.relatie_id, row.rol_id)
        if target is None or (there in have and not _is_more(row, have[there])):
            continue
        wanted[there] = {"niveau": row.niveau, "herkomst": str(herkomst), "door": actor.pk}
    return wanted


def key(row):
    return row.teamlid_id, row.relatie_id, row.rol_id


def state(row):
    return {"niveau": row.niveau, "herkomst": row.herkomst, "door": row.created_by_id}


def _is_more(row, other):
    return row.niveau == Niveau.MUTATOR and other.niveau != Niveau.MUTATOR


def _rows(actor, rows):
    gate.require(actor, TEAMLEDEN_KOPPELEN)
    found = list(changeable(actor, rows))
    if not found:
        raise ValidationError(NIETS_GEKOZEN)
    return found


def _number(rows):
    return "1 rol" if len(rows) == 1 else f"{len(rows)} rollen"


def _propose(actor, titel, wanted):
    return engine.propose(actor, SOORT, titel[:200], engine.intend(SOORT_TEAMLIDROL, wanted))
