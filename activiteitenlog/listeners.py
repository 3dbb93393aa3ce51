"""What is kept about coming in, going out and being refused; nothing of it may stand in the way of the answer."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction

from activiteitenlog.acties import GEWEIGERD, INGELOGD, INLOGGEN_MISLUKT, UITGELOGD, VERBORGEN
from activiteitenlog.services import Niemand, Onderwerp, about, record, record_safely
from permissions.refusals import after_refusal

LONGEST_ADDRESS = 100
GEEN_ADRES = "(geen e-mailadres)"


def register():
    user_logged_in.connect(note_login)
    user_login_failed.connect(note_failed_login)
    user_logged_out.connect(note_logout)
    after_refusal(note_refusal)


def note_login(sender, user, **kwargs):
    """Nobody comes in without an entry: this one may fail."""
    with transaction.atomic():
        record(user, INGELOGD, user)


def note_failed_login(sender, credentials, **kwargs):
    """The address as typed, which says nothing about whether it exists.

    What is no address may well be a password in the wrong field, so that is not kept.
    """
    typed = " ".join(str(credentials.get("username") or "").replace("\0", "").split())
    naam = typed[:LONGEST_ADDRESS] if "@" in typed else GEEN_ADRES
    record_safely(Niemand(), INLOGGEN_MISLUKT, Onderwerp("inloggen", naam))


def note_logout(sender, user, **kwargs):
    if user is not None:
        record_safely(user, UITGELOGD, user)


def note_refusal(user, permissie, objects, hidden):
    """Who was refused what, and where. `objects` are those that the address names; there may be none."""
    obj = objects[0] if objects else Onderwerp("permissie", str(permissie), permissie.codename)
    relatie = next((one for one in objects if about(one)[0] == "crm.relatie"), None)
    actie = VERBORGEN if hidden else GEWEIGERD
    record_safely(user, actie, obj, relatie=relatie, reden=f"Permissie: {permissie}.")
