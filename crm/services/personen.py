"""What Contacten and Teamleden share: a number and an e-mail address that nobody else has."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.models import Persoon
from crm.normalise import normalise_email
from crm.nummers import clean_persoonsnummer, lock_kantoor, next_free
from crm.services.wijzigen import apply_values, save_changed, save_new

EMAIL_ADVIES = (
    "Een adres is de gebruikersnaam en kan maar één keer voorkomen; "
    "wil je zien wat een klant ziet, maak dan een los contact met een ander adres."
)


def email_taken(actor, email, exclude_pk=None):
    """The sentence of MAIL-2 when this address is taken, else None. Names the person only to who may see them."""
    owner = Persoon.objects.filter(email=normalise_email(email)).exclude(pk=exclude_pk).first() if email else None
    if owner is None:
        return None
    kind = "teamlid" if owner.is_teamlid else "contact"
    name = f" ({owner.volledige_naam})" if may_see_persoon(actor, owner) else ""
    return f"Dit e-mailadres is al in gebruik bij een {kind}{name}. {EMAIL_ADVIES}"


def nummer_taken(actor, nummer, exclude_pk=None):
    """The sentence of NUM-3 when this number is taken, else None."""
    owner = Persoon.objects.filter(nummer=nummer).exclude(pk=exclude_pk).first()
    if owner is None:
        return None
    kind = "teamlid" if owner.is_teamlid else "contact"
    name = f" ({owner.volledige_naam})" if may_see_persoon(actor, owner) else ""
    return f"Nummer {nummer} is al van een {kind}{name}; een nummer kan maar bij één persoon horen."


def may_see_persoon(actor, persoon):
    """May `actor` know who this is? Teamleden by permissie, Contacten by the Relaties they are coupled to."""
    from django.apps import apps

    if persoon.is_contact:
        return Persoon.objects.visible_to(actor).filter(pk=persoon.pk).exists()
    teamlid = apps.get_model("teamleden.Teamlid")
    return teamlid.objects.visible_to(actor).filter(pk=persoon.pk).exists()


@transaction.atomic
def create_persoon(actor, soort, *, nummer=None, voorgesteld="", labels=(), **values):
    """Make a Persoon and give it a number. Returns (persoon, changes).

    `nummer` None, or the untouched `voorgesteld` that somebody else got first, takes the next free one.
    Raises ValidationError with the field it is about.
    """
    kantoor = lock_kantoor()
    if nummer:
        nummer = _clean_nummer(nummer, kantoor)
    untouched = not nummer or nummer == voorgesteld
    if untouched and (not nummer or Persoon.objects.filter(nummer=nummer).exists()):
        nummer = next_free(soort, kantoor)
    persoon = Persoon(soort=soort)
    persoon.set_unusable_password()
    check_unique(actor, nummer, values.get("email"))
    changes = apply_values(persoon, {"nummer": nummer, **values}, labels)
    try:
        with transaction.atomic():
            save_new(persoon, labels)
    except IntegrityError as error:
        raise as_sentence(actor, persoon, error) from error
    return persoon, changes


def update_persoon(actor, persoon, *, labels=None, **values):
    """Change a locked Persoon and give what changed. Raises ValidationError with the field it is about."""
    if "nummer" in values:
        kantoor = lock_kantoor()
        # A number from before the range was changed may stay as it is.
        if values["nummer"] != persoon.nummer:
            values["nummer"] = _clean_nummer(values["nummer"], kantoor)
    check_unique(actor, values.get("nummer", persoon.nummer), values.get("email", persoon.email), persoon.pk)
    changes = apply_values(persoon, values, labels)
    if changes:
        try:
            with transaction.atomic():
                save_changed(persoon, labels)
        except IntegrityError as error:
            raise as_sentence(actor, persoon, error) from error
    return changes


def _clean_nummer(nummer, kantoor):
    try:
        return clean_persoonsnummer(nummer, kantoor)
    except ValidationError as error:
        raise ValidationError({"nummer": error.messages}) from error


def check_unique(actor, nummer, email, exclude_pk=None):
    """Raises ValidationError with a sentence per field that somebody else already has."""
    errors = {}
    if sentence := nummer_taken(actor, nummer, exclude_pk):
        errors["nummer"] = sentence
    if sentence := email_taken(actor, email, exclude_pk):
        errors["email"] = sentence
    if errors:
        raise ValidationError(errors)


def as_sentence(actor, persoon, error):
    """Two people saved at once and the database refused the second: the same sentences as the check above."""
    try:
        check_unique(actor, persoon.nummer, persoon.email, persoon.pk)
    except ValidationError as refused:
        return refused
    return ValidationError(f"{persoon} kon niet worden opgeslagen: {error}")
