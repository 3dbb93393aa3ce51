"""Keeps which browsers somebody is logged in with, and ends them."""

import hashlib
import logging
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from activiteitenlog.services import short_wait
from teamleden.models import Sessie

SEEN_EVERY = 5 * 60  # seconds; "last seen" is no more precise than this
KEPT = timedelta(days=90)
BATCH = 500

logger = logging.getLogger(__name__)


class SessieMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            note_seen(request)
        return response


def note_seen(request):
    """At most one write per few minutes and server process, and never in the way of the page."""
    sleutel = request.session.session_key
    if not cache.add(f"sessie-gezien:{hashlib.sha256(sleutel.encode()).hexdigest()}", True, SEEN_EVERY):
        return
    # Of who is logged in, also while that one looks through a colleague's eyes.
    persoon = request.user.bekeken_door or request.user
    now = timezone.now()
    try:
        with short_wait(), transaction.atomic():
            if not Sessie.objects.filter(sleutel=sleutel).update(gezien_op=now):
                browser = request.headers.get("User-Agent", "").replace("\0", "")[:300]
                sessie = Sessie(persoon_id=persoon.pk, sleutel=sleutel, browser=browser, gezien_op=now)
                Sessie.objects.bulk_create([sessie], ignore_conflicts=True)  # two requests of one browser at once
                Sessie.objects.filter(persoon=persoon.pk, gezien_op__lt=now - KEPT).delete()
    except DatabaseError:
        logger.exception("Wanneer een sessie voor het laatst is gezien kon niet worden opgeslagen.")


def end_sessies(personen, *, behalve=None):
    """Log these people (ids) out everywhere, but in the session with the key `behalve`; gives the number of sessions.

    Looks at every session that is still valid, also one that was never noted here.
    """
    ids = {str(pk) for pk in personen}
    valid = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=behalve)
    sleutels = [
        session.session_key
        for session in valid.iterator(chunk_size=BATCH)
        if str(session.get_decoded().get(SESSION_KEY)) in ids
    ]
    for start in range(0, len(sleutels), BATCH):
        some = sleutels[start : start + BATCH]
        Sessie.objects.filter(sleutel__in=some).update(beeindigd_op=timezone.now())
        Session.objects.filter(session_key__in=some).delete()
    return len(sleutels)
