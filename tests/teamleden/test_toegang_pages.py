"""The pages about access: what they say, to whom, and what they keep to themselves (AUT-2, AUT-3, REL-5)."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from crm.models import Relatie
from permissions.models import Autorisatierol
from teamleden.models import Rol, TeamlidRol, Waarneming
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.views import eigen_toegang, toegang
from tests.client import login
from tests.factories import RelatieFactory, TeamlidRolFactory
from tests.historie import Opname
from tests.properties.past import lose_everything

pytestmark = pytest.mark.django_db

OPNAME = []


def history(table, moment, **filters):
    """The one that the test made."""
    return OPNAME[0](table, moment, **filters)


urlpatterns = [
    # The same pages, reading the history that a test wrote.
    path("toen/waarom/", toegang.WaaromView.as_view(rows=history)),
    path("toen/wie/<int:relatie_pk>/", toegang.WieKanDitZienView.as_view(rows=history)),
    path("toen/wat/<int:teamlid_pk>/", toegang.TeamlidToegangView.as_view(rows=history)),
    path("toen/ik/", eigen_toegang.EigenToegangView.as_view(rows=history)),
    path("", include(project.ROOT_URLCONF)),
]


@pytest.fixture
def before(cast, settings):
    """The moment at which the cast still had its access; now it is gone, but for Anna's."""
    settings.ROOT_URLCONF = __name__
    moment = timezone.now().replace(second=0, microsecond=0) - timedelta(days=1)
    Relatie.objects.update(created_at=moment - timedelta(days=1))
    Waarneming.objects.update(van=moment - timedelta(hours=1))
    OPNAME[:] = [Opname(vanaf=moment - timedelta(days=1))]
    TeamlidRol.objects.all().delete()
    return timezone.localtime(moment)


def lines(response):
    """The texts of the page itself, one for each element."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    texts = (unescape(" ".join(text.split())) for text in re.findall(r">([^<>]+)<", main))
    return [text for text in texts if text]


def answer(response):
    """The texts below the form."""
    found = lines(response)
    return found[max(found.index(word) for word in ("Uitleggen", "Tonen") if word in found) + 1 :]


def table(response):
    """The rows of the table, as lists of cells."""
    body = re.search(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", body.group(1), re.S) if body else []
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in rows]
    return [[" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


def ask(client, address="/beheer/toegang/", **question):
    return client.get(f"{address}?{urlencode(question)}")


def about(persoon, relatie, permissie, **more):
    return {"teamlid": persoon.nummer, "relatie": relatie.nummer, "permissie": permissie, **more}


def hide_teamleden(*rollen):
    """These autorisatierollen may not see Teamleden."""
    for rol in Autorisatierol.objects.filter(naam__in=rollen):
        rol.group.permissions.remove(*rol.group.permissions.filter(rij__code=TEAMLEDEN_INZIEN.code))


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
