"""Adding and changing Teamleden (TL-1): one code path for every screen and command."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activiteitenlog.services import record
from crm.models import Soort
from crm.services.personen import create_persoon, update_persoon
from crm.services.wijzigen import apply_values
from crm.versies import lock_version
from permissions import gate
from teamleden.guards import (
    MEER_RECHTEN,
    beheerders,
    lock_beheerders,
    require_beheerder_left,
    require_not_more_than_own,
)
from teamleden.models import Status, Teamlid
from teamleden.permissions import TEAMLEDEN_BEHEREN

ADRES_VAN_MEER_RECHTEN = "Je kunt dit e-mailadres niet wijzigen: een {} mag meer dan jijzelf."


@transaction.atomic
def add_teamlid(
    actor, *, autorisatierol, functie, status=Status.CONCEPT, nummer=None, voorgesteld="", labels=(), **values
):
    """Make a Teamlid, who may exist without ever logging in. Raises NotAllowed or ValidationError."""
    gate.require(actor, TEAMLEDEN_BEHEREN)
    require_not_more_than_own(actor, autorisatierol)
    if not values.get("email"):
        raise ValidationError({"email": "Een teamlid heeft een e-mailadres nodig; het is de gebruikersnaam."})
    persoon, changes = create_persoon(
        actor, Soort.TEAMLID, nummer=nummer, voorgesteld=voorgesteld, labels=labels, **values
    )
    teamlid = Teamlid(persoon=persoon)
    changes |= apply_values(teamlid, {"autorisatierol": autorisatierol, "functie": functie, "status": status})
    teamlid.save(force_insert=True)
    record(actor, "teamlid toegevoegd", teamlid, wijzigingen=changes)
    return teamlid


@transaction.atomic
def update_teamlid(actor, teamlid, *, versie, autorisatierol=None, functie=None, labels=None, **values):
    """Change a Teamlid. Raises NotAllowed, StaleObject, or ValidationError with the field it is about.

    The version of the Teamlid counts for the Persoon too: they are one form.
    """
    lock_beheerders()
    had_beheerder = beheerders().exists()
    current = lock_version(Teamlid.objects.select_related("persoon", "autorisatierol", "functie"), teamlid.pk, versie)
    gate.forget(actor)
    gate.require(actor, TEAMLEDEN_BEHEREN)
    if "email" in values and not values["email"]:
        raise ValidationError({"email": "Een teamlid heeft een e-mailadres nodig; het is de gebruikersnaam."})
    changes = update_persoon(actor, current.persoon, labels=labels, **values)
    own = {"autorisatierol": autorisatierol or current.autorisatierol, "functie": functie or current.functie}
    if own["autorisatierol"].pk != current.autorisatierol_id:
        require_not_more_than_own(actor, own["autorisatierol"])
        require_not_more_than_own(actor, current.autorisatierol, sentence=MEER_RECHTEN)
    if "email" in changes:
        _withdraw_uitnodiging(current)
        # The address is the user name: whoever changes it can have a new password sent to another mailbox.
        require_not_more_than_own(actor, current.autorisatierol, field="email", sentence=ADRES_VAN_MEER_RECHTEN)
    changes |= apply_values(current, own)
    if changes:
        current.versie += 1
        current.save()
        record(actor, "teamlid gewijzigd", current, wijzigingen=changes)
        require_beheerder_left(had_beheerder)
    return current


def _withdraw_uitnodiging(teamlid):
    """A link that went to the former address must not give this account away; the teamlid is invited anew."""
    if teamlid.uitnodigingen.open().update(ingetrokken_op=timezone.now()):
        teamlid.status = Status.CONCEPT
