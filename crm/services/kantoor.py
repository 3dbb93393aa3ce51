"""The office's own settings: its name and the ranges its numbers come from (NUM-2)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activiteitenlog.services import record
from crm.models import Kantoor, Persoon, Soort
from crm.nummers import show_nummer
from crm.services.wijzigen import apply_values
from crm.versies import lock_version
from permissions import gate
from permissions.permissions import ALGEMENE_INSTELLINGEN_BEHEREN

BREEDSTE = 9  # digits; what fits a number of 32 bits


@transaction.atomic
def update_kantoor(actor, *, versie=None, **values):
    """Change the settings. Raises NotAllowed, StaleObject, or ValidationError with the field it is about.

    Numbers that were given out stay as they are, also outside a range that became smaller.
    """
    gate.require(actor, ALGEMENE_INSTELLINGEN_BEHEREN)
    # Whoever gives out a number holds this row too, so none is given out of a range that is going.
    kantoor = lock_version(Kantoor.objects, Kantoor.PK, versie)
    changes = apply_values(kantoor, values)
    _check(kantoor)
    if values.keys() - {"toon_opleverlijst"}:
        kantoor.nagekeken_op = timezone.now()
    kantoor.versie += 1
    kantoor.save()
    if changes:
        record(actor, "kantoor gewijzigd", kantoor, wijzigingen=changes)
    return kantoor


def _check(kantoor):
    if not kantoor.naam:
        raise ValidationError({"naam": "Vul de naam van het kantoor in."})
    if not 1 <= kantoor.nummer_breedte <= BREEDSTE:
        raise ValidationError({"nummer_breedte": f"Een nummer heeft 1 tot en met {BREEDSTE} cijfers."})
    if kantoor.nummer_laatste < kantoor.nummer_eerste:
        raise ValidationError({"nummer_laatste": "Het laatste nummer ligt voor het eerste."})
    if len(str(kantoor.nummer_laatste)) > kantoor.nummer_breedte:
        raise ValidationError({"nummer_laatste": f"Dit past niet in {kantoor.nummer_breedte} cijfers."})
    if kantoor.teamlid_laatste < kantoor.teamlid_eerste:
        raise ValidationError({"teamlid_laatste": "Het laatste nummer van het blok ligt voor het eerste."})
    for field in ("teamlid_eerste", "teamlid_laatste"):
        if not kantoor.nummer_eerste <= getattr(kantoor, field) <= kantoor.nummer_laatste:
            raise ValidationError({field: "Het blok van de teamleden ligt binnen de nummerreeks van het kantoor."})
    if kantoor.teamlid_eerste == kantoor.nummer_eerste and kantoor.teamlid_laatste == kantoor.nummer_laatste:
        raise ValidationError({"teamlid_laatste": "Zo blijft er geen nummer over voor contacten."})
    _check_overlap(kantoor)


def _check_overlap(kantoor):
    """A block for Teamleden in which Contacten already are would be no block."""
    low, high = (show_nummer(kantoor, number) for number in (kantoor.teamlid_eerste, kantoor.teamlid_laatste))
    taken = Persoon.objects.filter(soort=Soort.CONTACT, nummer__range=(low, high)).count()
    if taken:
        what = "contact heeft" if taken == 1 else "contacten hebben"
        raise ValidationError({"teamlid_eerste": f"{taken} {what} al een nummer in dit blok; kies een ander blok."})


def blokken(kantoor):
    """The blocks of the range in their order, each with how many of its numbers are in use."""
    edges = [
        ("Contacten", kantoor.nummer_eerste, kantoor.teamlid_eerste - 1),
        ("Teamleden", kantoor.teamlid_eerste, kantoor.teamlid_laatste),
        ("Contacten", kantoor.teamlid_laatste + 1, kantoor.nummer_laatste),
    ]
    found = []
    for naam, first, last in edges:
        if first <= last:
            low, high = show_nummer(kantoor, first), show_nummer(kantoor, last)
            used = Persoon.objects.filter(nummer__range=(low, high)).count()
            found.append({"naam": naam, "van": low, "tot": high, "totaal": last - first + 1, "gebruikt": used})
    return found
