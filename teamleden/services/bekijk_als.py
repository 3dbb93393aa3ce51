"""Looking at the portal through a colleague's eyes: who may, and beginning and ending it in the log."""

from django.core.exceptions import ValidationError
from django.db import transaction

from activiteitenlog.services import record
from crm.models import Relatie
from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN
from permissions import gate
from teamleden.models import Teamlid
from teamleden.permissions import TEAMLEDEN_BEHEREN

NIET_MEER_RECHTEN = "Je kunt alleen meekijken met wie niet meer mag of ziet dan jijzelf."


@transaction.atomic
def start_bekijken(actor, teamlid):
    """Written in the log before the first page is shown. Raises NotAllowed or ValidationError."""
    gate.require(actor, TEAMLEDEN_BEHEREN)
    require_may_look(actor, teamlid)
    record(actor, "meekijken begonnen", teamlid)


@transaction.atomic
def stop_bekijken(actor, teamlid):
    record(actor, "meekijken gestopt", teamlid)


def require_may_look(actor, teamlid):
    """Raises ValidationError. Asked again for every page: the rights of both may have changed since."""
    if teamlid.pk == actor.pk:
        raise ValidationError("Met jezelf hoef je niet mee te kijken.")
    if not teamlid.is_actief:
        raise ValidationError(f"{teamlid} is niet actief; er valt niets mee te kijken.")
    mine, theirs = gate.subject(actor), gate.subject(teamlid.persoon)
    if theirs.codes - mine.codes or (theirs.bereik_alle and not mine.bereik_alle):
        raise ValidationError(NIET_MEER_RECHTEN)
    for permissie in (RELATIES_INZIEN, RELATIES_BEHEREN):
        unseen = Relatie.objects.visible_to(teamlid.persoon, permissie).exclude(
            pk__in=Relatie.objects.visible_to(actor, permissie).values("pk")
        )
        if theirs.holds(permissie) and unseen.exists():
            raise ValidationError(NIET_MEER_RECHTEN)


def find_bekeken(actor, pk):
    """The Teamlid whose eyes `actor` may look through now, or None."""
    if not gate.may(actor, TEAMLEDEN_BEHEREN):
        return None
    teamlid = Teamlid.objects.select_related("persoon").filter(pk=pk).first()
    if teamlid is None:
        return None
    try:
        require_may_look(actor, teamlid)
    except ValidationError:
        return None
    return teamlid
