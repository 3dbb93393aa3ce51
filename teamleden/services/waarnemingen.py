"""Appointing a waarnemer, and changing and ending a Waarneming (WN-1 to WN-4).

Who may: for others whoever holds WAARNEMERS_BEHEREN; for the own absence EIGEN_WAARNEMER_INSTELLEN is enough. Nobody
appoints themselves for another, whatever they hold (WN-2), and a waarnemer does not change the own Waarneming.

What may be given (TL-5). A Waarneming is rows of TeamlidRol given for a while, so it asks of who appoints what giving
a row asks: TEAMLEDEN_KOPPELEN at every Relatie that is passed on. Who may not give a Rol at one of them is refused as
a whole, and may pass on the others by choosing them; what is afgeschermd is passed on by who has a Rol there, or by
the afwezige. That is asked of what is there at the time: a row that the afwezige gets later is given by whoever gives
it. Who is absent passes on the own rows, and holds those; a waarnemer may do with them what the own autorisatierol
holds, also when that is more than the afwezige's: it was given by who may give autorisatierollen. Bereik alle is not
passed on, and neither is what one has through another Waarneming (WN-2).
"""

from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from activiteitenlog.services import compare, record
from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from crm.versies import lock_version
from permissions import gate
from permissions.gate import Systeem
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from teamleden.permissions import EIGEN_WAARNEMER_INSTELLEN, WAARNEMERS_BEHEREN
from teamleden.waarnemen.gevolg import measure
from teamleden.waarnemen.plan import Plan, show_moment, show_periode

# A form stays open for a while: what should have begun less long ago than this begins now.
SPEELRUIMTE = timedelta(hours=1)
NIET_ZELF = "Je kunt jezelf niet aanwijzen als waarnemer van een ander; vraag een collega om dit te doen."
NIET_EIGEN = "Je bent hier zelf de waarnemer; vraag een collega om dit te wijzigen."
NIET_ALLES = (
    "Bij een of meer van deze relaties mag je zelf geen rollen geven, dus ook niet doorgeven. Kies de relaties waar "
    "dat wel mag, of vraag {} om zelf een waarnemer aan te wijzen."
)
VOORBIJ = "Deze waarneming is voorbij en kan niet meer veranderen."
BEGONNEN = (
    "Deze waarneming loopt al; alleen het einde en de reden kunnen nog veranderen. Beëindig haar en wijs opnieuw een "
    "waarnemer aan voor iets anders."
)


@transaction.atomic
def start_waarneming(actor, plan):
    """Appoint a waarnemer, or note an absence without one. Raises NotAllowed, or ValidationError with its field."""
    plan = _lock(actor, plan)
    plan = _check(actor, plan)
    waarneming = Waarneming(afwezige=plan.afwezige, created_by_id=actor.pk)
    _write(waarneming, plan)
    record(actor, "waarneming toegevoegd", waarneming, wijzigingen=_as_new(plan))
    gate.forget(actor)
    return waarneming


@transaction.atomic
def change_waarneming(actor, waarneming, plan, *, versie):
    """Change one that is not over. Raises NotAllowed, StaleObject, or ValidationError with its field."""
    plan = _lock(actor, plan)
    current = lock_version(Waarneming.objects.all(), waarneming.pk, versie)
    _require(actor, current.afwezige)
    before = Plan.of(current)
    plan = _check(actor, plan, current)
    changes = compare(before.said, plan.said)
    if changes or before.scope != plan.scope:
        current.versie += 1
        _write(current, plan)
        record(actor, "waarneming gewijzigd", current, wijzigingen=changes)
        gate.forget(actor)
    return current


@transaction.atomic
def end_waarneming(actor, waarneming, *, nog_afwezig=False):
    """End it now, or before it begins. Raises NotAllowed or ValidationError.

    With `nog_afwezig` the afwezige stays away: what is left of the period becomes an absence without waarnemer.
    """
    afwezige = _lock_teamleden(waarneming.afwezige)[0]
    current = lock_version(Waarneming.objects.all(), waarneming.pk, None)
    gate.forget(actor)
    _require(actor, afwezige)
    now = timezone.now()
    if current.is_over(now):
        raise ValidationError(VOORBIJ)
    current.beeindigd_op, current.beeindigd_door_id = now, actor.pk
    current.versie += 1
    current.save()
    actie = "waarneming vervallen" if current.is_vervallen else "waarneming beëindigd"
    planned = {"tot": [show_moment(current.tot)] * 2} if current.tot else {}
    record(actor, actie, current, wijzigingen={**planned, "beeindigd_op": ["", show_moment(now)]})
    if nog_afwezig:
        _stay_absent(actor, current, now)
    gate.forget(actor)
    return current


def _stay_absent(actor, ended, now):
    """Note what is left of the period as an absence, unless it stands there already."""
    van, rest = max(now, ended.van), Waarneming.objects.filter(afwezige=ended.afwezige_id, waarnemer=None)
    if ended.waarnemer_id is None or rest.overlapping(van, ended.tot).exists():
        return
    plan = Plan(ended.afwezige, None, van, ended.tot, ended.reden)
    absence = Waarneming(afwezige=ended.afwezige, created_by_id=actor.pk)
    _write(absence, plan)
    record(actor, "waarneming toegevoegd", absence, wijzigingen=_as_new(plan))


def preview_waarneming(actor, plan, current=None):
    """(the Plan as it would be saved, its Gevolg), with every check of saving it and without saving it."""
    gate.forget(actor)
    _require(actor, plan.afwezige)
    # What was asked for is measured: a start that has become "now" is another one each minute.
    return _check(actor, plan, current), measure(actor, plan, current)


def _may(actor, afwezige):
    """The Decision whether `actor` may appoint for this Teamlid."""
    decision = gate.may(actor, WAARNEMERS_BEHEREN)
    own = actor.pk is not None and actor.pk == afwezige.pk
    return gate.may(actor, EIGEN_WAARNEMER_INSTELLEN) if own and not decision else decision


def _as_new(plan):
    return compare(dict.fromkeys(plan.said, ""), plan.said)


def _require(actor, afwezige):
    decision = _may(actor, afwezige)
    if not decision:
        raise gate.NotAllowed(decision)


def _lock(actor, plan):
    """The Plan with its people locked; the right is judged after it, on what holds then."""
    afwezige, waarnemer = _lock_teamleden(plan.afwezige, plan.waarnemer)
    gate.forget(actor)
    _require(actor, afwezige)
    return replace(plan, afwezige=afwezige, waarnemer=waarnemer)


def _lock_teamleden(*teamleden):
    """The same people, with their rows locked in the order of their keys: two at once wait for each other."""
    ids = [teamlid.pk for teamlid in teamleden if teamlid is not None]
    rows = Teamlid.objects.select_related("persoon").select_for_update(of=("self",), no_key=True)
    found = {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
    return [None if teamlid is None else found[teamlid.pk] for teamlid in teamleden]


def _check(actor, plan, current=None):
    """The Plan as it will be saved. Raises ValidationError."""
    now = timezone.now()
    plan = replace(plan, reden=plan.reden.strip())
    if not plan.reden:
        raise ValidationError({"reden": "Vul een reden in, zoals vakantie of ziekte."})
    _check_people(actor, plan, current)
    plan = _check_begun(plan, current, now) if current and current.has_begun(now) else _check_new(plan, now)
    if plan.tot is not None and plan.tot <= plan.van:
        raise ValidationError({"tot": "Het einde moet na het begin liggen."})
    if (plan.rollen is not None and not plan.rollen) or (plan.relaties is not None and not plan.relaties):
        raise ValidationError({"bereik": "Kies minstens één rol of relatie, of geef alles door."})
    _check_twice(plan, current)
    _check_may_give(actor, plan, current)
    return plan


def _check_people(actor, plan, current):
    afwezige, waarnemer = plan.afwezige, plan.waarnemer
    if current is not None and actor.pk is not None and actor.pk == current.waarnemer_id:
        raise ValidationError(NIET_EIGEN)
    if current is not None and afwezige.pk != current.afwezige_id:
        raise ValidationError({"afwezige": "De afwezige van een waarneming verandert niet; maak een nieuwe."})
    if afwezige.is_uit_dienst:
        raise ValidationError({"afwezige": f"{afwezige} is uit dienst; er is niets om waar te nemen."})
    if waarnemer is None:
        return
    if waarnemer.pk == afwezige.pk:
        raise ValidationError({"waarnemer": "Een teamlid kan niet voor zichzelf waarnemen."})
    if actor.pk is not None and actor.pk == waarnemer.pk:
        raise ValidationError({"waarnemer": NIET_ZELF})
    if not waarnemer.is_actief:
        raise ValidationError({"waarnemer": f"{waarnemer} is geen actief teamlid en kan niet waarnemen."})


def _check_begun(plan, current, now):
    if current.is_over(now):
        raise ValidationError(VOORBIJ)
    if plan.scope != Plan.of(current).scope or plan.van != current.van:
        raise ValidationError(BEGONNEN)
    if plan.tot is not None and plan.tot <= now:
        raise ValidationError({"tot": "Dit moment is al geweest. Kies een later einde, of beëindig de waarneming nu."})
    return plan


def _check_new(plan, now):
    """Access never begins in the past, so that a row does not tell of access that nobody had."""
    if plan.tot is not None and plan.tot <= now and plan.waarnemer is not None:
        raise ValidationError({"tot": "Dit moment is al geweest; kies een einde in de toekomst."})
    if plan.waarnemer is None or plan.van >= now:
        return plan
    if plan.van < now - SPEELRUIMTE:
        raise ValidationError({"van": "Een waarneming kan niet in het verleden beginnen; kies een moment vanaf nu."})
    return replace(plan, van=now.replace(second=0, microsecond=0))


def _check_twice(plan, current):
    """Of one pair there is never more than one at a time; other waarnemers for the same afwezige may overlap."""
    same = Waarneming.objects.filter(afwezige=plan.afwezige, waarnemer=plan.waarnemer)
    other = same.exclude(pk=current and current.pk).overlapping(plan.van, plan.tot).order_by("van").first()
    if other is None:
        return
    when = show_periode(other.van, other.einde)
    if plan.waarnemer is None:
        raise ValidationError({"van": f"{plan.afwezige} staat al als afwezig zonder waarnemer, {when}."})
    raise ValidationError(
        {"van": f"{plan.waarnemer} neemt al waar voor {plan.afwezige}, {when}. Wijzig of beëindig die."}
    )


def _widens(plan, current):
    """Does the Plan give anything that the Waarneming did not give already?"""
    if current is None or plan.scope != Plan.of(current).scope or plan.van < current.van:
        return True
    return current.tot is not None and (plan.tot is None or plan.tot > current.tot)


def _check_may_give(actor, plan, current):
    """TL-5, see the head of this file."""
    own = actor.pk is not None and actor.pk == plan.afwezige.pk
    if isinstance(actor, Systeem) or own or plan.waarnemer is None or not _widens(plan, current):
        return
    givable = Relatie.objects.visible_to(actor, TEAMLEDEN_KOPPELEN).filter(pk=OuterRef("relatie"))
    rows = TeamlidRol.objects.passed_on(plan.afwezige, plan.rollen, plan.relaties)
    if rows.filter(~Exists(givable)).exists():
        raise ValidationError({"bereik": NIET_ALLES.format(plan.afwezige)})


def _write(waarneming, plan):
    for name in ("waarnemer", "van", "tot", "reden"):
        setattr(waarneming, name, getattr(plan, name))
    waarneming.alleen_rollen, waarneming.alleen_relaties = plan.rollen is not None, plan.relaties is not None
    waarneming.save()
    waarneming.rollen.set(plan.rollen or ())
    waarneming.relaties.set(plan.relaties or ())
