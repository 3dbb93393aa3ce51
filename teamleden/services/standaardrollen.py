"""Standaard teamlidrollen: make, change, switch and delete the rules, and propose them for existing Relaties (STD-1).

A rule gives access, so making one is judged like giving (TL-5). After that it belongs to the office: it is applied
whoever makes a Relatie, also when its own maker has left. Changing a rule changes no row that is there.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from activiteitenlog.services import record
from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.soorten import Wijziging
from crm.models import Relatie
from crm.permissions import TEAMLEDEN_KOPPELEN
from crm.services.wijzigen import apply_values
from permissions import gate
from permissions.gate import Systeem
from teamleden.models import Herkomst, Niveau, Rol, StandaardTeamlidRol, Teamlid, TeamlidRol
from teamleden.permissions import STANDAARDROLLEN_BEHEREN
from teamleden.services.eigen_lijsten import lock_that_is_left
from teamleden.wijzigingen.rollen import SET_STANDAARD, SOORT_TEAMLIDROL

VOOR_JEZELF = "Voor jezelf kun je geen standaardrol instellen; vraag een collega om dit te doen."
VELDEN = ("teamlid", "rol", "niveau", "relatietype", "relatiesoort", "relatiegroep", "label")


@transaction.atomic
def create_standaardrol(actor, *, teamlid, rol, niveau, **conditions):
    """Make a rule, which works from the next Relatie on. Raises NotAllowed or ValidationError."""
    teamlid, rol = _lock(actor, teamlid, rol)
    _require_may_give(actor, teamlid, rol)
    rule = StandaardTeamlidRol(created_by_id=actor.pk)
    changes = apply_values(rule, {"teamlid": teamlid, "rol": rol, "niveau": niveau, **conditions})
    rule.save(force_insert=True)
    record(actor, "standaardrol toegevoegd", rule, wijzigingen=changes)
    return rule


@transaction.atomic
def update_standaardrol(actor, rule, *, versie, **values):
    """Change a rule. Raises NotAllowed, StaleObject or ValidationError."""
    teamlid, rol = _lock(actor, values.get("teamlid", rule.teamlid), values.get("rol", rule.rol))
    current = lock_that_is_left(StandaardTeamlidRol.objects.all(), rule.pk, versie)
    changes = apply_values(current, {**values, "teamlid": teamlid, "rol": rol})
    if not changes:
        return current
    _require_may_give(actor, teamlid, rol)
    current.versie += 1
    current.save()
    record(actor, "standaardrol gewijzigd", current, wijzigingen=changes)
    return current


@transaction.atomic
def set_standaardrol_actief(actor, rule, actief, *, versie):
    """Switch a rule on or off. On gives access, so it is judged like making one. Raises as `update_standaardrol`."""
    teamlid, rol = _lock(actor, rule.teamlid, rule.rol)
    current = lock_that_is_left(StandaardTeamlidRol.objects.all(), rule.pk, versie)
    if current.actief == actief:
        return current
    if actief:
        _require_may_give(actor, teamlid, rol)
    current.actief = actief
    current.versie += 1
    current.save(update_fields=["actief", "versie"])
    record(actor, "standaardrol gewijzigd", current, wijzigingen={"actief": [not actief, actief]})
    return current


@transaction.atomic
def delete_standaardrol(actor, rule):
    """Delete a rule; the rows it gave stay. Raises NotAllowed or ValidationError."""
    _lock(actor, rule.teamlid, rule.rol)
    current = StandaardTeamlidRol.objects.select_for_update(of=("self",), no_key=True).filter(pk=rule.pk).first()
    if current is None:
        raise ValidationError("Deze regel is intussen al verwijderd.")
    record(actor, "standaardrol verwijderd", current, wijzigingen={"rol": [str(current.rol), ""]})
    current.delete()


def propose_standaardrollen(actor, rules):
    """A Wijzigingsset that gives what these rules give at the existing Relaties where the actor may couple.

    It only adds: a row that is there stays as it is. Not the actor's own rows, for nobody raises the own access
    (TL-5). Raises NotAllowed, or ValidationError when there is nothing to give.
    """
    gate.require(actor, STANDAARDROLLEN_BEHEREN)
    gate.require(actor, TEAMLEDEN_KOPPELEN)
    giving = [rule for rule in rules if rule.gives]
    if not giving:
        raise ValidationError("Er is geen regel die nu iets geeft; zet er eerst een aan.")
    for_others = [rule for rule in giving if rule.teamlid_id != actor.pk]
    if not for_others:
        raise ValidationError("Een regel voor jezelf past een collega toe; je kunt je eigen toegang niet verruimen.")
    wanted = {}
    for rule in for_others:
        for relatie in missing_at(rule, Relatie.objects.visible_to(actor, TEAMLEDEN_KOPPELEN)):
            key = (rule.teamlid_id, relatie, rule.rol_id)
            if wanted.get(key) != Niveau.MUTATOR:
                wanted[key] = rule.niveau
    state = {"herkomst": Herkomst.STANDAARD.value, "door": actor.pk}
    changes = [Wijziging(SOORT_TEAMLIDROL, key, None, {"niveau": niveau, **state}) for key, niveau in wanted.items()]
    titel = f"Standaardrol: {giving[0]}" if len(giving) == 1 else "Standaard teamlidrollen toepassen"
    return engine.propose(actor, SET_STANDAARD, titel[:200], changes)


def missing_at(rule, relaties):
    """The keys of those of `relaties` that fit the rule and where its Teamlid does not have the Rol yet."""
    rows = TeamlidRol.objects.filter(teamlid=rule.teamlid_id, rol=rule.rol_id)
    fitting = relaties.filter(rule.condition).exclude(pk__in=rows.values("relatie"))
    return fitting.order_by("pk").values_list("pk", flat=True)


def _lock(actor, teamlid, rol):
    """In the order of services/rollen.py: the Teamlid, the Rol, then the rule."""
    people = Teamlid.objects.select_related("persoon").select_for_update(of=("self",), no_key=True)
    teamlid, rol = people.get(pk=teamlid.pk), Rol.objects.filter(pk=rol.pk).locked().first()
    if rol is None:
        raise ValidationError({"rol": "Deze rol is intussen verwijderd."})
    gate.forget(actor)
    gate.require(actor, STANDAARDROLLEN_BEHEREN)
    return teamlid, rol


def _require_may_give(actor, teamlid, rol):
    """TL-5: who makes a rule must be entitled to give what it gives, and not to themselves."""
    gate.require(actor, TEAMLEDEN_KOPPELEN)
    if not isinstance(actor, Systeem) and actor.pk == teamlid.pk:
        raise ValidationError({"teamlid": VOOR_JEZELF})
    if teamlid.is_uit_dienst:
        raise ValidationError({"teamlid": f"{teamlid} is uit dienst en kan geen rol krijgen."})
    if not rol.actief:
        raise ValidationError({"rol": f"De rol {rol} is niet meer in gebruik."})
