"""Giving out numbers (NUM-1, NUM-2): one at a time, under a lock on the Kantoor row."""

from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast

from crm.models import Kantoor, Persoon, Relatie, Soort
from crm.normalise import clean_text

NUMMER_IN_GEBRUIK = "Dit nummer is in gebruik."


def lock_kantoor():
    """Locks the Kantoor row until the end of the transaction; who gives out a number holds this lock."""
    return Kantoor.objects.select_for_update().get(pk=Kantoor.PK)


def clean_persoonsnummer(value, kantoor=None):
    """A typed number in the office's width. Raises ValidationError when it is not in the range (NUM-2)."""
    kantoor = kantoor or Kantoor.objects.get(pk=Kantoor.PK)
    text = clean_text(value)
    first, last = show_nummer(kantoor, kantoor.nummer_eerste), show_nummer(kantoor, kantoor.nummer_laatste)
    if not (text.isascii() and text.isdigit()):
        raise ValidationError(f"Een nummer bestaat uit cijfers, van {first} tot en met {last}.", code="nummer")
    if len(text) > 9 or not kantoor.nummer_eerste <= int(text) <= kantoor.nummer_laatste:
        raise ValidationError(
            f"Nummer {text} valt buiten de nummerreeks van het kantoor ({first} tot en met {last}).", code="nummer"
        )
    return show_nummer(kantoor, int(text))


def next_free(soort, kantoor=None):
    """The number the form proposes: after the highest in the block, or else the first gap.

    Raises ValidationError when the block is full. Proposing reserves nothing; saving locks.
    """
    kantoor = kantoor or Kantoor.objects.get(pk=Kantoor.PK)
    for first, last in _blocks(kantoor, soort):
        low, high = show_nummer(kantoor, first), show_nummer(kantoor, last)
        # All numbers have the same width, so text order is number order.
        taken = Persoon.objects.filter(nummer__range=(low, high))
        highest = taken.aggregate(h=Max(Cast("nummer", IntegerField())))["h"]
        if highest is None:
            return low
        if highest < last:
            return show_nummer(kantoor, highest + 1)
        used = set(taken.values_list("nummer", flat=True))
        for number in range(first, last + 1):
            if show_nummer(kantoor, number) not in used:
                return show_nummer(kantoor, number)
    raise ValidationError("De nummerreeks is vol; vraag een beheerder om de reeks te vergroten.", code="nummer")


def _blocks(kantoor, soort):
    if soort == Soort.TEAMLID:
        return [(kantoor.teamlid_eerste, kantoor.teamlid_laatste)]
    below = (kantoor.nummer_eerste, kantoor.teamlid_eerste - 1)
    above = (kantoor.teamlid_laatste + 1, kantoor.nummer_laatste)
    return [block for block in (below, above) if block[0] <= block[1]]


def show_nummer(kantoor, number):
    """A number in the office's width."""
    return str(number).zfill(kantoor.nummer_breedte)


def next_relatienummer():
    """One above the highest number that is all digits, in its width; for the form's proposal."""
    numbers = [n for n in Relatie.objects.exclude(type="intern").values_list("nummer", flat=True) if n.isdigit()]
    if not numbers:
        return "00001"
    highest = max(numbers, key=int)
    return str(int(highest) + 1).zfill(len(highest))


def other_zeros(nummer, exclude_pk=None):
    """The number of a Relatie that differs from this one only in leading zeros, or None (REL-1)."""
    if not nummer.isdigit():
        return None
    stripped = nummer.lstrip("0")
    others = Relatie.objects.filter(nummer__endswith=stripped).exclude(nummer=nummer).exclude(pk=exclude_pk)
    for other in others.values_list("nummer", flat=True):
        if other.isdigit() and other.lstrip("0") == stripped:
            return other
    return None
