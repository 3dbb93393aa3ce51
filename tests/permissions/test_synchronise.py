"""After each migrate the tables say what the catalogue says, and what the office made of its rollen stays."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import router

from crm.models import Relatie
from crm.permissions import BSN_INZIEN, INSIGHTS_EXPORTEREN, LABELS_BEHEREN, RELATIES_BEHEREN
from permissions import catalogue, gate
from permissions.catalogue import Categorie, Reikwijdte
from permissions.models import Autorisatierol, PermissieRij, RelatieToegang
from permissions.synchronise import synchronise
from teamleden.models import Teamlid
from tests.cast import next_request

pytestmark = pytest.mark.django_db

STANDAARD = {"Raadpleger": "gekoppeld", "Mutator": "gekoppeld", "Manager": "gekoppeld", "Beheerder": "alle"}


def codes_of(group):
    return set(group.permissions.values_list("rij__code", flat=True))


def rollen():
    """{autorisatierol: (standaard, bereik, volgorde, its permissies)}"""
    return {
        rol.naam: (rol.standaard, rol.bereik, rol.volgorde, codes_of(rol.group)) for rol in Autorisatierol.objects.all()
    }


def everything():
    models = (Autorisatierol, Group, Permission, PermissieRij, Group.permissions.through)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def holders(permissie):
    rows = Autorisatierol.objects.filter(group__permissions__rij__code=permissie.code)
    return set(rows.values_list("naam", flat=True))


def make_rol(naam, *permissies):
    group = Group.objects.create(name=f"autorisatierol:{naam}")
    group.permissions.set(Permission.objects.filter(rij__code__in=[p.code for p in permissies]))
    return Autorisatierol.objects.create(naam=naam, group=group)


def as_by_default():
    return {
        naam: (naam, bereik, volgorde, {p.code for p in catalogue.all_permissies() if naam in p.standaard})
        for volgorde, (naam, bereik) in enumerate(STANDAARD.items(), start=1)
    }


def test_migrate_makes_the_four_standard_rollen_with_their_permissies_and_bereik():
    assert rollen() == as_by_default()


def test_the_first_run_makes_them_from_nothing():
    Autorisatierol.objects.all().delete()
    Group.objects.all().delete()
    Permission.objects.filter(rij__isnull=False).delete()
    synchronise()
    assert rollen() == as_by_default()
    assert list(PermissieRij.objects.values_list("code", "naam", "categorie", "reikwijdte")) == [
        (p.code, p.naam, p.categorie, p.reikwijdte) for p in catalogue.all_permissies()
    ]


class NoGuess:
    """A router that refuses to choose: whoever asks for rows says in which database."""

    def db_for_read(self, model, **hints):
        return hints["instance"]._state.db

    db_for_write = db_for_read


def test_all_of_it_happens_in_the_database_that_was_migrated(declared, monkeypatch):
    """From nothing, and when a permissie changes and another goes."""
    Autorisatierol.objects.all().delete()
    Group.objects.all().delete()
    Permission.objects.filter(rij__isnull=False).delete()
    with monkeypatch.context() as patch:
        patch.setattr(router, "routers", [NoGuess()])
        synchronise("default")
        declared[BSN_INZIEN.code] = replace(BSN_INZIEN, naam="BSN tonen")
        del declared[RELATIES_BEHEREN.code]
        synchronise("default")
    assert set(Autorisatierol.objects.values_list("naam", flat=True)) == set(STANDAARD)
    codes = PermissieRij.objects.filter(code__in=[BSN_INZIEN.code, RELATIES_BEHEREN.code])
    assert list(codes.values_list("naam", flat=True)) == ["BSN tonen"]


def test_the_second_run_changes_nothing(cast):
    before = everything()
    synchronise()
    assert everything() == before


def test_a_run_with_nothing_to_do_only_looks(cast, django_assert_num_queries):
    """The tables, whether there are autorisatierollen, the permissies, and the standard rollen with their groups.

    And the two words that make it one transaction.
    """
    make_rol("Stagiair", BSN_INZIEN)
    with django_assert_num_queries(4 + 2) as asked:
        synchronise()
    assert [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_a_new_permissie_reaches_only_the_standard_rollen_that_have_it_by_default(declared):
    """By what the rol is, not by what the office calls it; a rol of the office's own gets nothing."""
    Autorisatierol.objects.filter(naam="Manager").update(naam="Vennoot")
    make_rol("Beheerder op afstand", RELATIES_BEHEREN)
    before = rollen()
    new = Categorie("Taken", model="crm.relatie").change("taken_beheren", "Taken beheren", "--xx", "Taken.")
    synchronise()
    assert holders(new) == {"Vennoot", "Beheerder"}
    assert Permission.objects.get(rij__code=new.code).name == "Taken beheren"
    new_in = {"Vennoot", "Beheerder"}
    assert rollen() == {
        naam: (*rest, codes | {new.code} if naam in new_in else codes) for naam, (*rest, codes) in before.items()
    }


def test_a_new_permissie_works_at_once_for_who_has_it(cast, declared):
    new = Categorie("Taken", model="crm.relatie").change("taken_beheren", "Taken beheren", "-xxx", "Taken.")
    synchronise()
    answers = {who: bool(gate.may(next_request(getattr(cast, who)), new, cast.own)) for who in ("bram", "rick")}
    assert answers == {"bram": True, "rick": False}


def test_a_permissie_that_is_no_longer_declared_gives_no_access(cast, declared):
    at_own = RelatieToegang.objects.filter(user=cast.bram, content_object=cast.own)
    before = set(at_own.values_list("permission__codename", flat=True))
    others = {naam: codes - {BSN_INZIEN.code} for naam, (*_, codes) in rollen().items()}
    del declared[BSN_INZIEN.code]
    synchronise()
    assert set(at_own.values_list("permission__codename", flat=True)) == before - {"bsn_inzien"}
    assert gate.held_at(next_request(cast.bram), cast.own) == before - {"bsn_inzien"}
    assert list(Permission.objects.filter(codename="bsn_inzien")) == []
    assert {naam: codes for naam, (*_, codes) in rollen().items()} == others


def test_what_the_office_changed_is_left_alone(declared):
    manager = Autorisatierol.objects.get(naam="Manager")
    manager.group.permissions.remove(Permission.objects.get(rij__code=RELATIES_BEHEREN.code))
    raadpleger = Autorisatierol.objects.get(naam="Raadpleger")
    raadpleger.group.permissions.add(Permission.objects.get(rij__code=INSIGHTS_EXPORTEREN.code))
    Autorisatierol.objects.filter(naam="Mutator").delete()
    Autorisatierol.objects.filter(naam="Beheerder").update(bereik="gekoppeld", volgorde=9)
    make_rol("Stagiair", BSN_INZIEN)
    before = rollen()
    synchronise()
    assert rollen() == before


def test_a_permissie_with_another_name_stays_where_it_was(declared):
    make_rol("Stagiair", BSN_INZIEN)
    before = rollen()
    declared[BSN_INZIEN.code] = replace(BSN_INZIEN, naam="BSN tonen", categorie="Privacy", standaard=frozenset())
    synchronise()
    assert rollen() == before
    row = PermissieRij.objects.get(code=BSN_INZIEN.code)
    assert (row.naam, row.categorie, row.permission.name) == ("BSN tonen", "Privacy", "BSN tonen")


def test_a_permissie_with_another_code_is_another_permissie(declared):
    """It goes to the standard rollen only: what the office gave under the old code was another right."""
    make_rol("Stagiair", BSN_INZIEN)
    del declared[BSN_INZIEN.code]
    new = Categorie("CRM - Relaties", model="crm.relatie").view("bsn_tonen", "BSN inzien", "-xxx", "Het BSN.")
    synchronise()
    assert holders(new) == {"Mutator", "Manager", "Beheerder"}
    assert holders(BSN_INZIEN) == set()


def test_aut_1_a_permissie_that_now_holds_at_a_relatie_is_asked_there(cast, declared):
    """From the whole office to one Relatie at a time: every way of asking goes along."""
    assert gate.may(cast.manon, LABELS_BEHEREN, cast.other)
    declared[LABELS_BEHEREN.code] = replace(LABELS_BEHEREN, reikwijdte=Reikwijdte.INZIEN, model="crm.relatie")
    synchronise()
    manon = next_request(cast.manon)
    relaties = [cast.own, cast.other]
    assert [bool(gate.may(manon, LABELS_BEHEREN.code, relatie)) for relatie in relaties] == [True, False]
    assert set(Relatie.objects.visible_to(manon, LABELS_BEHEREN.code)) == {cast.own}


def test_a_narrower_reach_holds_at_once(cast, declared):
    """From any niveau to mutator: the view reads the table, so the table must follow."""
    bram = next_request(cast.bram)
    assert gate.may(bram, BSN_INZIEN, cast.own_raadpleger)
    declared[BSN_INZIEN.code] = replace(BSN_INZIEN, reikwijdte=Reikwijdte.WIJZIGEN)
    synchronise()
    bram = next_request(cast.bram)
    relaties = [cast.own, cast.own_raadpleger]
    assert [bool(gate.may(bram, BSN_INZIEN.code, relatie)) for relatie in relaties] == [True, False]
    assert set(Relatie.objects.visible_to(bram, BSN_INZIEN.code)) == {cast.own}


def test_a_rol_in_use_cannot_be_deleted(cast):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Autorisatierol.objects.get(naam="Mutator").delete()
    assert Teamlid.objects.get(pk=cast.bram.pk).autorisatierol.naam == "Mutator"
