"""The office's own Rollen: add, rename, order, take out of use, delete.

Every change locks all Rollen, in one order: two people at once wait for each other and lose nothing.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError

from activiteitenlog.services import record
from permissions import gate
from teamleden.models import Rol, StandaardTeamlidRol, TeamlidRol
from teamleden.permissions import ROLLEN_BEHEREN
from teamleden.services.eigen_lijsten import clean_naam, lock_that_is_left, save_naam

STAP = 10
VERDWENEN = "Deze rol is intussen verwijderd."
BUUR_VERDWENEN = "De rol waar je deze naast zette is intussen verwijderd; er is niets verplaatst."
IN_GEBRUIK = "De rol {} is in gebruik en kan niet weg. Je kunt haar wel uit gebruik nemen."
LAATSTE = "Er moet één rol in gebruik blijven: wie een relatie aanmaakt krijgt er een."


@transaction.atomic
def create_rol(actor, naam):
    """Add a Rol at the end. Raises NotAllowed or ValidationError."""
    _lock(actor)
    last = Rol.objects.aggregate(hoogste=Max("volgorde"))["hoogste"] or 0
    rol = Rol(naam=clean_naam(Rol, naam), volgorde=last + STAP)
    save_naam(rol, force_insert=True)
    record(actor, "rol toegevoegd", rol, wijzigingen={"naam": ["", rol.naam]})
    return rol


@transaction.atomic
def rename_rol(actor, rol, naam, *, versie):
    """Give a Rol another name; its rows keep it. Raises NotAllowed, StaleObject or ValidationError."""
    _lock(actor)
    current = lock_that_is_left(Rol.objects.all(), rol.pk, versie)
    old, current.naam = current.naam, clean_naam(Rol, naam, pk=rol.pk)
    if current.naam == old:
        return current
    current.versie += 1
    save_naam(current, update_fields=["naam", "versie"])
    record(actor, "rol gewijzigd", current, wijzigingen={"naam": [old, current.naam]})
    return current


@transaction.atomic
def move_rol(actor, rol, *, voor=None, na=None):
    """Put a Rol just before or just after another, given by its key. Raises NotAllowed or ValidationError.

    A place beside a neighbour and not a number: whoever moves something else at the same time is not undone, and the
    same wish twice is one move.
    """
    _lock(actor)
    before = list(Rol.objects.all())
    moving = _find(before, rol.pk, VERDWENEN)
    rest = [other for other in before if other.pk != rol.pk]
    neighbour = _find(rest, voor or na, BUUR_VERDWENEN)
    rest.insert(rest.index(neighbour) + (voor is None), moving)
    if rest == before:
        return moving
    for place, other in enumerate(rest, start=1):
        other.volgorde = place * STAP
    Rol.objects.bulk_update(rest, ["volgorde"])
    places = [before.index(moving) + 1, rest.index(moving) + 1]
    record(actor, "rol gewijzigd", moving, wijzigingen={"volgorde": places})
    return moving


@transaction.atomic
def set_rol_actief(actor, rol, actief):
    """Take a Rol out of use, or back: it is no choice any more, and its rows keep working."""
    rollen = _lock(actor)
    current = _find(rollen, rol.pk, VERDWENEN)
    if current.actief == actief:
        return current
    current.actief = actief
    _require_one_in_use(rollen)
    current.save(update_fields=["actief"])
    record(actor, "rol gewijzigd", current, wijzigingen={"actief": [not actief, actief]})
    return current


@transaction.atomic
def delete_rol(actor, rol):
    """Delete a Rol that nothing names. Raises NotAllowed or ValidationError."""
    rollen = _lock(actor)
    current = _find(rollen, rol.pk, VERDWENEN)
    _require_one_in_use([other for other in rollen if other.pk != rol.pk])
    if is_used(current):
        raise ValidationError(IN_GEBRUIK.format(current))
    # The log first: who gives this Rol at this moment without waiting for us holds the log until it is done.
    record(actor, "rol verwijderd", current, wijzigingen={"naam": [current.naam, ""]})
    try:
        current.delete()
    except ProtectedError as error:
        raise ValidationError(IN_GEBRUIK.format(current)) from error


def is_used(rol):
    """By a row at any Relatie, also one that is afgeschermd, or by a standaardrol."""
    rows = TeamlidRol.objects.filter(rol=rol.pk)
    return rows.exists() or StandaardTeamlidRol.objects.filter(rol=rol.pk).exists()


def _lock(actor):
    rollen = list(Rol.objects.locked())
    gate.forget(actor)
    gate.require(actor, ROLLEN_BEHEREN)
    return rollen


def _find(rollen, pk, sentence):
    found = next((rol for rol in rollen if rol.pk == pk), None)
    if found is None:
        raise ValidationError(sentence)
    return found


def _require_one_in_use(rollen):
    if not any(rol.actief for rol in rollen):
        raise ValidationError(LAATSTE)
