"""What no door may get past: the last beheerder stays (TL-4), and nobody gives more than they hold (TL-5)."""

from django.core.exceptions import ValidationError

from crm.nummers import lock_kantoor
from permissions import gate
from permissions.gate import Systeem
from permissions.models import Autorisatierol, Bereik
from teamleden.models import Niveau, Teamlid
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN
from teamleden.toegang import own_niveau

LAATSTE_BEHEERDER = (
    "Dit kan niet: er moet altijd één actief teamlid zijn dat teamleden en autorisatierollen mag beheren. "
    "Maak eerst een ander teamlid beheerder."
)
MEER_RECHTEN = "Je kunt dit teamlid niet wijzigen: een {} mag meer dan jijzelf."
MEER_DAN_ZELF = "Je kunt de autorisatierol {} niet geven: die mag meer dan jijzelf."


def lock_beheerders():
    """Changes that could cost the office its last beheerder wait for each other; the Kantoor row is the lock."""
    lock_kantoor()


def beheerders():
    """The active Teamleden that may manage Teamleden and Autorisatierollen, and whose last day is not known yet."""
    rollen = Autorisatierol.objects.all()
    for permissie in (TEAMLEDEN_BEHEREN, AUTORISATIEROLLEN_BEHEREN):
        rollen = rollen.filter(group__permissions__rij__code=permissie.code)
    return Teamlid.objects.active().filter(autorisatierol__in=rollen.values("pk"), uit_dienst_per=None)


def require_beheerder_left(had_beheerder):
    """Call after a change and before the commit; raising rolls it back (TL-4).

    `had_beheerder` False is an office that is still being set up.
    """
    if had_beheerder and not beheerders().exists():
        raise ValidationError(LAATSTE_BEHEERDER)


def require_not_more_than_own(actor, autorisatierol, *, field="autorisatierol", sentence=MEER_DAN_ZELF):
    """TEAMLEDEN_BEHEREN lets one hand out autorisatierollen, but not one with more than the own (TL-5)."""
    if isinstance(actor, Systeem):
        return
    codes = set(autorisatierol.group.permissions.values_list("rij__code", flat=True)) - {None}
    subject = gate.subject(actor)
    more_bereik = autorisatierol.bereik == Bereik.ALLE and not subject.bereik_alle
    if codes - subject.codes or more_bereik:
        raise ValidationError({field: sentence.format(autorisatierol)})


def require_no_own_raise(actor, teamlid, relatie, niveau):
    """Nobody raises the own access (TL-5): a row for oneself may not reach further than one reaches already.

    Access through a Waarneming does not count: it ends, and the row would stay.
    """
    if isinstance(actor, Systeem) or actor.pk != teamlid.pk:
        return
    own = own_niveau(teamlid, relatie)
    if own is None or (niveau == Niveau.MUTATOR and own != Niveau.MUTATOR):
        raise ValidationError("Je kunt je eigen toegang niet verruimen; vraag een collega om dit te doen.")
