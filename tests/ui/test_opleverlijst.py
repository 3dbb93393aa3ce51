"""The Opleverlijst on the dashboard of a new office: what is still to do, and where."""

import pytest
from django.utils import timezone

from crm.models import Kantoor, Relatie
from teamleden.models import Rol, StandaardTeamlidRol, Status, TeamlidRol
from teamleden.opleverlijst import opleverlijst
from tests.client import login
from tests.factories import RelatieFactory, StandaardrolFactory, TeamlidFactory, TeamlidRolFactory
from tests.pages import messages

pytestmark = pytest.mark.django_db


def punten(persoon):
    return {punt.titel: (punt.is_klaar, punt.stand) for punt in opleverlijst(persoon)}


@pytest.fixture
def anna(db):
    """The first beheerder of an office in which nothing is set up."""
    return TeamlidFactory(rol="Beheerder").persoon


def test_a_new_office_says_what_is_still_to_do(anna):
    assert punten(anna) == {
        "Interne kantoorrelatie": (False, "Heeft nog de naam van bij de levering"),
        "Nummerreeksen": (False, "1 tot en met 99999; nog niet nagekeken"),
        "Rollen": (True, "6 rollen"),
        "Autorisatierollen": (True, "4 autorisatierollen"),
        "Teamleden": (False, "1 actief, 0 nog niet"),
        "Standaard teamlidrollen": (False, "Nog geen; mag ook later"),
        "Relaties": (False, "Nog geen; voeg ze toe of lees ze in"),
    }


def test_each_point_becomes_done_by_doing_it(anna):
    Relatie.objects.filter(type="intern").update(naam="Kantoor De Brug")
    Kantoor.objects.update(nagekeken_op=timezone.now())
    TeamlidFactory()
    TeamlidFactory(status=Status.CONCEPT)
    StandaardrolFactory()
    with_one, without = RelatieFactory(), RelatieFactory()
    beheerder, other = Rol.objects.get(naam="Relatiebeheerder"), Rol.objects.get(naam="Salaris")
    TeamlidRolFactory(relatie=with_one, rol=beheerder)
    row = TeamlidRolFactory(relatie=without, rol=other)
    found = punten(anna)
    assert [titel for titel, (is_klaar, _) in found.items() if not is_klaar] == ["Relaties zonder Relatiebeheerder"]
    assert found["Relaties zonder Relatiebeheerder"] == (False, "1 relatie zonder")
    assert found["Teamleden"][1].startswith(f"{2 + StandaardTeamlidRol.objects.count() + 2} actief, 1 nog niet")
    TeamlidRol.objects.filter(pk=row.pk).update(rol=beheerder)
    assert all(is_klaar for is_klaar, _ in punten(anna).values())


def test_each_link_opens_and_the_last_leads_to_those_relaties(cast):
    client = login(cast.anna)
    for punt in opleverlijst(cast.anna):
        assert client.get(punt.url).status_code == 200, punt.url
    TeamlidRol.objects.filter(relatie=cast.other).update(rol=Rol.objects.get(naam="Salaris"))
    [punt] = [punt for punt in opleverlijst(cast.anna) if punt.titel.startswith("Relaties zonder")]
    shown = [row.record for row in client.get(punt.url).context["table"].rows]
    assert (punt.stand, [r for r in shown if r.type != "intern"]) == ("1 relatie zonder", [cast.other])


def test_rel_5_what_is_afgeschermd_is_not_counted(cast):
    TeamlidRol.objects.filter(relatie=cast.afgeschermd).update(rol=Rol.objects.get(naam="Salaris"))
    assert punten(cast.anna)["Relaties zonder Relatiebeheerder"] == (True, "Elke relatie heeft er een")
    assert punten(cast.anna)["Relaties"] == (True, "3 relaties")


def test_it_is_on_the_dashboard_of_who_sets_the_office_up_only(cast):
    assert "Je kantoor klaarzetten" in login(cast.anna).get("/").content.decode()
    for persoon in (cast.manon, cast.bram, cast.fenna):
        assert "Je kantoor klaarzetten" not in login(persoon).get("/").content.decode()


def test_it_can_be_hidden_and_brought_back(cast):
    client = login(cast.anna)
    response = client.post("/opleverlijst/verbergen/", follow=True)
    assert "De opleverlijst staat niet meer op het dashboard" in messages(response)[0]
    assert "Je kantoor klaarzetten" not in response.content.decode()
    kantoor = Kantoor.objects.get()
    assert (kantoor.toon_opleverlijst, kantoor.nagekeken_op) == (False, None)  # hiding it is not checking the numbers
    assert login(cast.manon).post("/opleverlijst/verbergen/").status_code == 403
