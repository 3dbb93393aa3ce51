"""Changes to Relaties: each one checks the actor, writes, and logs, in one transaction."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activiteitenlog.services import record
from crm.hooks import relaties_created
from crm.models import Relatie, RelatieType
from crm.nummers import NUMMER_IN_GEBRUIK
from crm.permissions import AFGESCHERMDE_RELATIES_BEHEREN, LABELS_GEBRUIKEN, RELATIES_AANMAKEN, RELATIES_BEHEREN
from crm.services.wijzigen import apply_values, save_changed, save_new
from crm.versies import lock_version
from permissions import gate

OUT_OF_SCOPE = "Na deze wijziging zou je de relatie zelf niet meer zien; er is niets opgeslagen."
INTERN_BLIJFT = "De interne kantoorrelatie blijft van het type Intern, actief en zichtbaar."


@transaction.atomic
def create_relatie(actor, *, labels=(), **values):
    """Make a Relatie. Raises NotAllowed, or ValidationError with the field it is about."""
    gate.require(actor, RELATIES_AANMAKEN)
    if values.get("type") == RelatieType.INTERN:
        raise ValidationError({"type": "Er is al een interne kantoorrelatie; een tweede kan niet."})
    if values.get("afgeschermd"):
        gate.require(actor, AFGESCHERMDE_RELATIES_BEHEREN)
    if labels:
        gate.require(actor, LABELS_GEBRUIKEN)
    relatie = Relatie()
    changes = apply_values(relatie, values, labels)
    try:
        with transaction.atomic():
            save_new(relatie, labels)
    except IntegrityError as error:
        raise _as_sentence(error) from error
    relaties_created(actor, [relatie])
    record(actor, "relatie toegevoegd", relatie, relatie=relatie, wijzigingen=changes)
    _look_again(actor, relatie)
    return relatie


@transaction.atomic
def update_relatie(actor, relatie, *, versie, labels=None, **values):
    """Change a Relatie. Raises NotAllowed, StaleObject, or ValidationError with the field it is about."""
    current = lock_version(Relatie.objects, relatie.pk, versie)
    gate.forget(actor)
    gate.require(actor, RELATIES_BEHEREN, current)
    if values.get("afgeschermd", current.afgeschermd) != current.afgeschermd:
        gate.require(actor, AFGESCHERMDE_RELATIES_BEHEREN, current)
    _guard_intern(current, values)
    changes = apply_values(current, values, labels)
    if "labels" in changes:
        gate.require(actor, LABELS_GEBRUIKEN, current)
    if not changes:
        return current
    try:
        with transaction.atomic():
            save_changed(current, labels)
    except IntegrityError as error:
        raise _as_sentence(error) from error
    record(actor, "relatie gewijzigd", current, relatie=current, wijzigingen=changes)
    _look_again(actor, current)
    return current


def _guard_intern(relatie, values):
    """REL-2: exactly one Relatie is intern, and it stays what it is."""
    new_type = values.get("type", relatie.type)
    if relatie.is_intern:
        if new_type != RelatieType.INTERN or not values.get("actief", True) or values.get("afgeschermd", False):
            raise ValidationError(INTERN_BLIJFT)
    elif new_type == RelatieType.INTERN:
        raise ValidationError({"type": "Er is al een interne kantoorrelatie; een tweede kan niet."})


def _look_again(actor, relatie):
    """AUT-5: nobody writes something out of the own sight unnoticed; raising here rolls everything back."""
    gate.forget(actor)
    if not Relatie.objects.visible_to(actor).filter(pk=relatie.pk).exists():
        raise ValidationError(OUT_OF_SCOPE)


def _as_sentence(error):
    if "nummer" in str(error):
        return ValidationError({"nummer": NUMMER_IN_GEBRUIK})
    return ValidationError("Deze relatie kon niet worden opgeslagen: de gegevens botsen met een andere relatie.")
