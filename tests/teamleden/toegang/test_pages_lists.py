"""The pages that list access: who can see this, what can somebody see, what can I see (AUT-3, REL-5)."""

import re

import pytest

from teamleden.models import Rol, TeamlidRol
from tests.client import login
from tests.factories import RelatieFactory, TeamlidRolFactory
from tests.teamleden.toegang.pages import answer, ask, hide_teamleden, table

pytestmark = pytest.mark.django_db


# --- Wie kan dit zien? -------------------------------------------------------------------------------------------


def wie(client, relatie, **question):
    return ask(client, f"/crm/relaties/{relatie.pk}/teamleden/wie/", **question)


def test_wie_kan_dit_zien_counts_and_filters_by_niveau(cast):
    TeamlidRol.objects.filter(teamlid=cast.rick.pk, relatie=cast.own).update(niveau="raadpleger")
    client = login(cast.anna)
    everybody = wie(client, cast.own)
    assert {row[0]: row[2:4] for row in table(everybody)} == {
        str(cast.anna): ["Mutator", "Autorisatierol Beheerder geldt voor alle relaties"],
        str(cast.bram): ["Mutator", "Relatiebeheerder (met de hand), als mutator"],
        str(cast.daan): ["Mutator", f"Neemt waar voor {cast.bram}, Relatiebeheerder, als mutator"],
        str(cast.manon): ["Mutator", "Relatiebeheerder (met de hand), als mutator"],
        str(cast.rick): ["Raadpleger", "Relatiebeheerder (met de hand), als raadpleger"],
    }
    assert answer(everybody)[0] == (
        "Op dit moment kunnen 5 teamleden deze relatie zien. Dit is de volledige lijst, met wat die toegang geeft."
    )
    some = wie(client, cast.own, niveau="raadpleger")
    assert [row[0] for row in table(some)] == [str(cast.rick)]
    assert answer(some)[0] == (
        "Op dit moment kunnen 5 teamleden deze relatie zien. Hieronder staat de 1 als raadpleger."
    )
    assert "Kies een ander niveau of laat het niveau weg." in answer(wie(client, cast.intern, niveau="raadpleger"))


def test_wie_kan_dit_zien_names_nobody_to_who_may_not_see_teamleden(cast):
    hide_teamleden("Manager")
    response = wie(login(cast.manon), cast.own)
    everybody = [str(getattr(cast, who)) for who in ("anna", "bram", "daan", "rick")]
    html = response.content.decode()
    assert [name for name in everybody if name in html] == []
    assert [row[0] for row in table(response)].count("Een collega") == 4
    assert [row[3] for row in table(response) if "waar" in row[3]] == [
        "Neemt waar voor een collega, Relatiebeheerder, als mutator"
    ]


def test_wie_kon_dit_zien(cast, before):
    client = login(cast.anna)
    response = ask(client, f"/toen/wie/{cast.own.pk}/", moment=before.strftime("%Y-%m-%dT%H:%M"))
    assert {row[0] for row in table(response)} == {
        str(p) for p in (cast.anna, cast.bram, cast.daan, cast.manon, cast.rick)
    }
    assert answer(response)[0].endswith(
        "konden 5 teamleden deze relatie zien. Dit is de volledige lijst, met wat die toegang geeft."
    )
    assert [row[0] for row in table(ask(client, f"/toen/wie/{cast.own.pk}/"))] == [str(cast.anna)]


# --- Wat kan deze persoon? ---------------------------------------------------------------------------------------


def wat(client, persoon, **question):
    return ask(client, f"/crm/teamleden/{persoon.pk}/toegang/", **question)


@pytest.mark.parametrize(
    ("reader", "expected"), [("anna", {"own", "own_raadpleger"}), ("manon", {"own"})], ids=["anna", "manon"]
)
def test_aut_3_what_somebody_can_see_as_far_as_the_reader_sees(cast, reader, expected):
    response = wat(login(getattr(cast, reader)), cast.bram)
    assert {row[1] for row in table(response)} == {getattr(cast, at).naam for at in expected}
    assert f"Je ziet hier alleen relaties die je zelf nu mag zien; {cast.bram} kan er meer zien." in answer(response)
    counted = f"{len(expected)} {'relatie' if len(expected) == 1 else 'relaties'}"
    assert counted in answer(response)
    assert cast.other.naam not in response.content.decode()


def test_what_somebody_can_see_has_niveau_and_source(cast):
    TeamlidRolFactory(
        teamlid=cast.bram.teamlid, relatie=cast.own, rol=Rol.objects.get(naam="Salaris"), herkomst="standaard"
    )
    rows = {row[1]: row[2:4] for row in table(wat(login(cast.anna), cast.bram))}
    assert rows == {
        cast.own.naam: [
            "Mutator",
            "Relatiebeheerder (met de hand), als mutator Salaris (standaard teamlidrol), als raadpleger",
        ],
        cast.own_raadpleger.naam: ["Raadpleger", "Relatiebeheerder (met de hand), als raadpleger"],
    }


def test_what_somebody_can_see_is_searched_and_paged(cast):
    for number in range(30):
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=RelatieFactory(naam=f"Werf {number:02d}"))
    client = login(cast.anna)
    first, second = wat(client, cast.bram, zoek="werf", per=25), wat(client, cast.bram, zoek="werf", per=25, page=2)
    names = [row[1] for row in table(first) + table(second)]
    assert names == [f"Werf {number:02d}" for number in range(30)]
    assert "30 relaties met ‘werf’" in answer(first)
    assert "Geen relatie past bij deze zoekopdracht." in answer(wat(client, cast.bram, zoek="bestaat niet"))


def test_the_permissies_are_those_of_the_autorisatierol(cast):
    found = answer(wat(login(cast.anna), cast.rick))
    start = found.index("Voor het hele kantoor")
    assert found[start:] == [
        "Voor het hele kantoor", "CRM - Insights", "Insights filter inzien",
        "Teamleden", "Teamleden inzien, Eigen waarnemer instellen",
        "Bij een relatie, ook als raadpleger", "CRM - Relaties", "Relaties inzien",
        "CRM - Contacten", "Contacten inzien",
    ]  # fmt: skip


def test_who_is_not_active_can_do_nothing(cast):
    response = wat(login(cast.anna), cast.eva)
    assert answer(response) == [f"{cast.eva} is geen actief teamlid en kan daarom niets zien of doen."]


def test_wat_kon_deze_persoon(cast, before):
    client, moment = login(cast.anna), before.strftime("%Y-%m-%dT%H:%M")
    response = ask(client, f"/toen/wat/{cast.bram.pk}/", moment=moment)
    assert [row[1] for row in table(response)] == [cast.own.naam, cast.own_raadpleger.naam]
    shown = f"{before.day} "
    assert answer(response)[0].startswith(f"Zo was het op {shown}")
    assert table(ask(client, f"/toen/wat/{cast.bram.pk}/")) == []


# --- Wat kan ik? -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anna", {"own", "own_raadpleger", "other", "intern"}),
        ("bram", {"own", "own_raadpleger"}),
        ("daan", {"own", "own_raadpleger"}),
        ("rick", {"own"}),
    ],
)
def test_every_teamlid_sees_the_own_access_by_its_name_in_the_bar(cast, who, expected):
    persoon = getattr(cast, who)
    client = login(persoon)
    html = client.get("/").content.decode()
    bar = html[html.index('class="top-user"') : html.index('id="menu"')]
    (address,) = re.findall(r'<a [^>]*href="([^"]+)"', bar)
    response = client.get(address)
    assert {row[1] for row in table(response)} == {getattr(cast, at).naam for at in expected}
    assert not any("kan er meer zien" in line for line in answer(response))


def test_a_contact_has_no_such_page(cast):
    client = login(cast.fenna)
    html = client.get("/").content.decode()
    assert "mijn-account" not in html
    assert client.get("/mijn-account/toegang/").status_code == 404


def test_one_is_spoken_to_and_asks_about_oneself_only(cast):
    client = login(cast.daan)
    rows = {row[1]: row[3] for row in table(client.get("/mijn-account/toegang/"))}
    assert rows[cast.own.naam] == f"Je neemt waar voor {cast.bram}, Relatiebeheerder, als mutator"
    question = {"relatie": cast.own_raadpleger.nummer, "permissie": "crm.change_relatie"}
    found = answer(ask(client, "/mijn-account/toegang/waarom/", teamlid=cast.anna.nummer, **question))
    assert found[0] == f"Nee, je mag ‘Relaties beheren’ bij {cast.own_raadpleger} niet."
    hidden = ask(client, "/mijn-account/toegang/waarom/", relatie=cast.other.nummer, permissie="crm.view_relatie")
    assert hidden.status_code == 404


def test_wat_kon_ik(cast, before):
    """Only what one may still see: Bram has lost it all."""
    response = ask(login(cast.bram), "/toen/ik/", moment=before.strftime("%Y-%m-%dT%H:%M"))
    assert table(response) == []
    assert "Je ziet hier alleen relaties die je nu nog mag zien." in answer(response)
