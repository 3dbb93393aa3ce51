"""django-guardian answers the rule itself, and nobody can tell it otherwise (AUT-1)."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import assign_perm, get_objects_for_user, get_perms, get_users_with_perms, remove_perm

from crm.models import Koppeling, Persoon, Relatie
from permissions import catalogue
from permissions.backend import KantoorBackend
from permissions.models import RelatieToegang, ToegangIsARule
from teamleden import weergave
from teamleden.models import Status, Teamlid, TeamlidRol, Waarneming
from tests.cast import next_request
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db

IEDEREEN = ("anna", "bram", "chantal", "daan", "eva", "fenna", "manon", "rick")
RELATIES = ("own", "own_raadpleger", "other", "afgeschermd", "intern")
VIEW, CHANGE = "crm.view_relatie", "crm.change_relatie"
RULE = {
    VIEW: {
        "anna": {"own", "own_raadpleger", "other", "intern"},
        "bram": {"own", "own_raadpleger"},
        "chantal": {"other", "afgeschermd"},
        "daan": {"own", "own_raadpleger"},
        "eva": set(),
        "fenna": set(),
        "manon": {"own"},
        "rick": {"own"},
    },
    CHANGE: {
        "anna": {"own", "own_raadpleger", "other", "intern"},
        "bram": {"own"},
        "chantal": {"other", "afgeschermd"},
        "daan": {"own"},
        "eva": set(),
        "fenna": set(),
        "manon": {"own"},
        "rick": set(),
    },
}


def rows(**filters):
    return set(RelatieToegang.objects.filter(**filters).values_list("user", "permission", "content_object"))


def new_row(cast):
    """Access that the rule does not give: Bram at `other`."""
    permission = RelatieToegang.objects.first().permission
    return {"user": cast.bram, "permission": permission, "content_object": cast.other}


WRITES = {
    "assign_perm": lambda cast: assign_perm(VIEW, cast.bram, cast.other),
    "assign_perm to many people": lambda cast: assign_perm(VIEW, [cast.bram, cast.rick], cast.other),
    "assign_perm at many relaties": lambda cast: assign_perm(VIEW, cast.bram, Relatie.objects.all()),
    "remove_perm": lambda cast: remove_perm(VIEW, cast.bram, cast.own),
    "remove_perm at many relaties": lambda cast: remove_perm(VIEW, cast.bram, Relatie.objects.all()),
    "manager.assign_perm": lambda cast: RelatieToegang.objects.assign_perm(VIEW, cast.bram, cast.other),
    "manager.bulk_assign_perm": lambda cast: RelatieToegang.objects.bulk_assign_perm(VIEW, cast.bram, [cast.other]),
    "manager.remove_perm": lambda cast: RelatieToegang.objects.remove_perm(VIEW, cast.bram, cast.own),
    "manager.bulk_remove_perm": lambda cast: RelatieToegang.objects.bulk_remove_perm(VIEW, cast.bram, [cast.own]),
    "create": lambda cast: RelatieToegang.objects.create(id="1", **new_row(cast)),
    "get_or_create": lambda cast: RelatieToegang.objects.get_or_create(**new_row(cast)),
    "update_or_create": lambda cast: RelatieToegang.objects.update_or_create(**new_row(cast)),
    "bulk_create": lambda cast: RelatieToegang.objects.bulk_create([RelatieToegang(id="1", **new_row(cast))]),
    "create of a filter": lambda cast: RelatieToegang.objects.filter(user=cast.bram).create(id="1", **new_row(cast)),
    "save": lambda cast: RelatieToegang(id="1", **new_row(cast)).save(),
    "save of a row": lambda cast: RelatieToegang.objects.first().save(),
}
# Django goes around the manager here, and finds a view that no database lets it write to.
RAW_WRITES = {
    "delete": lambda cast: RelatieToegang.objects.filter(user=cast.bram).delete(),
    "delete of a row": lambda cast: RelatieToegang.objects.first().delete(),
    "update": lambda cast: RelatieToegang.objects.filter(user=cast.bram).update(user=cast.rick),
    "bulk_create of a filter": lambda cast: RelatieToegang.objects.all().bulk_create(
        [RelatieToegang(id="1", **new_row(cast))]
    ),
}


@pytest.mark.parametrize("write", WRITES)
def test_access_is_never_written(cast, write):
    before = rows()
    with pytest.raises(ToegangIsARule) as refused:
        WRITES[write](cast)
    assert str(refused.value) == (
        "Toegang tot een relatie volgt uit de regel: geef of neem een rol, geen losse permissie."
    )
    assert rows() == before


@pytest.mark.parametrize("write", RAW_WRITES)
def test_the_database_refuses_to_write_access(cast, write):
    before = rows()
    with pytest.raises(DatabaseError, match=r"view|weergave"), transaction.atomic():
        RAW_WRITES[write](cast)
    assert rows() == before


def test_a_right_for_a_group_gives_nobody_anything(cast):
    """guardian keeps rows for groups too; nobody is in a group, also not who has that autorisatierol."""
    assign_perm(VIEW, cast.bram.teamlid.autorisatierol.group, cast.other)
    bram = next_request(cast.bram)
    assert not bram.has_perm(VIEW, cast.other)
    assert get_perms(bram, cast.other) == []
    assert set(get_objects_for_user(bram, VIEW)) == {cast.own, cast.own_raadpleger}


def by_has_perm(persoon, code, relaties):
    return {name for name, relatie in relaties.items() if persoon.has_perm(code, relatie)}


def by_checker(persoon, code, relaties):
    checker = ObjectPermissionChecker(persoon)
    checker.prefetch_perms(list(relaties.values()))
    return {name for name, relatie in relaties.items() if checker.has_perm(code, relatie)}


def by_list(persoon, code, relaties):
    found = set(get_objects_for_user(persoon, code))
    return {name for name, relatie in relaties.items() if relatie in found}


def by_people(persoon, code, relaties):
    options = {"with_group_users": False, "only_with_perms_in": [code.partition(".")[2]]}
    return {name for name, relatie in relaties.items() if persoon in get_users_with_perms(relatie, **options)}


@pytest.mark.parametrize("code", RULE)
@pytest.mark.parametrize("ask", [by_has_perm, by_checker, by_list, by_people])
def test_aut_1_guardian_answers_the_rule(cast, ask, code):
    relaties = {name: getattr(cast, name) for name in RELATIES}
    assert {who: ask(next_request(getattr(cast, who)), code, relaties) for who in IEDEREEN} == RULE[code]


def test_aut_1_every_permissie_of_everybody_at_a_relatie(cast):
    """All that guardian knows of `own`: the permissies of the autorisatierol that the niveau allows."""

    def at_own(rol):
        return sorted(p.codename for p in catalogue.all_permissies() if not p.is_office_wide and rol in p.standaard)

    assert get_users_with_perms(cast.own, attach_perms=True, with_group_users=False) == {
        cast.anna: at_own("Beheerder"),
        cast.bram: at_own("Mutator"),
        cast.daan: at_own("Mutator"),
        cast.manon: at_own("Manager"),
        cast.rick: at_own("Raadpleger"),
    }
    as_raadpleger = ["bsn_inzien", "contacten_inzien", "view_relatie"]
    assert get_users_with_perms(cast.own_raadpleger, attach_perms=True, with_group_users=False) == {
        cast.anna: at_own("Beheerder"), cast.bram: as_raadpleger, cast.daan: as_raadpleger,
    }  # fmt: skip


def test_office_wide_permissies_come_from_the_autorisatierol(cast):
    found = {who: next_request(getattr(cast, who)).has_perm("teamleden.teamleden_beheren") for who in IEDEREEN}
    assert {who for who, yes in found.items() if yes} == {"anna"}
    assert not cast.anna.has_perm(VIEW), "without a Relatie there is no answer about one"


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.CONCEPT},
        {"status": Status.UITGENODIGD},
        {"status": Status.UIT_DIENST},
        {"is_active": False},
    ],
)
@pytest.mark.parametrize("who", ["anna", "bram", "daan"])
def test_who_is_not_active_has_nothing(cast, who, change):
    """By own rows, by bereik alle, and as waarnemer."""
    persoon = getattr(cast, who)
    assert rows(user=persoon) != set()
    model = Teamlid if "status" in change else Persoon
    model.objects.filter(pk=persoon.pk).update(**change)
    persoon = next_request(persoon)
    assert rows(user=persoon) == set()
    assert list(get_objects_for_user(persoon, VIEW)) == []
    assert get_perms(persoon, cast.own) == []
    assert not persoon.has_perm(VIEW, cast.own)
    assert not persoon.has_perm("teamleden.teamleden_inzien")
    assert persoon not in get_users_with_perms(cast.own, with_group_users=False)


def test_nobody_stands_above_the_rule():
    """There is no column that could say so, and no way to make such a person."""
    fields = {field.name for field in Persoon._meta.get_fields()}
    assert fields & {"is_superuser", "is_staff", "groups", "user_permissions"} == set()
    persoon = Persoon()
    assert not persoon.is_superuser
    with pytest.raises(AttributeError):
        persoon.is_superuser = True
    with pytest.raises(AttributeError, match="is_superuser"):
        Persoon(is_superuser=True)
    assert not hasattr(get_user_model().objects, "create_superuser")


def test_a_relatie_with_access_can_be_deleted(cast):
    assert rows(content_object=cast.other) != set()
    cast.other.delete()
    assert set(TeamlidRol.objects.filter(teamlid=cast.chantal.pk).values_list("relatie", flat=True)) == {
        cast.afgeschermd.pk
    }
    assert rows(content_object=cast.other.pk) == set()
    assert set(get_objects_for_user(next_request(cast.chantal), VIEW)) == {cast.afgeschermd}


def test_many_relaties_can_be_deleted_at_once(cast):
    Koppeling.objects.all().delete()
    Relatie.objects.exclude(pk=cast.intern.pk).delete()
    assert {(user, relatie) for user, _, relatie in rows()} == {(cast.anna.pk, cast.intern.pk)}


def test_a_persoon_can_be_deleted(cast):
    """A contact; and a teamlid, whose rows go first."""
    ContactFactory().delete()
    assert rows(user=cast.bram) != set()
    cast.bram.teamlid.delete()
    cast.bram.delete()
    assert rows(user=cast.bram.pk or 0) == set()
    assert not Waarneming.objects.exists()
    assert rows(user=cast.daan) == set(), "who stood in for Bram has nothing left"


def definition():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_viewdef('teamleden_toegang'::regclass)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'teamleden_toegang'")
        return cursor.fetchone()[0]


def test_making_the_view_again_changes_nothing(cast):
    before = definition(), rows()
    weergave.create_view()
    weergave.create_view()
    assert (definition(), rows()) == before


def test_migrate_leaves_the_view_in_place_when_there_is_nothing_to_do(cast):
    before = rows()
    weergave.drop_view(plan=[])
    assert rows() == before


def test_a_migration_takes_the_view_away_on_sqlite_only_and_puts_it_back(cast):
    before = definition(), rows()
    weergave.drop_view(plan=["a migration"])
    names = [table.name for table in connection.introspection.get_table_list(connection.cursor()) if table.type == "v"]
    assert names == ([] if connection.vendor == "sqlite" else ["teamleden_toegang"])
    weergave.create_view()
    assert (definition(), rows()) == before


@pytest.mark.parametrize("who", ["bram", "fenna"])
@pytest.mark.parametrize("is_active", [True, False])
def test_aut_4_who_may_not_log_in_stays_out(cast, who, is_active):
    """A contact too, who brings nothing to the rule."""
    persoon = getattr(cast, who)
    Persoon.objects.filter(pk=persoon.pk).update(is_active=is_active)
    assert KantoorBackend().user_can_authenticate(next_request(persoon)) is is_active


def test_django_lists_the_office_wide_permissies_and_leaves_those_at_a_relatie_to_guardian(cast):
    backend = KantoorBackend()
    wide = {p.code for p in catalogue.all_permissies() if p.is_office_wide and "Mutator" in p.standaard}
    bram, eva = next_request(cast.bram), next_request(cast.eva)
    assert wide
    for ask in (backend.get_all_permissions, backend.get_group_permissions):
        assert (ask(bram), ask(bram, cast.own), ask(eva), ask(AnonymousUser())) == (wide, set(), set(), set())
    assert backend.get_user_permissions(bram) == set()
    assert [backend.has_module_perms(bram, app) for app in ("crm", "teamleden", "team", "alles")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not backend.has_module_perms(eva, "crm")
