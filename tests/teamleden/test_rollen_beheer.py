"""Beheer → Teamleden → Rollen: the office's own list, its order, and what may go."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from crm.models import Relatie
from permissions.gate import NotAllowed
from teamleden.models import Rol, TeamlidRol
from teamleden.services import grant_rol, revoke_rol
from teamleden.services.rollen_beheer import LAATSTE, create_rol, delete_rol, move_rol, rename_rol, set_rol_actief
from teamleden.toegang import who_can_see
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL
from tests.cast import next_request
from tests.client import login
from tests.factories import StandaardrolFactory, TeamlidRolFactory
from tests.historie import Opname
from tests.pages import errors, messages, paragraphs, table

pytestmark = pytest.mark.django_db

URL = "/beheer/teamleden/rollen/"
STANDAARD = ["Relatiebeheerder", "Accountant", "Fiscaal", "Administratie", "Salaris", "Secretariaat"]


@pytest.fixture
def anna(cast):
    return login(cast.anna)


def rol(naam):
    return Rol.objects.get(naam=naam)


def namen():
    return [each.naam for each in Rol.objects.all()]


def logged():
    """(actie, name of the object, wijzigingen) of each entry."""
    return [(row.actie, row.object_naam, row.wijzigingen) for row in Activiteit.objects.order_by("pk")]


def shown(response):
    """{name: (times given, status)} of the list, in its order."""
    rows = re.findall(r'<tr id="rol-.*?</tr>', response.content.decode(), re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    texts = [[" ".join(re.sub("<[^>]*>", "", cell).split()) for cell in row] for row in cells]
    return {row[0]: (row[1].split(" ")[0], row[2]) for row in texts}


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_has_every_rol_in_its_order_with_its_rows(anna, cast):
    """Of the rows those at Relaties that Anna may see: one of the cast is at an afgeschermde."""
    TeamlidRolFactory(relatie=cast.afgeschermd, rol=rol("Fiscaal"))
    found = shown(anna.get(URL))
    assert list(found) == STANDAARD
    assert found["Relatiebeheerder"] == ("6", "In gebruik")
    assert found["Fiscaal"] == ("0", "In gebruik")


def test_rel_5_a_row_at_an_afgeschermde_relatie_is_counted_for_who_sees_it(anna, cast):
    TeamlidRolFactory(relatie=cast.afgeschermd, rol=rol("Fiscaal"))
    TeamlidRolFactory(relatie=cast.afgeschermd, rol=rol("Salaris"), teamlid=cast.anna.teamlid)
    found = shown(anna.get(URL))
    assert (found["Fiscaal"][0], found["Salaris"][0], found["Relatiebeheerder"][0]) == ("1", "1", "7")


def test_where_a_rol_is_used_names_only_what_one_may_see(anna, cast):
    rows = table(anna.get(f"{URL}{cast.rol_id}/"))
    assert {row[1] for row in rows} == {"Bakkerij Van Dijk", "Slagerij De Boer", "Transport Nowak"}
    assert [row[1:] for row in table(anna.get(f"{URL}{cast.rol_id}/?zoek=slagerij"))] == [
        ["Slagerij De Boer", str(cast.bram), "Raadpleger", "Met de hand"]
    ]


def test_where_a_rol_is_used_tells_of_rules_too(anna, cast):
    StandaardrolFactory(rol=rol("Salaris"))
    page = anna.get(f"{URL}{rol('Salaris').pk}/").content.decode()
    assert "1 standaardregel noemt deze rol" in " ".join(re.sub("<[^>]*>", "", page).split())


# --- Add and rename -------------------------------------------------------------------------------------------------


def test_a_rol_is_added_at_the_end_and_can_be_given_at_once(anna, cast):
    response = anna.post(f"{URL}nieuw/", {"naam": "  Controle  "})
    assert response.url == f"{URL}#rol-{rol('Controle').pk}"
    assert namen() == [*STANDAARD, "Controle"]
    assert logged() == [("rol toegevoegd", "Controle", {"naam": ["", "Controle"]})]
    assert grant_rol(cast.anna, cast.own, cast.chantal.teamlid, rol("Controle"), "raadpleger").rol.naam == "Controle"


@pytest.mark.parametrize(
    ("naam", "sentence"),
    [
        ("", "Vul een naam in."),
        ("  ", "Vul een naam in."),
        ("FISCAAL", "Er is al een rol met deze naam."),
        ("bélasting", "Er is al een rol met deze naam."),
    ],
)
def test_a_name_is_there_once_whatever_its_case(anna, naam, sentence):
    Rol.objects.create(naam="BÉLASTING")
    response = anna.post(f"{URL}nieuw/", {"naam": naam})
    assert errors(response) == {"naam": [sentence]}
    assert namen().count("Fiscaal") == 1


def test_a_rol_is_renamed_and_its_rows_follow(anna, cast):
    anna.post(f"{URL}{cast.rol_id}/hernoemen/", {"naam": "Relatiemanager", "versie": 1})
    assert {str(row.rol) for row in TeamlidRol.objects.all()} == {"Relatiemanager"}
    assert logged() == [("rol gewijzigd", "Relatiemanager", {"naam": ["Relatiebeheerder", "Relatiemanager"]})]


def test_saving_the_same_name_changes_nothing(anna, cast):
    anna.post(f"{URL}{cast.rol_id}/hernoemen/", {"naam": "Relatiebeheerder", "versie": 1})
    assert (Rol.objects.get(pk=cast.rol_id).versie, logged()) == (1, [])


def test_of_two_who_rename_the_second_sees_what_the_first_did(anna, cast):
    fiscaal = rol("Fiscaal")
    rename_rol(cast.anna, fiscaal, "Belastingen", versie=1)
    response = anna.post(f"{URL}{fiscaal.pk}/hernoemen/", {"naam": "Aangiften", "versie": 1})
    assert "intussen gewijzigd" in errors(response)[""][0]
    assert rol("Belastingen") == fiscaal
    anna.post(f"{URL}{fiscaal.pk}/hernoemen/", {"naam": "Aangiften", "versie": 1, "overschrijven": 2})
    assert rol("Aangiften") == fiscaal


# --- Order ----------------------------------------------------------------------------------------------------------


def test_the_buttons_move_a_rol_up_and_down(anna):
    page = anna.get(URL).content.decode()
    fiscaal = rol("Fiscaal").pk
    row = re.search(rf'<tr id="rol-{fiscaal}".*?</tr>', page, re.S).group()
    buttons = dict(re.findall(r'name="(voor|na)" value="(\d+)"', row))
    assert buttons == {"voor": str(rol("Accountant").pk), "na": str(rol("Administratie").pk)}
    response = anna.post(f"{URL}{fiscaal}/verplaatsen/", {"voor": buttons["voor"]})
    assert response.url == f"{URL}#rol-{fiscaal}"
    assert messages(anna.get(URL)) == ["Fiscaal staat nu op plaats 2."]
    assert namen()[:3] == ["Relatiebeheerder", "Fiscaal", "Accountant"]
    assert logged() == [("rol gewijzigd", "Fiscaal", {"volgorde": [3, 2]})]


def test_the_first_and_the_last_have_one_way_to_go(anna):
    rows = re.findall(r'<tr id="rol-.*?</tr>', anna.get(URL).content.decode(), re.S)
    ways = [re.findall(r'name="(voor|na)"', row) for row in rows]
    assert ways == [["na"], ["voor", "na"], ["voor", "na"], ["voor", "na"], ["voor", "na"], ["voor"]]


def test_dragging_sends_the_same_form_with_any_neighbour(anna):
    anna.post(f"{URL}{rol('Salaris').pk}/verplaatsen/", {"voor": rol("Relatiebeheerder").pk})
    anna.post(f"{URL}{rol('Accountant').pk}/verplaatsen/", {"na": rol("Secretariaat").pk})
    assert namen() == ["Salaris", "Relatiebeheerder", "Fiscaal", "Administratie", "Secretariaat", "Accountant"]


def test_two_who_order_from_the_same_page_both_get_what_they_wanted(cast):
    move_rol(cast.anna, rol("Salaris"), voor=rol("Relatiebeheerder").pk)
    move_rol(cast.anna, rol("Accountant"), na=rol("Secretariaat").pk)
    move_rol(cast.anna, rol("Salaris"), voor=rol("Relatiebeheerder").pk)  # the same wish twice is one move
    assert namen() == ["Salaris", "Relatiebeheerder", "Fiscaal", "Administratie", "Secretariaat", "Accountant"]
    assert len(logged()) == 2


@pytest.mark.parametrize("sent", [{}, {"voor": "x"}, {"voor": "999999"}, {"na": ""}])
def test_a_move_to_nowhere_changes_nothing(anna, sent):
    response = anna.post(f"{URL}{rol('Fiscaal').pk}/verplaatsen/", sent, follow=True)
    assert "er is niets verplaatst" in messages(response)[0]
    assert (namen(), logged()) == (STANDAARD, [])


# --- Out of use -----------------------------------------------------------------------------------------------------


def test_a_rol_out_of_use_is_no_choice_and_its_rows_keep_working(anna, cast):
    url = f"/crm/relaties/{cast.own.pk}/teamleden/geven/"
    anna.post(f"{URL}{cast.rol_id}/actief/", {"actief": "nee"})
    assert list(map(str, anna.get(url).context["form"].fields["rol"].queryset)) == STANDAARD[1:]
    assert login(cast.bram).get(f"/crm/relaties/{cast.own.pk}/bewerken/").status_code == 200
    response = anna.post(url, {"teamlid": cast.chantal.pk, "rol": cast.rol_id, "niveau": "raadpleger"})
    assert list(errors(response)) == ["rol"]
    with pytest.raises(ValidationError, match="niet meer in gebruik"):
        grant_rol(cast.anna, cast.own, cast.chantal.teamlid, Rol(pk=cast.rol_id, naam="x"), "raadpleger")
    anna.post(f"{URL}{cast.rol_id}/actief/", {"actief": "ja"})
    changes = [{"actief": [True, False]}, {"actief": [False, True]}]
    assert logged() == [("rol gewijzigd", "Relatiebeheerder", change) for change in changes]


def test_one_rol_stays_in_use(anna, cast):
    """Whoever has bereik gekoppeld and makes a Relatie needs one, or would not see what was made."""
    for naam in STANDAARD[1:]:
        set_rol_actief(cast.anna, rol(naam), False)
    response = anna.post(f"{URL}{cast.rol_id}/actief/", {"actief": "nee"}, follow=True)
    assert messages(response) == [LAATSTE]
    TeamlidRol.objects.all().delete()
    with pytest.raises(ValidationError, match="één rol in gebruik"):
        delete_rol(next_request(cast.anna), rol("Relatiebeheerder"))
    assert [each.naam for each in Rol.objects.active()] == ["Relatiebeheerder"]


# --- Delete ---------------------------------------------------------------------------------------------------------


def test_an_unused_rol_is_deleted(anna):
    url = f"{URL}{rol('Salaris').pk}/verwijderen/"
    assert paragraphs(anna.get(url))[-1] == "De rol Salaris verdwijnt uit de lijst. Ze is nergens in gebruik."
    assert anna.post(url).url == URL
    assert "Salaris" not in namen()
    assert logged() == [("rol verwijderd", "Salaris", {"naam": ["Salaris", ""]})]


def test_a_rol_in_use_is_not_deleted_and_the_page_says_where_it_is(anna, cast):
    url = f"{URL}{cast.rol_id}/verwijderen/"
    page = anna.get(url).content.decode()
    assert "in gebruik en kan niet weg" in page
    assert f'href="{URL}{cast.rol_id}/"' in page
    assert "button-danger" not in page
    assert anna.post(url).url == f"{URL}{cast.rol_id}/"
    assert (namen(), logged()) == (STANDAARD, [])


def test_rel_5_used_only_where_one_may_not_look_it_stays_without_saying_where(anna, cast):
    TeamlidRolFactory(relatie=cast.afgeschermd, rol=rol("Salaris"))
    url = f"{URL}{rol('Salaris').pk}/verwijderen/"
    response = anna.post(url, follow=True)
    assert "Stichting Stil" not in response.content.decode()
    assert table(response) == []
    assert "Salaris" in namen()


def test_a_rol_that_a_rule_gives_stays(anna):
    StandaardrolFactory(rol=rol("Salaris"))
    anna.post(f"{URL}{rol('Salaris').pk}/verwijderen/")
    assert "Salaris" in namen()


def test_a_deleted_rol_is_still_known_where_the_past_is_asked(cast):
    """Its rows are gone and so is its name; the log has both."""
    salaris = rol("Salaris")
    row = grant_rol(cast.anna, cast.own, cast.chantal.teamlid, salaris, "raadpleger")
    Relatie.objects.update(created_at=timezone.now() - timedelta(days=1))
    opname = Opname(vanaf=timezone.now() - timedelta(hours=1))
    revoke_rol(cast.anna, row)
    delete_rol(cast.anna, salaris)
    then = who_can_see(cast.own, moment=timezone.now(), rows=opname)
    assert {zicht.lid.pk: [bron.rol for bron in zicht.bronnen] for zicht in then}[cast.chantal.pk] == ["Salaris"]


def test_undo_leaves_what_named_a_deleted_rol(cast):
    """The rest goes back, and the page says what does not."""
    salaris, fiscaal = rol("Salaris"), rol("Fiscaal")
    for each in (salaris, fiscaal):
        TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own, rol=each)
    wanted = {(cast.chantal.pk, cast.own.pk, each.pk): None for each in (salaris, fiscaal)}
    taken = engine.propose(cast.anna, "proef", "Proef", engine.intend(SOORT_TEAMLIDROL, wanted))
    engine.apply(next_request(cast.anna), taken)
    delete_rol(next_request(cast.anna), salaris)
    anna = login(cast.anna)
    proposal = anna.post(f"{taken.get_absolute_url()}ongedaan/")
    page = anna.get(proposal.url).content.decode()
    assert "een verwijderde rol" in page
    assert "(bestaat niet meer)" in page
    anna.post(f"{proposal.url}toepassen/")
    assert [str(row.rol) for row in cast.own.teamlidrollen.filter(teamlid=cast.chantal.pk)] == ["Fiscaal"]


# --- Rights ---------------------------------------------------------------------------------------------------------

CALLS = {
    "create": lambda actor: create_rol(actor, "Nieuw"),
    "rename": lambda actor: rename_rol(actor, rol("Salaris"), "Nieuw", versie=1),
    "move": lambda actor: move_rol(actor, rol("Salaris"), voor=rol("Fiscaal").pk),
    "actief": lambda actor: set_rol_actief(actor, rol("Salaris"), False),
    "delete": lambda actor: delete_rol(actor, rol("Salaris")),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_service_asks_for_the_right_itself(cast, name):
    for refused in (cast.manon, cast.bram, cast.eva, cast.fenna):
        with pytest.raises(NotAllowed):
            CALLS[name](refused)
    assert (namen(), logged()) == (STANDAARD, [])
    CALLS[name](cast.anna)
    assert len(logged()) == 1


@pytest.mark.parametrize("name", ["rename", "move", "actief", "delete"])
def test_what_somebody_else_deleted_meanwhile_is_said(cast, name, monkeypatch):
    gone = Rol.objects.create(naam="Weg")
    fiscaal = rol("Fiscaal").pk
    Rol.objects.filter(pk=gone.pk).delete()
    calls = {
        "rename": lambda: rename_rol(cast.anna, gone, "Nieuw", versie=1),
        "move": lambda: move_rol(cast.anna, gone, voor=fiscaal),
        "actief": lambda: set_rol_actief(cast.anna, gone, False),
        "delete": lambda: delete_rol(cast.anna, gone),
    }
    with pytest.raises(ValidationError, match="verwijderd"):
        calls[name]()
