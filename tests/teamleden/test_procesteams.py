"""Beheer → Teamleden → Procesteams: who is in them, who leads, and where they have candidates."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from permissions import gate
from permissions.gate import NotAllowed
from permissions.models import RelatieToegang
from teamleden.models import Procesteam, ProcesteamLid, Rol
from teamleden.services.procesteams import create_procesteam, delete_procesteam, update_procesteam
from tests.cast import next_request
from tests.client import login
from tests.factories import AutorisatierolFactory, ProcesteamFactory, TeamlidRolFactory
from tests.pages import differences, errors, form_data, messages, table

pytestmark = pytest.mark.django_db

URL = "/beheer/teamleden/procesteams/"


@pytest.fixture
def manon(cast):
    return login(cast.manon)


def leden(team):
    """{first name: leads} of the members."""
    return {lid.teamlid.persoon.voornaam: lid.leider for lid in team.lidmaatschappen.all()}


def logged():
    return [(row.actie, row.object_naam, row.wijzigingen) for row in Activiteit.objects.order_by("pk")]


# --- Add, change, delete --------------------------------------------------------------------------------------------


def test_a_procesteam_is_made_with_its_leden_and_leider(manon, cast):
    sent = {"naam": " Lonen ", "leden": [cast.bram.pk, cast.rick.pk], "leider": cast.rick.pk}
    response = manon.post(f"{URL}nieuw/", sent)
    team = Procesteam.objects.get()
    assert response.url == f"{URL}{team.pk}/"
    assert (team.naam, leden(team)) == ("Lonen", {"Rick": True, "Bram": False})
    names = sorted(map(str, (cast.bram, cast.rick)))
    changes = {"naam": ["", "Lonen"], "leden": [[], names], "leider": ["", str(cast.rick)]}
    assert logged() == [("procesteam toegevoegd", "Lonen", changes)]


def test_a_team_may_be_without_leden_and_leider(manon):
    manon.post(f"{URL}nieuw/", {"naam": "Later"})
    assert leden(Procesteam.objects.get()) == {}


@pytest.mark.parametrize("naam", ["lonen", "LONEN", " Lönen", ""])
def test_the_name_is_there_once_whatever_its_case(manon, naam):
    ProcesteamFactory(naam="Lonen")
    ProcesteamFactory(naam="LÖNEN")
    assert list(errors(manon.post(f"{URL}nieuw/", {"naam": naam}))) == ["naam"]


def test_the_leider_is_one_of_the_leden(manon, cast):
    response = manon.post(f"{URL}nieuw/", {"naam": "Lonen", "leden": [cast.bram.pk], "leider": cast.rick.pk})
    sentence = f"{cast.rick} is geen lid van dit team; kies {cast.rick} ook bij de leden."
    assert errors(response) == {"leider": [sentence]}
    assert not Procesteam.objects.exists()


def test_the_database_keeps_one_leider_and_each_lid_once(cast):
    team = ProcesteamFactory(leden=[cast.bram.teamlid, cast.rick.teamlid])
    second = team.lidmaatschappen.get(leider=False)
    second.leider = True
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcesteamLid.objects.create(procesteam=team, teamlid=cast.bram.teamlid)


def test_leden_and_leider_change_in_one_save(manon, cast):
    team = ProcesteamFactory(naam="Lonen", leden=[cast.bram.teamlid, cast.rick.teamlid])
    sent = {"naam": "Lonen", "leden": [cast.rick.pk, cast.chantal.pk], "leider": cast.rick.pk, "versie": 1}
    manon.post(f"{URL}{team.pk}/bewerken/", sent)
    assert leden(team) == {"Rick": True, "Chantal": False}
    changes = {
        "leden": [sorted(map(str, (cast.bram, cast.rick))), sorted(map(str, (cast.rick, cast.chantal)))],
        "leider": [str(cast.bram), str(cast.rick)],
    }
    assert logged() == [("procesteam gewijzigd", "Lonen", changes)]


def test_saving_without_a_change_writes_nothing(manon, cast):
    """Also with somebody who left, and for whom does not see Teamleden at all."""
    team = ProcesteamFactory(leden=[cast.bram.teamlid, cast.eva.teamlid])
    url = f"{URL}{team.pk}/bewerken/"
    cast.rick.teamlid.autorisatierol = AutorisatierolFactory(permissies=[_permissie("procesteams_beheren")])
    cast.rick.teamlid.save()
    for client in (manon, login(next_request(cast.rick))):
        assert client.post(url, form_data(client.get(url))).status_code == 302
    assert (leden(team), logged()) == ({"Bram": True, "Eva": False}, [])


def _permissie(name):
    from permissions import catalogue

    return catalogue.get(f"teamleden.{name}")


def test_of_two_who_save_the_second_sees_the_difference(manon, cast):
    team = ProcesteamFactory(naam="Lonen", leden=[cast.bram.teamlid])
    update_procesteam(cast.anna, team, versie=1, naam="Lonen", leden=[cast.bram.teamlid, cast.rick.teamlid])
    response = manon.post(f"{URL}{team.pk}/bewerken/", {"naam": "Salaris", "leden": [cast.bram.pk], "versie": 1})
    assert differences(response) == [
        ["Naam", "Salaris", "Lonen"],
        ["Leden", str(cast.bram), ", ".join(sorted(map(str, (cast.bram, cast.rick))))],
    ]
    assert leden(team) == {"Bram": False, "Rick": False}


def test_a_team_is_deleted_and_nobodys_access_with_it(manon, cast):
    team = ProcesteamFactory(naam="Lonen", leden=[cast.bram.teamlid])
    before = set(RelatieToegang.objects.values_list("pk", flat=True))
    response = manon.post(f"{URL}{team.pk}/verwijderen/", follow=True)
    assert messages(response) == ["Procesteam Lonen is verwijderd."]
    assert set(RelatieToegang.objects.values_list("pk", flat=True)) == before
    assert logged() == [("procesteam verwijderd", "Lonen", {"naam": ["Lonen", ""]})]


CALLS = {
    "create": lambda actor, team: create_procesteam(actor, naam="Nieuw"),
    "update": lambda actor, team: update_procesteam(actor, team, versie=1, naam="Nieuw", leden=[]),
    "delete": lambda actor, team: delete_procesteam(actor, team),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_service_asks_for_the_right_itself(cast, name):
    team = ProcesteamFactory()
    for refused in (cast.bram, cast.eva, cast.fenna):
        with pytest.raises(NotAllowed):
            CALLS[name](refused, team)
    assert logged() == []
    CALLS[name](cast.manon, team)
    assert len(logged()) == 1


@pytest.mark.parametrize("name", ["update", "delete"])
def test_what_somebody_else_deleted_meanwhile_is_said(cast, name):
    team = ProcesteamFactory()
    Procesteam.objects.filter(pk=team.pk).delete()
    with pytest.raises(ValidationError, match="verwijderd"):
        CALLS[name](cast.manon, team)


# --- Who left -------------------------------------------------------------------------------------------------------


def test_who_left_does_not_become_a_lid_and_leads_nothing(cast):
    eva, bram = cast.eva.teamlid, cast.bram.teamlid
    with pytest.raises(ValidationError, match="uit dienst en kan geen lid worden"):
        create_procesteam(cast.manon, naam="Lonen", leden=[bram, eva])
    team = ProcesteamFactory(leden=[bram, eva])
    with pytest.raises(ValidationError, match="kies een andere leider"):
        update_procesteam(cast.manon, team, versie=1, naam="Lonen", leden=[bram, eva], leider=eva)


def test_who_left_is_shown_as_such_and_is_no_candidate(manon, cast):
    """Eva's row at own is still there."""
    team = ProcesteamFactory(leden=[cast.eva.teamlid])
    page = manon.get(f"{URL}{team.pk}/")
    assert f"{cast.eva}" in page.content.decode()
    assert "Uit dienst" in page.content.decode()
    assert [row[-1] for row in table(page)] == ["Geen kandidaat"]
    assert table(manon.get(URL)) == [[team.naam, str(cast.eva), "0 en 1 uit dienst"]]


# --- Candidates -----------------------------------------------------------------------------------------------------


def test_candidates_are_leden_with_any_rol_there(cast):
    anna = login(cast.anna)
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.own, rol=Rol.objects.get(naam="Salaris"))
    team = ProcesteamFactory(leden=[cast.bram.teamlid, cast.manon.teamlid, cast.daan.teamlid])
    bram, manon = str(cast.bram), str(cast.manon)
    own, raadpleger = (
        f"{bram} (Relatiebeheerder, Salaris), {manon} (Relatiebeheerder)",
        f"{bram} (Relatiebeheerder)",
    )
    found = {row[1]: row[-1] for row in table(anna.get(f"{URL}{team.pk}/"))}
    assert found == {
        "Bakkerij Van Dijk": own,
        "Slagerij De Boer": raadpleger,
        "Transport Nowak": "Geen kandidaat",
        "Mijn Kantoor": "Geen kandidaat",
    }
    met = {row[1] for row in table(anna.get(f"{URL}{team.pk}/?kandidaten=met"))}
    zonder = {row[1] for row in table(anna.get(f"{URL}{team.pk}/?kandidaten=zonder"))}
    assert (met, zonder) == ({"Bakkerij Van Dijk", "Slagerij De Boer"}, {"Transport Nowak", "Mijn Kantoor"})
    assert anna.get(f"{URL}{team.pk}/").context["telling"] == {"met": 2, "zonder": 2}


def test_aut_3_only_relaties_one_may_see_are_listed_and_counted(manon, cast):
    team = ProcesteamFactory(leden=[cast.chantal.teamlid])
    page = manon.get(f"{URL}{team.pk}/")
    assert [row[1] for row in table(page)] == ["Bakkerij Van Dijk"]
    assert page.context["telling"] == {"met": 0, "zonder": 1}
    page = login(cast.anna).get(f"{URL}{team.pk}/")
    assert "Stichting Stil" not in page.content.decode()
    assert page.context["telling"] == {"met": 1, "zonder": 3}


def test_the_list_is_searched_by_team_and_by_lid(manon, cast):
    ProcesteamFactory(naam="Lonen", leden=[cast.bram.teamlid, cast.rick.teamlid])
    ProcesteamFactory(naam="Aangiften")
    assert table(manon.get(f"{URL}?zoek=lon")) == [["Lonen", str(cast.bram), "2"]]
    assert table(manon.get(f"{URL}?zoek=rick")) == [["Lonen", str(cast.bram), "2"]]
    assert table(manon.get(f"{URL}?zoek=aangif")) == [["Aangiften", "Geen leider", "0"]]


# --- No access ------------------------------------------------------------------------------------------------------


def everything(cast):
    """Whatever everybody may at every Relatie: from the view, the gate and visible_to."""
    people = [cast.anna, cast.bram, cast.chantal, cast.daan, cast.eva, cast.manon, cast.rick]
    relaties = list(Relatie.objects.all())
    view = set(RelatieToegang.objects.values_list("pk", flat=True))
    codes = ("crm.view_relatie", "crm.change_relatie", "crm.teamleden_koppelen")
    fresh = [next_request(persoon) for persoon in people]
    by_gate = {(p.pk, r.pk, code): bool(gate.may(p, code, r)) for p in fresh for r in relaties for code in codes}
    lists = {p.pk: set(Relatie.objects.visible_to(p).values_list("pk", flat=True)) for p in fresh}
    return view, by_gate, lists


def test_being_in_a_procesteam_gives_no_access(cast):
    before = everything(cast)
    people = [cast.bram, cast.chantal, cast.daan, cast.manon, cast.rick]
    teamleden = [persoon.teamlid for persoon in people]
    team = create_procesteam(cast.anna, naam="Allemaal", leden=teamleden, leider=cast.bram.teamlid)
    assert everything(cast) == before
    update_procesteam(cast.anna, team, versie=1, naam="Minder", leden=teamleden[:1], leider=cast.bram.teamlid)
    assert everything(cast) == before
