"""The page "Waarom?", every refused page, and the moment: what they say and what they keep (AUT-2, REL-5)."""

import re
from html import unescape

import pytest
from django.test import Client

from crm.models import Relatie
from teamleden.models import TeamlidRol
from tests.client import login
from tests.factories import TeamlidRolFactory
from tests.properties.past import lose_everything
from tests.teamleden.toegang.pages import about, answer, ask, hide_teamleden, lines, table

pytestmark = pytest.mark.django_db


# --- Waarom? -----------------------------------------------------------------------------------------------------


def test_before_a_question_there_is_no_answer(cast):
    response = login(cast.anna).get("/beheer/toegang/")
    assert (response.status_code, answer(response)) == (200, [])


def test_waarom_yes(cast):
    response = ask(login(cast.anna), **about(cast.bram, cast.own, "crm.change_relatie"))
    assert answer(response) == [
        f"Ja, {cast.bram} mag ‘Relaties beheren’ bij {cast.own}.",
        "Hoe dat komt",
        "Voldaan:",
        f"{cast.bram} is een actief teamlid.",
        "Voldaan:",
        f"De autorisatierol Mutator van {cast.bram} heeft de permissie ‘Relaties beheren’.",
        "Voldaan:",
        f"{cast.bram} heeft toegang tot {cast.own}.",
        "Relatiebeheerder (met de hand), als mutator",
    ]


def test_waarom_no_with_links_for_who_may(cast):
    """Anna may do both; Manon, who may explain, may do neither at a Relatie where she is not."""
    TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other)
    question = about(cast.rick, cast.other, "crm.change_relatie")
    response = ask(login(cast.anna), **question)
    changes = answer(response)[answer(response).index("Kleinste wijziging") :]
    assert changes == [
        "Kleinste wijziging",
        "Deze 2 wijzigingen zijn samen genoeg om het toe te staan:",
        "Een autorisatierol met deze permissie: Mutator.",
        f"Wie dit kan doen: {cast.anna}.",
        "Nu doen",
        ": Een autorisatierol met deze permissie: Mutator.",
        "Een rol bij deze relatie, als mutator.",
        f"Wie dit kan doen: {cast.anna}.",
        "Nu doen",
        ": Een rol bij deze relatie, als mutator.",
    ]
    links = re.findall(r'<a class="button button-secondary"\s+href="([^"]+)"', response.content.decode())
    assert [unescape(link) for link in links] == [
        f"/crm/teamleden/{cast.rick.pk}/bewerken/",
        f"/crm/relaties/{cast.other.pk}/teamleden/geven/?teamlid={cast.rick.pk}&niveau=mutator",
    ]
    assert "Nu doen" not in answer(ask(login(cast.manon), **question))


def test_the_link_fills_in_what_was_missing(cast):
    address = f"/crm/relaties/{cast.other.pk}/teamleden/geven/?teamlid={cast.rick.pk}&niveau=mutator"
    html = login(cast.anna).get(address).content.decode()
    assert re.findall(r'<option value="(\d+)" selected', html) == [str(cast.rick.pk)]
    assert re.findall(r'value="(\w+)"[^>]*checked', html) == ["mutator"]
    response = login(cast.anna).get(f"/crm/relaties/{cast.other.pk}/teamleden/geven/?teamlid=x&niveau=alles")
    assert response.status_code == 200


@pytest.mark.parametrize("typed", ["", "   "])
def test_a_relatie_is_needed_where_the_permissie_asks_for_one(cast, typed):
    client = login(cast.anna)
    response = ask(client, teamlid=cast.bram.nummer, relatie=typed, permissie="crm.view_relatie")
    assert response.status_code == 200
    assert "Kies een relatie; deze permissie geldt per relatie." in lines(response)
    wide = ask(client, teamlid=cast.bram.nummer, relatie=typed, permissie="crm.add_relatie")
    assert answer(wide)[0] == f"Ja, {cast.bram} mag ‘Relaties aanmaken’."


def test_rel_5_a_relatie_the_reader_may_not_see_is_404_like_one_that_is_not_there(cast):
    client, answers = login(cast.anna), []
    for nummer in (cast.afgeschermd.nummer, "88888"):
        response = ask(client, teamlid=cast.chantal.nummer, relatie=nummer, permissie="crm.view_relatie")
        said = [line.replace(nummer, "NUMMER") for line in lines(response)]
        answers.append((response.status_code, said))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert "Er is geen relatie ‘NUMMER’ die je hier kunt kiezen." in answers[0][1]
    by_name = ask(client, teamlid=cast.chantal.nummer, relatie="Stichting Stil", permissie="crm.view_relatie")
    assert by_name.status_code == 404
    assert ask(client, **about(cast.chantal, cast.own, "crm.view_relatie")).status_code == 200


def test_a_manager_explains_only_what_the_manager_sees(cast):
    client = login(cast.manon)
    statuses = {
        at: ask(client, **about(cast.bram, getattr(cast, at), "crm.view_relatie")).status_code
        for at in ("own", "own_raadpleger", "other", "afgeschermd")
    }
    assert statuses == {"own": 200, "own_raadpleger": 404, "other": 404, "afgeschermd": 404}


@pytest.mark.parametrize("who", ["fenna", "nobody"])
def test_who_is_no_teamlid_cannot_be_asked_about(cast, who):
    nummer = cast.fenna.nummer if who == "fenna" else "77777"
    assert (
        ask(login(cast.anna), teamlid=nummer, relatie=cast.own.nummer, permissie="crm.view_relatie").status_code == 404
    )


def test_without_teamleden_inzien_only_about_oneself(cast):
    hide_teamleden("Manager")
    client = login(cast.manon)
    assert ask(client, **about(cast.bram, cast.own, "crm.view_relatie")).status_code == 404
    found = answer(ask(client, **about(cast.manon, cast.own, "crm.view_relatie")))
    assert found[0] == f"Ja, je mag ‘Relaties inzien’ bij {cast.own}."


@pytest.mark.parametrize("permissie", ["", "crm.alles", "view_relatie"])
def test_a_permissie_that_does_not_exist_is_refused_at_its_field(cast, permissie):
    response = ask(login(cast.anna), **about(cast.bram, cast.own, permissie))
    assert response.status_code == 200
    sentence = "Deze permissie bestaat niet." if permissie else "Kies een permissie."
    assert sentence in lines(response)


def test_whoever_typed_a_number_sees_the_name(cast):
    html = ask(login(cast.anna), **about(cast.bram, cast.own, "crm.view_relatie")).content.decode()
    values = dict(re.findall(r'name="(teamlid|relatie)"\s+value="([^"]*)"', html))
    assert values == {"teamlid": f"{cast.bram.nummer} {cast.bram}", "relatie": str(cast.own)}


def test_names_are_shown_as_they_are_and_never_run(cast):
    naam = '<b>O\'Neil & "Zn"</b> {{ naam }} {% x %}'
    Relatie.objects.filter(pk=cast.own.pk).update(naam=naam)
    # Not the strict client: that takes braces for something that was not rendered.
    client = Client()
    client.force_login(cast.anna, backend="permissions.backend.KantoorBackend")
    found = answer(ask(client, **about(cast.chantal, cast.own, "crm.view_relatie")))
    shown = f"{cast.own.nummer} {naam}"
    assert [line for line in found if "Neil" in line] == [
        f"Nee, {cast.chantal} mag ‘Relaties inzien’ bij {shown} niet.",
        f"{cast.chantal} heeft geen rol bij {shown}.",
    ]


@pytest.mark.parametrize("who", ["anna", "manon"])
def test_the_choices_are_those_one_may_ask_about(cast, who):
    client = login(getattr(cast, who))

    def options(address):
        return re.findall(r'value="([^"]*)"', client.get(address).content.decode())

    bram = f"{cast.bram.nummer} {cast.bram}"
    assert options("/beheer/toegang/teamleden/?teamlid=bram") == [bram]
    assert options(f"/beheer/toegang/teamleden/?teamlid={cast.fenna.nummer}") == []
    seen = {"anna": [cast.own, cast.other], "manon": [cast.own]}[who]
    found = [options(f"/mijn-account/toegang/relaties/?relatie={at.nummer}") for at in (cast.own, cast.other)]
    assert found == [[str(at)] if at in seen else [] for at in (cast.own, cast.other)]
    assert options(f"/mijn-account/toegang/relaties/?relatie={cast.afgeschermd.nummer}") == []


# --- The moment --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2999-01-01T12:00", "Dat moment is nog niet geweest; kies een moment tot en met nu."),
        ("gisteren", "Vul een datum en een tijd in, zoals 31-01-2026 12:00."),
        ("2001-01-01T12:00", "Zo ver terug gaat het log niet."),
    ],
)
@pytest.mark.parametrize("page", ["/toen/waarom/", "/toen/wie/{own}/", "/toen/wat/{bram}/", "/toen/ik/"])
def test_a_moment_that_cannot_be_answered_is_refused_at_its_field(cast, before, page, moment, sentence):
    question = about(cast.bram, cast.own, "crm.view_relatie", moment=moment)
    response = ask(login(cast.anna), page.format(own=cast.own.pk, bram=cast.bram.pk), **question)
    assert (response.status_code, sentence in lines(response)) == (200, True)
    assert table(response) == []
    assert not any(line.startswith(("Ja,", "Nee,", "Op ")) and line != "Op moment" for line in lines(response))


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"])
def test_waarom_toen_without_a_change_for_now(cast, before, form):
    client, moment = login(cast.anna), before.strftime(form)
    yes = answer(ask(client, "/toen/waarom/", **about(cast.bram, cast.own, "crm.change_relatie", moment=moment)))
    no = answer(ask(client, "/toen/waarom/", **about(cast.chantal, cast.own, "crm.change_relatie", moment=moment)))
    now = answer(ask(client, "/toen/waarom/", **about(cast.bram, cast.own, "crm.change_relatie", moment="")))
    assert yes[0] == f"Ja, {cast.bram} mag ‘Relaties beheren’ bij {cast.own}."
    assert yes[1].startswith("Zo was het op ")
    assert (no[-1], "Kleinste wijziging" in no) == (f"{cast.chantal} heeft geen rol bij {cast.own}.", False)
    assert (now[0][:4], "Kleinste wijziging" in now) == ("Nee,", True)


def test_the_reader_must_still_be_somebody(cast, before):
    """Everything was taken from everybody, and with it the right to ask."""
    lose_everything()
    response = ask(login(cast.anna), "/toen/waarom/", **about(cast.bram, cast.own, "crm.view_relatie"))
    assert response.status_code in (302, 403)


# --- Every refused page ------------------------------------------------------------------------------------------


def test_aut_2_a_refused_page_shows_the_whole_uitleg(cast):
    response = login(cast.rick).get(f"/crm/relaties/{cast.own.pk}/bewerken/")
    assert response.status_code == 403
    assert lines(response) == [
        "Dit mag je hier niet",
        f"Nee, je mag ‘Relaties beheren’ bij {cast.own} niet.",
        "Hoe dat komt",
        "Voldaan:",
        "Je bent een actief teamlid.",
        "Ontbreekt:",
        "Je autorisatierol Raadpleger heeft de permissie ‘Relaties beheren’ niet.",
        "Voldaan:",
        f"Je hebt toegang tot {cast.own}.",
        "Relatiebeheerder (met de hand), als mutator",
        "Kleinste wijziging",
        "Dit is genoeg om het toe te staan:",
        "Een autorisatierol met deze permissie: Mutator.",
        f"Wie dit kan doen: {cast.anna}.",
        "Naar het dashboard",
    ]


def test_a_refused_page_names_nobody_to_who_may_not_see_teamleden(cast):
    hide_teamleden("Raadpleger")
    found = lines(login(cast.rick).get("/beheer/toegang/"))
    assert "Een collega kan dit; je mag niet zien wie." in found
    assert str(cast.anna) not in " ".join(found)


def test_a_contact_that_is_not_reached_deep_enough(cast):
    """The Uitleg is about the Relaties of the contact."""
    TeamlidRol.objects.filter(teamlid=cast.bram.pk, relatie=cast.own).update(niveau="raadpleger")
    response = login(cast.bram).get(f"/crm/contacten/{cast.fenna.pk}/bewerken/")
    assert response.status_code == 403
    sentence = f"Je bent raadpleger bij {cast.own}; voor ‘Contacten beheren’ moet je daar mutator zijn."
    assert sentence in lines(response)


def test_a_post_that_a_service_refuses_is_explained_too(cast):
    row = TeamlidRol.objects.get(teamlid=cast.rick.pk, relatie=cast.own)
    address = f"/crm/relaties/{cast.own.pk}/teamleden/{row.pk}/niveau/"
    response = login(cast.bram).post(address, {"niveau": "mutator"})
    assert response.status_code == 403
    assert "Een autorisatierol met deze permissie: Manager." in lines(response)
