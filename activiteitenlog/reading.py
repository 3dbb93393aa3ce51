"""Reading the log is in the log too."""

import hashlib

from django.core.cache import cache
from django.db import transaction

from activiteitenlog.acties import LOG_GELEZEN
from activiteitenlog.services import Onderwerp, record

HET_LOG = Onderwerp("activiteitenlog", "Activiteitenlog")
# Paging and coming back are the same reading; the cache is the server's own, so a reader cannot hide in it.
SAME_READING = 15 * 60  # seconds


def note_reading(request, obj=HET_LOG, *, relatie=None, reden=""):
    """Write that this user reads; once per session for the same thing. Without the entry there is no reading."""
    what = getattr(obj, "pk", "") if obj is not HET_LOG else reden
    said = f"{request.session.session_key} {request.user.pk} {request.path} {what}"
    key = f"log-gelezen:{hashlib.sha256(said.encode()).hexdigest()}"
    if cache.get(key):
        return
    with transaction.atomic():
        record(request.user, LOG_GELEZEN, obj, relatie=relatie, reden=reden[:300])
    cache.set(key, True, SAME_READING)
