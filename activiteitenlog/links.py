"""Where the entries of a page lead to: only to what the reader may see, and what still exists."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q

from permissions import gate

# By its code: this app does not know the app above it.
TEAMLEDEN_INZIEN = "teamleden.teamleden_inzien"
WAARNEMERS_BEHEREN = "teamleden.waarnemers_beheren"
WAARNEMING = "teamleden.waarneming"
PERSONEN = ("crm.persoon", "teamleden.teamlid")


def link_objects(user, rows):
    """Set `object_url` and `relatie_url` on each row; one question for the whole page."""
    personen = _personen(user, {int(row.object_id) for row in rows if row.object_type in PERSONEN})
    waarnemingen = _waarnemingen(user, {int(row.object_id) for row in rows if row.object_type == WAARNEMING})
    for row in rows:
        row.relatie_url = row.relatie.get_absolute_url() if row.relatie else ""
        if row.object_type in PERSONEN:
            persoon = personen.get(int(row.object_id))
            row.object_url = persoon.get_absolute_url() if persoon else ""
        elif row.object_type == WAARNEMING:
            waarneming = waarnemingen.get(int(row.object_id))
            row.object_url = waarneming.get_absolute_url() if waarneming else ""
        else:
            row.object_url = row.relatie_url if row.is_about_relatie else ""
    return rows


def _personen(user, ids):
    if not ids:
        return {}
    personen = get_user_model().objects
    seen = Q(pk__in=personen.visible_to(user).values("pk"))
    if gate.may(user, TEAMLEDEN_INZIEN):
        seen |= Q(soort="teamlid")
    return personen.filter(seen).only("pk", "soort").in_bulk(ids)


def _waarnemingen(user, ids):
    if not ids or not gate.may(user, WAARNEMERS_BEHEREN):
        return {}
    return apps.get_model(WAARNEMING).objects.in_bulk(ids)
