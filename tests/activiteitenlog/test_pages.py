"""Beheer → Activiteitenlog: who reads which entries, the filters, the links, one entry, and the tab of a relatie."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from activiteitenlog import links
from activiteitenlog.models import Activiteit
from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from activiteitenlog.querysets import CONTACTEN_INZIEN
from activiteitenlog.services import Niemand, Onderwerp, record
from activiteitenlog.views.activiteiten import ActiviteitListView
from crm import permissions as crm_permissions
from permissions.gate import Systeem
from permissions.models import Autorisatierol
from teamleden import permissions as teamleden_permissions
from teamleden.models import TeamlidRol
from tests.cast import next_request
from tests.client import login
from tests.factories import ContactFactory, KoppelingFactory, RelatieFactory, TeamlidRolFactory
from tests.log import said, tampering

pytestmark = pytest.mark.django_db

LIST = "/beheer/activiteitenlog/"
RELATIES = ("own", "own_raadpleger", "other", "afgeschermd")


@pytest.fixture
def world(cast):
    """An entry of each kind; `texts` of a response gives back which of them are in it."""
    gone = RelatieFactory(naam="Opgeheven bv")
    cast.ontkoppeld = KoppelingFactory(contact=ContactFactory(achternaam="Vroeger"), relatie=cast.other).contact
    cast.stil = KoppelingFactory(contact=ContactFactory(achternaam="Stilzwijgend"), relatie=cast.afgeschermd).contact
    cast.los = ContactFactory(achternaam="Loshangend")
    for name in RELATIES:
        relatie = getattr(cast, name)
        record(cast.anna, "relatie gewijzigd", relatie, relatie=relatie, reden=f"reden-{name}")
    record(cast.chantal, "rol gegeven", cast.bram.teamlid, relatie=cast.afgeschermd, reden="reden-rol-stil")
    record(cast.anna, "relatie gewijzigd", gone, relatie=gone, reden="reden-gone")
    gone.delete()
    record(cast.anna, "teamlid gewijzigd", cast.bram.teamlid, reden="reden-kantoor")
    record(Niemand(), "inloggen mislukt", Onderwerp("inloggen", "x@y.example"), reden="reden-mislukt")
    for name in ("fenna", "stil", "los", "ontkoppeld"):
        record(Systeem("proef"), "contact gewijzigd", getattr(cast, name), reden=f"reden-contact-{name}")
        record(getattr(cast, name), "ingelogd", getattr(cast, name), reden=f"reden-login-{name}")
    record(cast.fenna, "verborgen object opgevraagd", cast.other, relatie=cast.other, reden="reden-fenna-other")
    record(cast.stil, "verborgen object opgevraagd", cast.own, relatie=cast.own, reden="reden-stil-own")
    record(cast.bram, "ingelogd", cast.bram, reden="reden-login-bram")
    return cast


ANNA = {
    "own", "own_raadpleger", "other", "gone", "kantoor", "mislukt", "contact-fenna", "login-fenna", "contact-los",
    "login-los", "contact-ontkoppeld", "login-ontkoppeld", "fenna-other", "login-bram",
}  # fmt: skip
MANON = {"own", "kantoor", "mislukt", "contact-fenna", "login-fenna", "login-bram"}


def texts(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return set(re.findall(r"reden-([\w-]+)", content.decode()))


def visible(persoon):
    rows = Activiteit.objects.visible_to(next_request(persoon)).exclude(reden="")
    return {row.reden.removeprefix("reden-") for row in rows}


# --- Who reads what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "expected"), [("anna", ANNA), ("manon", MANON), ("bram", set()), ("fenna", set())])
def test_aut_3_the_log_tells_nothing_of_what_the_reader_may_not_see(world, who, expected):
    assert visible(getattr(world, who)) == expected


@pytest.mark.parametrize(("who", "expected"), [("anna", ANNA), ("manon", MANON)])
def test_aut_3_list_count_and_export_are_the_same_entries(world, who, expected):
    client = login(getattr(world, who))
    number = Activiteit.objects.visible_to(next_request(getattr(world, who))).count()
    response = client.get(LIST, {"per": "100"})
    assert texts(response) == expected
    assert f">{number} activiteiten<" in response.content.decode()
    assert texts(client.get(f"{LIST}export/", {"formaat": "csv"})) == expected
    for value, hidden in (("Stilzwijgend", "stil"), ("Stichting Stil", "afgeschermd")):
        assert texts(client.get(LIST, {"zoek": value})) == set(), hidden


def test_aut_3_a_filter_does_not_tell_of_a_hidden_relatie(world):
    client = login(world.anna)
    for relatie, expected in ((world.own, {"own"}), (world.afgeschermd, set())):
        assert texts(client.get(LIST, {"relatie": relatie.nummer})) == expected
    html = client.get(LIST).content.decode()
    for name in (world.afgeschermd.naam, world.afgeschermd.nummer, "Stilzwijgend"):
        assert name not in html


def test_aut_3_with_a_row_at_it_the_afgeschermde_relatie_is_there(world):
    TeamlidRolFactory(teamlid=world.anna.teamlid, relatie=world.afgeschermd)
    shown = {"afgeschermd", "rol-stil", "contact-stil", "login-stil", "stil-own"}
    assert visible(world.anna) == ANNA | shown


def test_aut_3_an_entry_about_a_relatie_that_is_gone_follows_bereik_alle(world):
    assert {"anna": "gone" in visible(world.anna), "manon": "gone" in visible(world.manon)} == {
        "anna": True, "manon": False,
    }  # fmt: skip
    html = login(world.anna).get(LIST, {"zoek": "reden-gone"}).content.decode()
    assert "Opgeheven bv" in html


@pytest.mark.parametrize("who", ["anna", "manon"])
def test_aut_3_who_may_not_see_contacten_reads_nothing_about_them(world, who):
    rol = getattr(world, who).teamlid.autorisatierol
    row = KoppelingFactory(relatie=world.own).contact
    record(Systeem("proef"), "contact gekoppeld", row, relatie=world.own, reden="reden-gekoppeld")
    assert "gekoppeld" in visible(getattr(world, who))
    rol.group.permissions.remove(rol.group.permissions.get(rij__code=CONTACTEN_INZIEN))
    words = {one for one in visible(getattr(world, who)) if re.search("contact|fenna|los|ontkoppeld|gekoppeld", one)}
    assert words == set()


def test_the_codes_of_the_apps_above_are_right():
    assert crm_permissions.CONTACTEN_INZIEN.code == CONTACTEN_INZIEN
    assert teamleden_permissions.TEAMLEDEN_INZIEN.code == links.TEAMLEDEN_INZIEN


def test_aut_4_losing_the_permissie_or_the_rol_holds_on_the_next_request(world):
    client = login(world.manon)
    TeamlidRol.objects.filter(teamlid=world.manon.pk).delete()
    assert texts(client.get(LIST)) == {"kantoor", "mislukt", "login-bram"}
    group = Autorisatierol.objects.get(naam="Manager").group
    group.permissions.remove(group.permissions.get(rij__code=ACTIVITEITENLOG_INZIEN.code))
    assert client.get(LIST).status_code == 403


# --- Filters ---------------------------------------------------------------------------------------------------


def at(moment, reden, cast):
    row = record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, reden=f"reden-{reden}")
    with tampering():
        Activiteit.objects.filter(pk=row.pk).update(moment=moment)


def test_a_period_has_whole_days_in_local_time_also_when_the_clock_goes_back(cast):
    zone = timezone.get_current_timezone()
    days = {"voor": (24, 23, 59), "begin": (25, 0, 0), "eind": (25, 23, 59), "na": (26, 0, 0)}
    for reden, (day, hour, minute) in days.items():
        at(datetime(2026, 10, day, hour, minute, tzinfo=zone), reden, cast)
    client = login(cast.anna)
    assert texts(client.get(LIST, {"van": "2026-10-25", "tot": "2026-10-25"})) == {"begin", "eind"}
    assert texts(client.get(LIST, {"van": "2026-10-25"})) == {"begin", "eind", "na"}
    assert texts(client.get(LIST, {"tot": "2026-10-24"})) == {"voor"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"actie": "teamlid gewijzigd"}, {"kantoor"}),
        ({"soort": "teamleden.teamlid"}, {"kantoor"}),
        ({"soort": "inloggen"}, {"mislukt"}),
        ({"persoon": "bram"}, {"login-bram"}),
        ({"persoon": "{bram.nummer}"}, {"login-bram"}),
        ({"persoon": "{fenna.nummer}"}, {"login-fenna", "fenna-other"}),
        ({"relatie": " {own.nummer} "}, {"own"}),
        ({"relatie": "bestaat-niet"}, set()),
        ({"zoek": "TRANSPORT gewijzigd"}, {"other"}),
        ({"zoek": "x@y.example"}, {"mislukt"}),
        ({"zoek": "gewijzigd", "relatie": "{own.nummer}", "persoon": "anna"}, {"own"}),
    ],
)
def test_filters(world, query, expected):
    query = {name: value.format(**vars(world)) for name, value in query.items()}
    assert texts(login(world.anna).get(LIST, query)) == expected


def test_what_was_done_in_somebodys_name_is_found_under_both(cast):
    user = next_request(cast.daan)
    record(user, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"memo": ["", "x"]}, reden="reden-namens")
    client = login(cast.anna)
    for value in (cast.bram.nummer, cast.daan.nummer, "Bram", f"Daan {cast.bram.achternaam}"):
        response = client.get(LIST, {"persoon": value})
        assert (texts(response), f"{cast.daan} namens {cast.bram}" in response.content.decode()) == ({"namens"}, True)


def test_a_filter_that_is_no_choice_is_refused_at_its_field(cast):
    html = login(cast.anna).get(LIST, {"van": "gisteren", "actie": "iets anders"}).content.decode()
    assert html.count('class="field-error"') == 2


def test_newest_first_and_the_other_way_when_asked(cast):
    for number in range(3):
        record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, reden=f"reden-{number}")
    client = login(cast.anna)
    found = [
        re.findall(r"reden-(\d)", client.get(LIST, {"zoek": "reden", "sort": sort}).content.decode())
        for sort in ("", "wanneer", "-wanneer")
    ]
    assert found == [["2", "1", "0"], ["0", "1", "2"], ["2", "1", "0"]]


# --- Links and words -------------------------------------------------------------------------------------------


def cell(response, label):
    """The cell of this column, of the one entry in the list."""
    [found] = re.findall(rf'<td data-label="{label}"[^>]*>(.*?)</td>', response.content.decode(), re.S)
    return re.sub(r"\s+", " ", found)


def test_an_entry_leads_to_what_the_reader_may_see(world):
    client = login(world.anna)
    hrefs = {
        zoek: re.findall('href="([^"]*)"', cell(client.get(LIST, {"zoek": f"reden-{zoek}"}), "Waarover"))
        for zoek in ("own_raadpleger", "kantoor", "contact-fenna", "gone", "mislukt", "fenna-other")
    }
    assert hrefs == {
        "own_raadpleger": [f"/crm/relaties/{world.own_raadpleger.pk}/"],
        "kantoor": [f"/crm/teamleden/{world.bram.pk}/"],
        "contact-fenna": [f"/crm/contacten/{world.fenna.pk}/"],
        "gone": [],
        "mislukt": [],
        "fenna-other": [f"/crm/relaties/{world.other.pk}/"],
    }
    for path in (path for found in hrefs.values() for path in found):
        assert client.get(path).status_code == 200


def test_a_contact_that_was_uncoupled_since_is_named_at_its_relatie_but_leads_nowhere(cast):
    koppeling = cast.fenna.koppelingen.get()
    record(cast.manon, "contact ontkoppeld", cast.fenna, relatie=cast.own, reden="reden-ontkoppeld")
    koppeling.ontkoppeld_op, koppeling.voorkeur = timezone.now(), False
    koppeling.save()
    waarover = cell(login(cast.manon).get(LIST, {"zoek": "reden-ontkoppeld"}), "Waarover")
    assert re.findall('href="([^"]*)"', waarover) == [f"/crm/relaties/{cast.own.pk}/"]
    assert str(cast.fenna) in waarover


def test_changes_are_told_in_words(cast):
    changes = {
        "kvk_nummer": ["", "12345678"], "type": ["organisatie", "persoon"], "actief": [True, False],
        "labels": [[], ["Spoed", "VIP"]], "bezoek_straat": ["Kade", None], "rol": ["Fiscaal", "Fiscaal"],
    }  # fmt: skip
    row = record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen=changes)
    assert [str(regel) for regel in row.regels] == [
        "Rol: Fiscaal", "Type: Organisatie → Persoon", "KvK-nummer: – → 12345678", "Bezoek straat: Kade → –",
        "Actief: ja → nee", "Labels: – → Spoed, VIP",
    ]  # fmt: skip
    response = login(cast.anna).get(LIST, {"actie": "relatie gewijzigd"})
    assert re.findall(r"<span[^>]*>([^<]*)</span>", cell(response, "Van → naar")) == [
        "Rol: Fiscaal", "Type: Organisatie → Persoon", "KvK-nummer: – → 12345678", "en nog 3",
    ]  # fmt: skip


def test_one_entry_shows_everything_and_its_proof(cast):
    user = next_request(cast.daan)
    changes = {f"veld_{n}": [f"oud{n}", f"nieuw{n}"] for n in range(5)}
    row = record(user, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen=changes, reden="Op verzoek")
    html = login(cast.anna).get(f"{LIST}{row.pk}/").content.decode()
    told = [f"oud{n}" for n in range(5)] + [f"nieuw{n}" for n in range(5)]
    told += [str(cast.daan), str(cast.bram), str(cast.own), "Op verzoek", row.hash, "Dit is de eerste regel"]
    assert [word for word in told if word not in html] == []


def test_an_entry_of_a_kind_that_is_not_known_here_can_be_read(cast):
    """A module that was taken out again leaves its entries."""
    row = record(Systeem("oud"), "taak afgerond", Onderwerp("taken.taak", "Jaarrekening", "12"), wijzigingen={})
    html = login(cast.anna).get(f"{LIST}{row.pk}/").content.decode()
    assert "Jaarrekening" in html


# --- The tab of the Relatie and the button of the Teamlid ------------------------------------------------------


def test_the_relatie_card_has_a_tab_with_what_happened_there(world):
    path = f"/crm/relaties/{world.own.pk}/activiteiten/"
    assert texts(login(world.anna).get(path)) == {"own"}
    card = f"/crm/relaties/{world.own.pk}/"
    shown = {who: path in login(getattr(world, who)).get(card).content.decode() for who in ("anna", "manon", "bram")}
    assert shown == {"anna": True, "manon": True, "bram": False}


def test_the_teamlid_card_leads_to_what_the_teamlid_did(world):
    path = f"{LIST}?persoon={world.bram.nummer}"
    card = f"/crm/teamleden/{world.bram.pk}/"
    shown = {who: path in login(getattr(world, who)).get(card).content.decode() for who in ("anna", "bram")}
    assert shown == {"anna": True, "bram": False}
    assert texts(login(world.anna).get(path)) == {"login-bram"}


# --- Reading is in the log -------------------------------------------------------------------------------------


def readings():
    return [row[2:] for row in said(actie="activiteitenlog gelezen")]


def test_reading_the_log_is_in_the_log_once_for_the_same_thing(cast):
    row = record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own)
    client = login(cast.anna)
    for _ in range(2):
        client.get(LIST)
        client.get(LIST, {"page": "1", "sort": "wanneer"})
        client.get(LIST, {"zoek": "123456782", "persoon": "Bram", "actie": "rol gegeven", "van": "2026-01-31"})
        client.get(f"{LIST}{row.pk}/")
        client.get(f"/crm/relaties/{cast.own.pk}/activiteiten/")
    log = ("Activiteitenlog", None)
    assert readings() == [
        (*log, "Zonder filters."),
        # What was typed may be anything, a BSN too; that it was is enough.
        (*log, "Filters: Zoeken, Van 31-01-2026, Wie, Actie Rol gegeven."),
        (f"Regel {row.pk}", None, ""),
        (str(cast.own), cast.own.pk, ""),
    ]
    login(cast.anna).get(LIST)
    assert len(readings()) == 5


def test_a_page_that_was_refused_was_not_read(cast):
    login(cast.bram).get(LIST)
    assert (readings(), [row[2] for row in said(actie="toegang geweigerd")]) == ([], ["Activiteiten log inzien"])


def test_a_hidden_entry_that_is_asked_for_is_told_by_its_number_only(world):
    row = Activiteit.objects.get(reden="reden-afgeschermd")
    assert login(world.anna).get(f"{LIST}{row.pk}/").status_code == 404
    assert said(actie="verborgen object opgevraagd", actor=world.anna) == [
        (str(world.anna), "verborgen object opgevraagd", f"Regel {row.pk}", None, "Permissie: Activiteiten log inzien.")
    ]


def test_the_first_reading_costs_no_more_than_a_page_may(world, django_assert_max_num_queries):
    client = login(world.anna)
    client.get("/crm/relaties/")  # that she is logged in here is kept once per few minutes, on whatever page
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_the_moment_is_shown_in_local_time(cast):
    at(datetime(2026, 7, 1, 22, 30, tzinfo=timezone.get_fixed_timezone(timedelta(0))), "zomer", cast)
    assert cell(login(cast.anna).get(LIST, {"zoek": "reden-zomer"}), "Wanneer") == "02-07-2026 00:30"


def test_of_a_log_without_end_only_the_first_entries_are_counted(world, monkeypatch):
    monkeypatch.setattr(ActiviteitListView, "count_limit", 2)
    text = login(world.anna).get(LIST, {"per": "25"}).content.decode()
    assert "Meer dan 2 activiteiten" in text
    assert "1 tot en met 2 van meer dan 2. Met de filters zoek je verder." in text
    text = login(world.anna).get(LIST, {"zoek": "reden-kantoor"}).content.decode()
    assert "1 activiteit<" in text
