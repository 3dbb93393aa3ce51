"""Moments in Amsterdam, and the clock of the database."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateTimeField
from django.db.models.expressions import RawSQL

from teamleden import querysets, weergave

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(text, fold=0):
    """A moment in Amsterdam, such as 2026-03-29 01:30."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


def set_clock(monkeypatch, moment):
    """Set the clock of the database, which neither database lets a test do itself: in the view and the querysets."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    # As precise as each database's own clock.
    words = {"postgresql": f"timestamptz '{text}+00'", "sqlite": f"'{text[:-3]}'"}
    monkeypatch.setattr(weergave, "NOW", words)
    now = words[connection.vendor]
    monkeypatch.setattr(querysets, "Now", lambda: RawSQL(now, [], output_field=DateTimeField()))
    weergave.create_view()
