"""What is read from the tables for a question about now, field by field."""

from datetime import timedelta

import pytest
from django.utils import timezone

from permissions.models import Autorisatierol
from teamleden.models import Rol, TeamlidRol, Waarneming
from teamleden.toegang.now import load_now, load_relaties_now
from teamleden.toegang.stand import Autorisatie, Dossier, Lid, Rij, Stand, Vervanging
from tests.factories import TeamlidRolFactory, WaarnemingFactory

pytestmark = pytest.mark.django_db


def autorisatie(naam):
    rol = Autorisatierol.objects.get(naam=naam)
    codes = frozenset(rol.group.permissions.values_list("rij__code", flat=True))
    return Autorisatie(rol.pk, naam, naam == "Beheerder", codes, rol.volgorde)


def as_lid(persoon, rol, status="actief", is_active=True):
    return Lid(persoon.pk, persoon.volledige_naam, persoon.sorteernaam, status, is_active, autorisatie(rol))


def test_the_whole_office_at_two_relaties(cast):
    until = timezone.now() + timedelta(days=1)
    waarneming = Waarneming.objects.get()
    Waarneming.objects.update(tot=until)
    WaarnemingFactory(afwezige=cast.anna.teamlid, waarnemer=cast.daan.teamlid, van=until)  # not yet
    bram_van = cast.bram
    bram_van.tussenvoegsel, bram_van.achternaam = "van der", "Aa"
    bram_van.save()
    everybody = [
        as_lid(bram_van, "Mutator"), as_lid(cast.anna, "Beheerder"), as_lid(cast.chantal, "Mutator"),
        as_lid(cast.daan, "Mutator"), as_lid(cast.eva, "Mutator", "uit_dienst", is_active=False),
        as_lid(cast.manon, "Manager"), as_lid(cast.rick, "Raadpleger"),
    ]  # fmt: skip
    stand = load_now([cast.own_raadpleger.pk, cast.afgeschermd.pk])
    assert stand == Stand(
        leden={one.pk: one for one in everybody},
        autorisaties=tuple(autorisatie(naam) for naam in ("Raadpleger", "Mutator", "Manager", "Beheerder")),
        relaties={
            cast.own_raadpleger.pk: Dossier(cast.own_raadpleger.pk, str(cast.own_raadpleger), afgeschermd=False),
            cast.afgeschermd.pk: Dossier(cast.afgeschermd.pk, str(cast.afgeschermd), afgeschermd=True),
        },
        rijen={
            at.pk: {who.pk: [Rij(who.pk, at.pk, "Relatiebeheerder", niveau, "hand", cast.rol_id)]}
            for who, at, niveau in (
                (cast.bram, cast.own_raadpleger, "raadpleger"), (cast.chantal, cast.afgeschermd, "mutator"),
            )
        },
        vervangingen={cast.daan.pk: [Vervanging(cast.bram.pk, cast.daan.pk, until, waarneming.pk)]},
    )  # fmt: skip
    assert next(iter(stand.leden)) == cast.bram.pk, "in the order of their names"
    assert [one.naam for one in stand.autorisaties] == ["Raadpleger", "Mutator", "Manager", "Beheerder"]


def test_of_some_people_only_they_and_whom_they_stand_in_for(cast):
    stand = load_now([cast.own.pk], of=[cast.daan.pk])
    assert set(stand.leden) == {cast.daan.pk, cast.bram.pk}
    assert {pk: set(rows) for pk, rows in stand.rijen.items()} == {cast.own.pk: {cast.bram.pk}}
    assert set(stand.vervangingen) == {cast.daan.pk}
    alone = load_now([cast.own.pk], of=[cast.rick.pk])
    assert (set(alone.leden), alone.vervangingen) == ({cast.rick.pk}, {})
    assert set(alone.rijen[cast.own.pk]) == {cast.rick.pk}


def test_a_relatie_without_anybody_is_there_too_and_without_relaties_there_are_no_rows(cast):
    stand = load_now([cast.intern.pk])
    assert (list(stand.relaties), stand.rijen) == ([cast.intern.pk], {})
    none = load_now()
    assert (none.relaties, none.rijen, len(none.leden)) == ({}, {}, 7)


def test_the_rows_are_in_the_order_of_the_rollen(cast):
    """By volgorde, then by name, then the oldest first."""
    rollen = list(Rol.objects.filter(naam__in=["Accountant", "Salaris", "Relatiebeheerder"]).order_by("pk"))
    TeamlidRol.objects.filter(relatie=cast.own).delete()
    for rol in reversed(rollen):
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.own, rol=rol)
    Rol.objects.update(volgorde=5)
    Rol.objects.filter(naam="Salaris").update(volgorde=1)
    rows = load_now([cast.own.pk]).rijen[cast.own.pk][cast.bram.pk]
    assert [rij.rol for rij in rows] == ["Salaris", "Accountant", "Relatiebeheerder"]


def test_the_rows_that_are_loaded_again_replace_those_that_were_there(cast):
    stand = load_now([cast.own.pk, cast.other.pk])
    TeamlidRol.objects.filter(teamlid=cast.bram.pk, relatie=cast.own).delete()
    load_relaties_now(stand, [cast.own.pk])
    assert set(stand.rijen[cast.own.pk]) == {cast.eva.pk, cast.manon.pk, cast.rick.pk}
    assert set(stand.rijen[cast.other.pk]) == {cast.chantal.pk}


def test_an_autorisatierol_without_permissies_holds_nothing(cast):
    rol = Autorisatierol.objects.get(naam="Raadpleger")
    rol.group.permissions.clear()
    (found,) = (one for one in load_now().autorisaties if one.pk == rol.pk)
    assert found.codes == frozenset()
