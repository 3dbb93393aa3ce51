"""Giving and taking Rollen at a Relatie (TL-3, by hand)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activiteitenlog.services import record
from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from permissions import gate
from teamleden.guards import require_no_own_raise
from teamleden.models import Herkomst, Niveau, Rol, Teamlid, TeamlidRol


@transaction.atomic
def grant_rol(actor, relatie, teamlid, rol, niveau, *, herkomst=Herkomst.HAND):
    """Give `teamlid` a Rol at `relatie`. Raises NotAllowed, or ValidationError with the field it is about."""
    relatie, teamlid = _lock(actor, relatie, teamlid)
    if teamlid.is_uit_dienst:
        raise ValidationError({"teamlid": f"{teamlid} is uit dienst en kan geen rol krijgen."})
    rol = Rol.objects.filter(pk=rol.pk).locked().first()
    if rol is None:
        raise ValidationError({"rol": "Deze rol is intussen verwijderd."})
    if not rol.actief:
        raise ValidationError({"rol": f"De rol {rol} is niet meer in gebruik."})
    require_no_own_raise(actor, teamlid, relatie, niveau)
    row = TeamlidRol(
        teamlid=teamlid, relatie=relatie, rol=rol, niveau=niveau, herkomst=herkomst, created_by_id=actor.pk
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"rol": f"{teamlid} heeft de rol {rol} bij deze relatie al."}) from error
    changes = {"rol": ["", str(rol)], "niveau": ["", niveau], "herkomst": ["", herkomst]}
    record(actor, "rol gegeven", teamlid, relatie=relatie, wijzigingen=changes)
    gate.forget(actor)
    return row


@transaction.atomic
def change_niveau(actor, row, niveau):
    """Change how deep a Rol reaches. Raises NotAllowed or ValidationError."""
    relatie, teamlid = _lock(actor, row.relatie, row.teamlid)
    current = _current(row)
    if current.niveau == niveau:
        return current
    if niveau == Niveau.MUTATOR:
        require_no_own_raise(actor, teamlid, relatie, niveau)
    changes = {"rol": [str(current.rol)] * 2, "niveau": [current.niveau, niveau]}
    namens = gate.acting_for(actor, relatie, wijzigt=True)
    current.niveau = niveau
    current.save(update_fields=["niveau"])
    record(actor, "niveau gewijzigd", teamlid, relatie=relatie, wijzigingen=changes, namens=namens)
    gate.forget(actor)
    return current


@transaction.atomic
def revoke_rol(actor, row):
    """Take a Rol away. Raises NotAllowed or ValidationError."""
    relatie, teamlid = _lock(actor, row.relatie, row.teamlid)
    current = _current(row)
    changes = {"rol": [str(current.rol), ""], "niveau": [current.niveau, ""], "herkomst": [current.herkomst, ""]}
    namens = gate.acting_for(actor, relatie, wijzigt=True)
    current.delete()
    record(actor, "rol afgenomen", teamlid, relatie=relatie, wijzigingen=changes, namens=namens)
    gate.forget(actor)


def _lock(actor, relatie, teamlid):
    # The Teamlid's row is the lock for its access; the right is judged after it, on what holds then.
    teamlid = Teamlid.objects.select_for_update(of=("self",), no_key=True).get(pk=teamlid.pk)
    relatie = Relatie.objects.get(pk=relatie.pk)
    gate.forget(actor)
    gate.require(actor, TEAMLEDEN_KOPPELEN, relatie)
    return relatie, teamlid


def _current(row):
    current = TeamlidRol.objects.select_related("rol").select_for_update(of=("self",)).filter(pk=row.pk).first()
    if current is None:
        raise ValidationError("Deze rol is intussen al afgenomen.")
    return current
