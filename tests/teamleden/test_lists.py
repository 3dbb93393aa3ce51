"""The two lists of Teamleden: what each shows, and how it is searched, filtered and sorted."""

from datetime import UTC, datetime

import pytest

from crm.models import Functie, Persoon
from permissions.models import Autorisatierol
from teamleden.models import Rol, Status, Teamlid
from tests.client import login
from tests.factories import LabelFactory, RelatieFactory, TeamlidRolFactory
from tests.pages import table

pytestmark = pytest.mark.django_db

CRM, BEHEER = "/crm/teamleden/", "/beheer/teamleden/"
LISTS = pytest.mark.parametrize("path", [CRM, BEHEER])


@pytest.fixture
def anna(cast):
    return login(cast.anna)


def first_names(response):
    return [row[1].split()[0] for row in table(response)]


def column(response, head):
    heads = [column.header for column in response.context["table"].columns]
    return {row[1].split()[0]: row[heads.index(head)] for row in table(response)}


def test_the_crm_list_shows_who_works_here(anna, cast):
    Persoon.objects.filter(pk=cast.bram.pk).update(telefoon="+31612345678")
    assert table(anna.get(CRM, {"zoek": "bram"})) == [
        [cast.bram.nummer, str(cast.bram), "bram@kantoor.example", "06 12345678", "medewerker", "Actief"]
    ]


def test_the_beheer_list_shows_their_access_too(anna, cast):
    Persoon.objects.filter(pk=cast.bram.pk).update(last_login=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert table(anna.get(BEHEER, {"zoek": "bram"})) == [
        [cast.bram.nummer, str(cast.bram), "bram@kantoor.example", "medewerker", "Mutator", "Actief",
         "1 bewerken, 1 inzien", "02-03-2026 00:30"]
    ]  # fmt: skip


def test_the_beheer_list_counts_relaties_per_niveau(anna, cast):
    """A Relatie counts once, at the highest niveau, whatever the number of Rollen there; not those Anna may not see."""
    for rol in Rol.objects.all():
        if rol.naam != "Relatiebeheerder":
            TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.own, rol=rol)
            TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.own_raadpleger, rol=rol)
    TeamlidRolFactory(teamlid=cast.rick.teamlid, relatie=RelatieFactory())
    LabelFactory().personen.add(cast.bram)
    LabelFactory().personen.add(cast.bram)
    assert column(anna.get(BEHEER), "Relaties") == {
        "Anna": "Alle relaties",
        "Bram": "1 bewerken, 1 inzien",
        "Chantal": "1 bewerken",
        "Daan": "Geen",
        "Eva": "1 bewerken",
        "Manon": "1 bewerken",
        "Rick": "1 bewerken, 1 inzien",
    }


@LISTS
def test_search_finds_name_number_and_address(anna, cast, path):
    for text in ("chan", "CHANTAL@kantoor", cast.chantal.nummer):
        assert first_names(anna.get(path, {"zoek": text})) == ["Chantal"]
    assert first_names(anna.get(path, {"zoek": "fenna"})) == []


@LISTS
def test_each_filter_by_itself_and_two_together(anna, cast, path):
    label, directeur = LabelFactory(naam="Stagiair"), Functie.objects.get(naam="directeur")
    mutator = Autorisatierol.objects.get(naam="Mutator").pk
    label.personen.add(cast.bram, cast.rick)
    Teamlid.objects.filter(pk=cast.daan.pk).update(functie=directeur, status=Status.UITGENODIGD)
    for query, names in (
        ({"status": "uit_dienst"}, ["Eva"]),
        ({"status": "uitgenodigd"}, ["Daan"]),
        ({"status": "concept"}, []),
        ({"autorisatierol": mutator}, ["Bram", "Chantal", "Daan", "Eva"]),
        ({"functie": directeur.pk}, ["Daan"]),
        ({"label": label.pk}, ["Bram", "Rick"]),
        ({"label": label.pk, "autorisatierol": mutator}, ["Bram"]),
        ({"label": label.pk, "zoek": "rick"}, ["Rick"]),
    ):
        assert sorted(first_names(anna.get(path, query))) == names


@LISTS
def test_the_lists_sort_by_name_first_and_by_every_column_on_request(anna, cast, path):
    for place, persoon in enumerate((cast.rick, cast.anna, cast.eva)):
        persoon.achternaam = f"Aa{place}"
        persoon.save()
    assert first_names(anna.get(path))[:3] == ["Rick", "Anna", "Eva"]
    assert first_names(anna.get(path, {"sort": "-naam"}))[-3:] == ["Eva", "Anna", "Rick"]
    numbers = [row[0] for row in table(anna.get(path, {"sort": "nummer"}))]
    assert numbers == sorted(numbers)
    addresses = [row[2] for row in table(anna.get(path, {"sort": "-email"}))]
    assert addresses == sorted(addresses, reverse=True)


def test_the_beheer_list_sorts_by_relaties_and_by_autorisatierol(anna, cast):
    for _ in range(3):
        TeamlidRolFactory(teamlid=cast.rick.teamlid, relatie=RelatieFactory())
    most = first_names(anna.get(BEHEER, {"sort": "relaties"}))
    assert (most[0], set(most[1:3]), set(most[3:5]), set(most[5:])) == (
        "Rick", {"Bram", "Chantal"}, {"Eva", "Manon"}, {"Anna", "Daan"},
    )  # fmt: skip
    fewest = first_names(anna.get(BEHEER, {"sort": "-relaties"}))
    assert (set(fewest[:2]), fewest[-1]) == ({"Anna", "Daan"}, "Rick")
    assert first_names(anna.get(BEHEER, {"sort": "autorisatierol"}))[0] == "Rick"
    assert first_names(anna.get(BEHEER, {"sort": "-autorisatierol"}))[0] == "Anna"


@LISTS
def test_the_add_button_is_there_for_who_may_add(cast, path):
    assert login(cast.anna).get(path).context["add_url"] == f"{path}nieuw/"
    assert login(cast.manon).get(CRM).context["add_url"] == ""
