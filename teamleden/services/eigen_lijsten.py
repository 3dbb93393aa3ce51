"""What the office's own lists share: a name that is there once whatever its case, and what may be gone by now."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.normalise import clean_text
from crm.versies import lock_version


def clean_naam(model, naam, *, pk=None):
    """The name as it is stored. Raises ValidationError at `naam`.

    Compared here and not only by the constraint: SQLite knows no upper case but that of ASCII.
    """
    naam, what = clean_text(naam), model._meta.verbose_name
    longest = model._meta.get_field("naam").max_length
    if not naam:
        raise ValidationError({"naam": "Vul een naam in."})
    if len(naam) > longest:
        raise ValidationError({"naam": f"Deze naam is te lang: er passen {longest} tekens in."})
    others = model.objects.exclude(pk=pk).values_list("naam", flat=True)
    if naam.casefold() in {other.casefold() for other in others}:
        raise ValidationError({"naam": taken(what)})
    return naam


def save_naam(obj, **options):
    """Save; of two at once with the same name the second hears it too."""
    try:
        with transaction.atomic():
            obj.save(**options)
    except IntegrityError as error:
        raise ValidationError({"naam": taken(obj._meta.verbose_name)}) from error


def taken(what):
    return f"Er is al een {what} met deze naam."


def lock_that_is_left(queryset, pk, versie):
    """`lock_version` for what can be deleted: raises ValidationError when somebody did, StaleObject as that does."""
    try:
        return lock_version(queryset, pk, versie)
    except queryset.model.DoesNotExist as error:
        what = queryset.model._meta.verbose_name.capitalize()
        raise ValidationError(f"{what} bestaat niet meer: iemand anders heeft dit intussen verwijderd.") from error
