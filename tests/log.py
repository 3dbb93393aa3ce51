"""What tests about the log need: its triggers out of the way, and its entries in words."""

from contextlib import contextmanager

from activiteitenlog import triggers
from activiteitenlog.models import Activiteit


@contextmanager
def tampering():
    """As somebody who has the database in hand: nothing refuses a change of the log."""
    triggers.drop()
    try:
        yield
    finally:
        triggers.create()


def said(**filters):
    """(who, actie, about what, at which Relatie, why) of the entries, oldest first."""
    rows = Activiteit.objects.filter(**filters).order_by("pk")
    return [(row.wie, row.actie, row.object_naam, row.relatie_id, row.reden) for row in rows]
