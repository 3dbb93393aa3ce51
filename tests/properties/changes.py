"""The smallest change of an Uitleg, made in the model of the rule and in the database itself."""

from copy import deepcopy
from dataclasses import replace
from itertools import combinations

from django.contrib.auth.models import Permission
from django.db import transaction

from permissions import gate
from permissions.models import Autorisatierol
from teamleden.models import Rol, Teamlid, TeamlidRol
from teamleden.toegang import Soort
from tests.properties.model import CODES

NEW_ROL = 9  # no row has it


def in_model(built, office, lid, code, relatie, changes):
    """A copy of the office with these changes."""
    office = deepcopy(office)
    person = office.leden[lid]
    for change in changes:
        if change.soort is Soort.ACTIVEREN:
            person.status, person.is_active, person.per = "actief", True, None
        elif change.soort is Soort.AUTORISATIEROL:
            person.codes, person.alle = held_by(Autorisatierol.objects.get(pk=change.autorisatierol_id))
        elif change.soort is Soort.PERMISSIE:
            person.codes = person.codes | {code}
        elif change.soort is Soort.ROL:
            office.rijen[lid, relatie, NEW_ROL] = change.niveau
        else:
            rol = [rol.naam for rol in built.rollen].index(change.rol)
            assert office.rijen[lid, relatie, rol] == "raadpleger"
            office.rijen[lid, relatie, rol] = change.niveau
    return office


def held_by(rol):
    codes = rol.group.permissions.filter(rij__code__in=CODES).values_list("rij__code", flat=True)
    return frozenset(codes), rol.bereik == "alle"


def in_database(change, code):
    if change.soort is Soort.ACTIVEREN:
        teamlid = Teamlid.objects.select_related("persoon").get(pk=change.teamlid_id)
        teamlid.status, teamlid.uit_dienst_per, teamlid.persoon.is_active = "actief", None, True
        teamlid.save()
        teamlid.persoon.save()
    elif change.soort is Soort.AUTORISATIEROL:
        Teamlid.objects.filter(pk=change.teamlid_id).update(autorisatierol=change.autorisatierol_id)
    elif change.soort is Soort.PERMISSIE:
        group = Teamlid.objects.get(pk=change.teamlid_id).autorisatierol.group
        group.permissions.add(Permission.objects.get(rij__code=code))
    else:
        where = {"teamlid_id": change.teamlid_id, "relatie_id": change.relatie_id}
        if change.soort is Soort.ROL:
            TeamlidRol.objects.create(rol=Rol.objects.last(), niveau=change.niveau, **where)
        else:
            assert TeamlidRol.objects.filter(rol__naam=change.rol, **where).update(niveau=change.niveau) == 1


def check_smallest_changes(built, office):
    """Together they are enough, none can be left out, no niveau can be lower, and who can make them may."""
    for (lid, code, relatie), uitleg in built.uitleg().items():
        changes = uitleg.wijzigingen

        def allowed(some, lid=lid, code=code, relatie=relatie):
            return in_model(built, office, lid, code, relatie, some).may(lid, code, relatie)

        assert allowed(changes)
        fewer = [some for size in range(len(changes)) for some in combinations(changes, size)] if changes else []
        assert [some for some in fewer if allowed(some)] == []
        weaker = [replace(change, niveau="raadpleger") if change.niveau == "mutator" else change for change in changes]
        assert weaker == list(changes) or not allowed(weaker)
        for change in changes:
            check_nearest(built, office, lid, code, change)
            check_givers(built, office, lid, relatie, change)


def check_nearest(built, office, lid, code, change):
    """No autorisatierol with the permissie is more like the present one."""
    if change.soort not in (Soort.AUTORISATIEROL, Soort.PERMISSIE):
        return
    person = office.leden[lid]
    everything = {rol.pk: rol for rol in Autorisatierol.objects.all()}
    differences = {
        pk: ((rol.bereik == "alle") != person.alle, len(codes_of(rol) ^ codes_of(built.leden[lid].autorisatierol)))
        for pk, rol in everything.items()
        if code in codes_of(rol)
    }
    if change.soort is Soort.PERMISSIE:
        assert differences == {}
    else:
        assert differences[change.autorisatierol_id] == min(differences.values())


def codes_of(rol):
    return set(rol.group.permissions.values_list("rij__code", flat=True))


def check_givers(built, office, lid, relatie, change):
    if change.soort not in (Soort.ROL, Soort.NIVEAU):
        return
    numbers = {teamlid.pk: number for number, teamlid in enumerate(built.leden)}
    may = {giver for giver in numbers.values() if office.may(giver, "crm.teamleden_koppelen", relatie)}
    assert {numbers[pk] for pk in change.gever_ids} == may - {lid}


def check_in_database(built, pick):
    """Makes the changes of one refused triple for real, and asks the gate."""
    refused = {triple: uitleg for triple, uitleg in built.uitleg().items() if not uitleg}
    if not refused:
        return
    lid, code, relatie = triple = sorted(refused)[pick % len(refused)]
    uitleg = refused[triple]
    with transaction.atomic():
        for number, change in enumerate(uitleg.wijzigingen, start=1):
            in_database(change, code)
            done = number == len(uitleg.wijzigingen)
            assert bool(gate.may(built.persoon(lid), code, built.relaties[relatie])) is done
        transaction.set_rollback(True)
