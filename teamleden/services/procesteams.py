"""Procesteams: make, change, delete. Being in one gives no access."""

from django.core.exceptions import ValidationError
from django.db import transaction

from activiteitenlog.services import compare, record
from permissions import gate
from teamleden.models import Procesteam, ProcesteamLid
from teamleden.permissions import PROCESTEAMS_BEHEREN
from teamleden.services.eigen_lijsten import clean_naam, lock_that_is_left, save_naam


@transaction.atomic
def create_procesteam(actor, *, naam, leden=(), leider=None):
    """Make a Procesteam. Raises NotAllowed or ValidationError."""
    gate.forget(actor)
    gate.require(actor, PROCESTEAMS_BEHEREN)
    team = Procesteam(naam=clean_naam(Procesteam, naam))
    _judge(leden, leider, before=set())
    save_naam(team, force_insert=True)
    _write_leden(team, leden, leider)
    changes = compare({"naam": "", "leden": [], "leider": ""}, _told(team.naam, leden, leider))
    record(actor, "procesteam toegevoegd", team, wijzigingen=changes)
    return team


@transaction.atomic
def update_procesteam(actor, team, *, versie, naam, leden, leider=None):
    """Change a Procesteam. Raises NotAllowed, StaleObject or ValidationError."""
    current = lock_that_is_left(Procesteam.objects.all(), team.pk, versie)
    gate.forget(actor)
    gate.require(actor, PROCESTEAMS_BEHEREN)
    now = list(current.lidmaatschappen.select_related("teamlid__persoon"))
    before = {lid.teamlid_id for lid in now}
    old = _told(current.naam, [lid.teamlid for lid in now], next((lid.teamlid for lid in now if lid.leider), None))
    current.naam = clean_naam(Procesteam, naam, pk=team.pk)
    _judge(leden, leider, before)
    changes = compare(old, _told(current.naam, leden, leider))
    if not changes:
        return current
    current.versie += 1
    save_naam(current, update_fields=["naam", "versie"])
    _write_leden(current, leden, leider)
    record(actor, "procesteam gewijzigd", current, wijzigingen=changes)
    return current


@transaction.atomic
def delete_procesteam(actor, team):
    """Delete a Procesteam. Raises NotAllowed or ValidationError."""
    current = Procesteam.objects.select_for_update(no_key=True).filter(pk=team.pk).first()
    gate.forget(actor)
    gate.require(actor, PROCESTEAMS_BEHEREN)
    if current is None:
        raise ValidationError("Dit procesteam is intussen al verwijderd.")
    record(actor, "procesteam verwijderd", current, wijzigingen={"naam": [current.naam, ""]})
    current.delete()


def _judge(leden, leider, before):
    """Who left may stay a member, to be seen as such, but does not become one and leads nothing."""
    keys = {teamlid.pk for teamlid in leden}
    for teamlid in leden:
        if teamlid.is_uit_dienst and teamlid.pk not in before:
            raise ValidationError({"leden": f"{teamlid} is uit dienst en kan geen lid worden."})
    if leider is None:
        return
    if leider.pk not in keys:
        raise ValidationError({"leider": f"{leider} is geen lid van dit team; kies {leider} ook bij de leden."})
    if leider.is_uit_dienst:
        raise ValidationError({"leider": f"{leider} is uit dienst; kies een andere leider."})


def _write_leden(team, leden, leider):
    """Away first: of two leiders at once the database would refuse the second."""
    keys, leads = {teamlid.pk for teamlid in leden}, leider.pk if leider else None
    team.lidmaatschappen.exclude(teamlid__in=keys).delete()
    team.lidmaatschappen.exclude(teamlid=leads).update(leider=False)
    there = set(team.lidmaatschappen.values_list("teamlid", flat=True))
    ProcesteamLid.objects.bulk_create(ProcesteamLid(procesteam=team, teamlid_id=pk) for pk in sorted(keys - there))
    team.lidmaatschappen.filter(teamlid=leads).update(leider=True)


def _told(naam, leden, leider):
    return {"naam": naam, "leden": sorted(map(str, leden)), "leider": str(leider or "")}
