"""Changes to Contacten and their Koppelingen (CON-1)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from activiteitenlog.services import record
from crm.models import Koppeling, Persoon, Relatie, Soort
from crm.permissions import CONTACTEN_BEHEREN, CONTACTEN_KOPPELEN, LABELS_GEBRUIKEN
from crm.services.personen import create_persoon, update_persoon
from crm.versies import lock_version
from permissions import gate

# Who changes the address of somebody who logs in, can log in as that person: at every Relatie of theirs.
ADRES_IS_LOGIN = (
    "Dit contact logt in met dit adres. Alleen wie alle relaties van dit contact beheert kan het wijzigen; "
    "vraag een beheerder."
)
CONTACT_BIJ_KLANT = "Een contact hoort bij een klant; de interne kantoorrelatie is van de teamleden."
AL_GEKOPPELD = "Dit contact is al aan deze relatie gekoppeld."


@transaction.atomic
def create_contact(actor, *, relatie, functie, voorkeur=False, nummer=None, voorgesteld="", labels=(), **values):
    """Make a Contact and couple it to its first Relatie. Raises NotAllowed or ValidationError."""
    gate.require(actor, CONTACTEN_BEHEREN, relatie)
    if labels:
        gate.require(actor, LABELS_GEBRUIKEN, relatie)
    contact, changes = create_persoon(
        actor, Soort.CONTACT, nummer=nummer, voorgesteld=voorgesteld, labels=labels, **values
    )
    _lock_relatie(relatie.pk)  # before the log, as whoever changes the Relatie does
    record(actor, "contact toegevoegd", contact, relatie=relatie, wijzigingen=changes)
    couple_contact(actor, relatie, contact, functie=functie, voorkeur=voorkeur)
    return contact


@transaction.atomic
def update_contact(actor, contact, *, versie, labels=None, **values):
    """Change a Contact. Raises NotAllowed, StaleObject, or ValidationError with the field it is about."""
    current = lock_version(Persoon.objects.contacten(), contact.pk, versie)
    gate.forget(actor)
    _require_contact(actor, CONTACTEN_BEHEREN, current)
    had_login = current.has_usable_password()
    changes = update_persoon(actor, current, labels=labels, **values)
    if "email" in changes and had_login and not _manages_everywhere(actor, current):
        raise ValidationError({"email": ADRES_IS_LOGIN})
    if "labels" in changes:
        _require_contact(actor, LABELS_GEBRUIKEN, current)
    if changes:
        record(actor, "contact gewijzigd", current, wijzigingen=changes, namens=_acting_for(actor, current))
    return current


@transaction.atomic
def couple_contact(actor, relatie, contact, *, functie, voorkeur=False):
    """Couple a Contact to a Relatie. Raises NotAllowed or ValidationError."""
    relatie = _lock_relatie(relatie.pk)
    gate.require(actor, CONTACTEN_KOPPELEN, relatie)
    if contact.soort != Soort.CONTACT:
        raise ValidationError("Een teamlid kan geen contact van een relatie zijn.")
    if relatie.is_intern:
        raise ValidationError(CONTACT_BIJ_KLANT)
    # Coupling makes a Contact visible here, so only who sees it already may do that.
    is_new = not contact.koppelingen.exists()
    if not is_new and not Persoon.objects.coupleable_by(actor, relatie).filter(pk=contact.pk).exists():
        raise ValidationError({"contact": "Dit contact bestaat niet."})
    if voorkeur:
        _clear_voorkeur(actor, relatie)
    try:
        with transaction.atomic():
            koppeling = Koppeling.objects.create(contact=contact, relatie=relatie, functie=functie, voorkeur=voorkeur)
    except IntegrityError as error:
        raise ValidationError({"contact": AL_GEKOPPELD}) from error
    changes = {"functie": ["", str(functie)], "voorkeur": [False, voorkeur]}
    record(actor, "contact gekoppeld", contact, relatie=relatie, wijzigingen=changes)
    return koppeling


@transaction.atomic
def update_koppeling(actor, koppeling, *, functie, voorkeur):
    """Change the Functie, or make this the voorkeurscontact. Raises NotAllowed or ValidationError."""
    current = _lock_koppeling(actor, koppeling)
    changes = {}
    if current.functie_id != functie.pk:
        changes["functie"] = [str(current.functie), str(functie)]
    if current.voorkeur != voorkeur:
        changes["voorkeur"] = [current.voorkeur, voorkeur]
    if not changes:
        return current
    if voorkeur and not current.voorkeur:
        _clear_voorkeur(actor, current.relatie)
    current.functie, current.voorkeur = functie, voorkeur
    current.save()
    record(actor, "koppeling gewijzigd", current.contact, relatie=current.relatie, wijzigingen=changes)
    return current


@transaction.atomic
def uncouple_contact(actor, koppeling):
    """End a Koppeling; the Contact's access ends with it, the row stays as history."""
    current = _lock_koppeling(actor, koppeling)
    changes = {"functie": [str(current.functie), ""]}
    current.ontkoppeld_op, current.voorkeur = timezone.now(), False
    current.save()
    record(actor, "contact ontkoppeld", current.contact, relatie=current.relatie, wijzigingen=changes)
    return current


def _lock_koppeling(actor, koppeling):
    relatie = _lock_relatie(koppeling.relatie_id)
    gate.require(actor, CONTACTEN_KOPPELEN, relatie)
    current = Koppeling.objects.current().filter(pk=koppeling.pk).select_related("contact", "functie").first()
    if current is None:
        raise ValidationError("Dit contact is intussen al ontkoppeld.")
    current.relatie = relatie
    return current


def _clear_voorkeur(actor, relatie):
    """The Relatie's row is locked, so there is at most one."""
    former = Koppeling.objects.current().filter(relatie=relatie, voorkeur=True).select_related("contact").first()
    if former is not None:
        Koppeling.objects.filter(pk=former.pk).update(voorkeur=False)
        changes = {"voorkeur": [True, False]}
        record(actor, "koppeling gewijzigd", former.contact, relatie=relatie, wijzigingen=changes)


def _manages_everywhere(actor, contact):
    here = Relatie.objects.filter(koppelingen__contact=contact, koppelingen__ontkoppeld_op=None)
    allowed = Relatie.objects.visible_to(actor, CONTACTEN_BEHEREN)
    return not here.exclude(pk__in=allowed.values("pk")).exists()


def _lock_relatie(pk):
    # The Relatie's row is the lock for everything about its Koppelingen, so that one voorkeur stays one.
    return Relatie.objects.select_for_update(no_key=True).get(pk=pk)


def _acting_for(actor, contact):
    """A Contact may be changed because of any of its Relaties, so in somebody's name only when that goes for all."""
    relaties = Relatie.objects.visible_to(actor, CONTACTEN_BEHEREN)
    relaties = list(relaties.filter(koppelingen__contact=contact, koppelingen__ontkoppeld_op=None))
    found = gate.acting_for_each(actor, relaties, wijzigt=True)
    return next(iter(found.values()), ()) if len(found) == len(relaties) else ()


def _require_contact(actor, permissie, contact):
    """What may be done with a Contact: allowed at one of its Relaties is enough."""
    from crm.scopes import decide_contact

    if isinstance(actor, gate.Systeem):
        return
    decision = decide_contact(actor, permissie, contact)
    if not decision:
        raise gate.NotAllowed(decision)
