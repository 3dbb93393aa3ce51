"""Ending somebody's sessies."""

from django.db import transaction

from activiteitenlog.services import record
from permissions import gate
from teamleden import sessies
from teamleden.guards import require_not_more_than_own
from teamleden.permissions import TEAMLEDEN_BEHEREN

MEER_RECHTEN = "Je kunt de sessies van dit teamlid niet beëindigen: een {} mag meer dan jijzelf."


@transaction.atomic
def end_sessies(actor, teamlid, *, behalve=None):
    """Log a Teamlid out everywhere; gives the number of sessies. Raises NotAllowed or ValidationError.

    Nobody does so to somebody with more rights (TL-5). `behalve` is the key of one that stays: the actor's own.
    """
    gate.require(actor, TEAMLEDEN_BEHEREN)
    require_not_more_than_own(actor, teamlid.autorisatierol, sentence=MEER_RECHTEN)
    number = sessies.end_sessies([teamlid.pk], behalve=behalve)
    record(actor, "sessies beëindigd", teamlid, wijzigingen={"sessies": [number, 0]})
    return number
