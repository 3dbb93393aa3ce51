"""Inviting a Teamlid to set a password (INV-2, INV-3)."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activiteitenlog.services import record
from permissions import gate
from teamleden.guards import require_not_more_than_own
from teamleden.models import Status, Teamlid, Uitnodiging
from teamleden.permissions import TEAMLEDEN_UITNODIGEN

TOKEN_BYTES = 32
ONGELDIG = "Deze uitnodiging is niet meer geldig. Vraag een beheerder om een nieuwe."
OPEN_STATUSSEN = (Status.CONCEPT, Status.UITGENODIGD)


@transaction.atomic
def invite_teamlid(actor, teamlid):
    """Make an Uitnodiging and have it mailed. Raises NotAllowed or ValidationError."""
    from teamleden.tasks import deliver_uitnodiging

    uitnodiging = make_uitnodiging(actor, teamlid)
    # The job makes the token, so that it is never stored: only its hash is, and the token is in the mail.
    transaction.on_commit(lambda: deliver_uitnodiging.enqueue(uitnodiging.pk))
    return uitnodiging


@transaction.atomic
def make_uitnodiging(actor, teamlid):
    """An Uitnodiging that nobody mails yet; an older one is dead from here on. Raises NotAllowed, ValidationError."""
    current = lock_teamlid(teamlid.pk)
    require_may_invite(actor, current)
    before = current.status
    uitnodiging = open_uitnodiging(actor, current)
    record(actor, "teamlid uitgenodigd", current, wijzigingen={"status": [before, Status.UITGENODIGD]})
    return uitnodiging


def require_may_invite(actor, teamlid):
    """Raises NotAllowed or ValidationError."""
    gate.require(actor, TEAMLEDEN_UITNODIGEN)
    if teamlid.status_nu not in OPEN_STATUSSEN:
        raise ValidationError(f"{teamlid} heeft al een account of is uit dienst; uitnodigen kan niet meer.")
    # The invitation makes the autorisatierol real: whoever sends it gives it (TL-5).
    require_not_more_than_own(actor, teamlid.autorisatierol)


def open_uitnodiging(actor, current):
    """The rows of an Uitnodiging for this locked Teamlid, without judging, logging or mailing."""
    now = timezone.now()
    current.uitnodigingen.open().update(ingetrokken_op=now)
    uitnodiging = Uitnodiging.objects.create(
        teamlid=current,
        uitgenodigd_door_id=actor.pk,
        geldig_tot=now + timedelta(days=settings.UITNODIGING_GELDIG_DAGEN),
    )
    set_status(current, Status.UITGENODIGD)
    return uitnodiging


@transaction.atomic
def revoke_uitnodiging(actor, teamlid):
    """The link in the mail works no longer (INV-2); rollen stay. Raises NotAllowed or ValidationError."""
    gate.require(actor, TEAMLEDEN_UITNODIGEN)
    current = lock_teamlid(teamlid.pk)
    if current.status != Status.UITGENODIGD:
        raise ValidationError(f"{current} heeft geen openstaande uitnodiging meer.")
    close_uitnodiging(current)
    changes = {"status": [Status.UITGENODIGD, Status.CONCEPT]}
    record(actor, "uitnodiging ingetrokken", current, wijzigingen=changes)
    return current


def close_uitnodiging(current):
    """The rows of a withdrawal, for a locked Teamlid."""
    current.uitnodigingen.open().update(ingetrokken_op=timezone.now())
    set_status(current, Status.CONCEPT)


def set_status(teamlid, status):
    teamlid.status = status
    teamlid.versie += 1
    teamlid.save(update_fields=["status", "versie", "updated_at"])


def lock_teamlid(pk):
    return Teamlid.objects.select_for_update(of=("self",), no_key=True).select_related("persoon").get(pk=pk)


def renew_token(uitnodiging):
    """Give the Uitnodiging a fresh token and return it; the only moment that the token itself exists here."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Uitnodiging.objects.filter(pk=uitnodiging.pk).update(token_hash=hash_token(token))
    return token


def hash_token(token):
    return hashlib.sha256(token.encode()).hexdigest()


def find_uitnodiging(token, *, lock=False):
    """The Uitnodiging this token opens, or None when it is used, withdrawn, expired or no longer carried.

    It is dead too when the inviter lost the right to invite (INV-2).
    """
    rows = Uitnodiging.objects.select_related("teamlid__persoon", "uitgenodigd_door")
    if lock:
        rows = rows.select_for_update(of=("self",))
    uitnodiging = rows.open().filter(token_hash=hash_token(token)).first()
    if uitnodiging is None or uitnodiging.is_expired or uitnodiging.teamlid.status_nu != Status.UITGENODIGD:
        return None
    inviter = uitnodiging.uitgenodigd_door
    if inviter is not None and not gate.may(inviter, TEAMLEDEN_UITNODIGEN):
        return None
    return uitnodiging


@transaction.atomic
def accept_uitnodiging(token, password):
    """Set the password and make the Teamlid active. Raises ValidationError; a link works once, also in parallel."""
    found = find_uitnodiging(token)
    # The Teamlid before the Uitnodiging, as inviting again does; what holds after the lock is what counts.
    teamlid = lock_teamlid(found.teamlid_id) if found else None
    uitnodiging = find_uitnodiging(token, lock=True)
    if uitnodiging is None:
        raise ValidationError(ONGELDIG)
    persoon = teamlid.persoon
    validate_password(password, persoon)
    uitnodiging.gebruikt_op = timezone.now()
    uitnodiging.save(update_fields=["gebruikt_op"])
    persoon.set_password(password)
    persoon.save(update_fields=["password"])
    set_status(teamlid, Status.ACTIEF)
    changes = {"status": [Status.UITGENODIGD, Status.ACTIEF]}
    record(persoon, "uitnodiging aangenomen", teamlid, wijzigingen=changes)
    return persoon
