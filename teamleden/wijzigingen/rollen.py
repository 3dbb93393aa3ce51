"""Rows of a Wijzigingsset about Rollen at Relaties."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from activiteitenlog.wijzigingen.soorten import Rijsoort
from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from permissions import gate
from teamleden.guards import require_no_own_raise
from teamleden.models import Rol, Teamlid, TeamlidRol

SOORT_TEAMLIDROL = "teamlidrol"
SET_STANDAARD = "standaardrollen"  # a set that gives what standaardrollen give, and touches no row that is there
BATCH = 2000


def _batches(sleutels):
    """All rows of the Relaties concerned, a batch of Relaties at a time; picked by the whole key afterwards."""
    relaties = sorted({relatie for _, relatie, _ in sleutels})
    teamleden = {teamlid for teamlid, _, _ in sleutels}
    for start in range(0, len(relaties), BATCH):
        yield Q(relatie_id__in=relaties[start : start + BATCH], teamlid_id__in=teamleden)


def _read(sleutels, lock):
    if lock:
        # As in services/rollen.py: the Teamlid's row is the lock for its access.
        pks = {teamlid for teamlid, _, _ in sleutels}
        list(
            Teamlid.objects.filter(pk__in=pks)
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
            .values_list("pk")
        )
        list(Rol.objects.filter(pk__in={rol for _, _, rol in sleutels}).locked().values_list("pk"))
    wanted, found = set(sleutels), {}
    for here in _batches(sleutels):
        for row in TeamlidRol.objects.filter(here):
            sleutel = (row.teamlid_id, row.relatie_id, row.rol_id)
            if sleutel in wanted:
                found[sleutel] = {"niveau": row.niveau, "herkomst": row.herkomst, "door": row.created_by_id}
    return found


def _require(actor, wijzigingen):
    """Each Relatie for itself (AUT-3); nobody raises the own access."""
    relaties = sorted({w.sleutel[1] for w in wijzigingen})
    allowed = Relatie.objects.visible_to(actor, TEAMLEDEN_KOPPELEN)
    for start in range(0, len(relaties), BATCH):
        batch = relaties[start : start + BATCH]
        refused = sorted(set(batch) - set(allowed.filter(pk__in=batch).values_list("pk", flat=True)))
        if refused:
            gate.require(actor, TEAMLEDEN_KOPPELEN, Relatie.objects.get(pk=refused[0]))
    giving = [w for w in wijzigingen if w.nieuw is not None]
    wanted = {w.sleutel[2] for w in giving}
    if Rol.objects.filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError("Een van deze rollen is intussen verwijderd.")
    for w in giving:
        if w.sleutel[0] == actor.pk:
            teamlid, relatie = Teamlid.objects.get(pk=actor.pk), Relatie.objects.get(pk=w.sleutel[1])
            require_no_own_raise(actor, teamlid, relatie, w.nieuw["niveau"])


def _gone(wijzigingen):
    """What cannot be given back: the Rol itself was deleted since."""
    rollen = set(Rol.objects.filter(pk__in={w.sleutel[2] for w in wijzigingen}).values_list("pk", flat=True))
    return {w.sleutel for w in wijzigingen if w.sleutel[2] not in rollen}


def _check(actor, wijzigingen):
    """Who left gets nothing; looked at afterwards, because the same set may bring somebody back."""
    gone = Teamlid.objects.uit_dienst().filter(pk__in={w.sleutel[0] for w in wijzigingen if w.nieuw is not None})
    if teamlid := gone.select_related("persoon").first():
        raise ValidationError(f"{teamlid} is uit dienst en kan geen rol krijgen.")


def _write(actor, wijzigingen):
    gone = [w for w in wijzigingen if w.nieuw is None]
    changed = [w for w in wijzigingen if w.oud is not None and w.nieuw is not None]
    pks = _primary_keys([w.sleutel for w in gone + changed])
    TeamlidRol.objects.filter(pk__in=[pks[w.sleutel] for w in gone]).delete()
    rows = TeamlidRol.objects.in_bulk([pks[w.sleutel] for w in changed])
    for w in changed:
        _fill(rows[pks[w.sleutel]], w.nieuw)
    TeamlidRol.objects.bulk_update(rows.values(), ["niveau", "herkomst", "created_by"], batch_size=500)
    new = [w for w in wijzigingen if w.oud is None]
    TeamlidRol.objects.bulk_create(
        [
            _fill(TeamlidRol(teamlid_id=w.sleutel[0], relatie_id=w.sleutel[1], rol_id=w.sleutel[2]), w.nieuw)
            for w in new
        ],
        batch_size=BATCH,
    )


def _fill(row, state):
    row.niveau, row.herkomst, row.created_by_id = state["niveau"], state["herkomst"], state["door"]
    return row


def _primary_keys(sleutels):
    wanted, found = set(sleutels), {}
    for here in _batches(sleutels):
        for pk, *sleutel in TeamlidRol.objects.filter(here).values_list("pk", "teamlid", "relatie", "rol"):
            if tuple(sleutel) in wanted:
                found[tuple(sleutel)] = pk
    return found


class _Names:
    """The things the rows are about, a few queries for all of them."""

    def __init__(self, wijzigingen):
        teamleden, relaties, rollen = ({w.sleutel[index] for w in wijzigingen} for index in range(3))
        self.teamleden = Teamlid.objects.select_related("persoon").in_bulk(teamleden)
        self.relaties = Relatie.objects.in_bulk(relaties)
        self.rollen = Rol.objects.in_bulk(rollen)

    def of(self, w):
        teamlid, relatie, rol = w.sleutel
        return self.teamleden[teamlid], self.relaties[relatie], self.rollen.get(rol, "een verwijderde rol")


def _describe(wijzigingen):
    names = _Names(wijzigingen)
    return [_sentence(w, *names.of(w)) for w in wijzigingen]


def _sentence(w, teamlid, relatie, rol):
    if w.oud is None:
        return f"{teamlid} krijgt {rol} bij {relatie}, als {w.nieuw['niveau']}"
    if w.nieuw is None:
        return f"{teamlid} verliest {rol} bij {relatie} ({w.oud['niveau']})"
    return f"{teamlid} als {rol} bij {relatie}: van {w.oud['niveau']} naar {w.nieuw['niveau']}"


def _entries(wijzigingen):
    names = _Names(wijzigingen)
    for w in wijzigingen:
        teamlid, relatie, rol = names.of(w)
        old, new = w.oud or {}, w.nieuw or {}
        actie = "rol gegeven" if not w.oud else "rol afgenomen" if not w.nieuw else "niveau gewijzigd"
        changes = {"rol": [str(rol) if old else "", str(rol) if new else ""]}
        changes["niveau"] = [old.get("niveau", ""), new.get("niveau", "")]
        if old.get("herkomst") != new.get("herkomst"):
            changes["herkomst"] = [old.get("herkomst", ""), new.get("herkomst", "")]
        yield actie, teamlid, relatie, changes


def give(teamlid, relatie, rol, niveau, herkomst, door):
    """The (sleutel, state) of a row to be given."""
    return (teamlid.pk, relatie.pk, rol.pk), {"niveau": niveau, "herkomst": herkomst, "door": door.pk}


TEAMLIDROL = Rijsoort(
    SOORT_TEAMLIDROL,
    read=_read,
    require=_require,
    write=_write,
    describe=_describe,
    entries=_entries,
    check=_check,
    gone=_gone,
)
