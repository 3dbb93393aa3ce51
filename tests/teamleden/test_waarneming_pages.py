"""The pages of waarnemers: first "Wat verandert er?", then saving; times, refusals, the own page and the head."""

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from activiteitenlog.models import Activiteit
from teamleden.models import Rol, Waarneming
from teamleden.waarnemen.plan import show_moment
from tests.client import login
from tests.factories import RelatieFactory, TeamlidRolFactory, WaarnemingFactory
from tests.pages import differences, errors, form_data, messages, table

pytestmark = pytest.mark.django_db

NIEUW = "/beheer/teamleden/waarnemers/nieuw/"
EIGEN = "/mijn-account/waarneming/"
VOORUIT = "de klok gaat dan een uur vooruit. Kies een tijd vanaf 03:00."
TERUG = "de klok gaat dan een uur terug. Kies een andere tijd."


def typed(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def start():
    return (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)


@pytest.fixture
def data(cast, start):
    """Rick for Bram, from tomorrow on."""
    return {
        "afwezige": cast.bram.pk, "waarnemer": cast.rick.pk, "van": typed(start),
        "tot": typed(start + timedelta(days=7)), "reden": "Vakantie", "bereik": "alles",
    }  # fmt: skip


def confirm(client, url, data):
    """Both steps: look at what changes, and save exactly that."""
    shown = client.post(url, data)
    assert shown.status_code == 200, messages(client.get("/"))
    assert errors(shown) == {}
    return client.post(url, {**data, "gezien": shown.context["gevolg"].vingerafdruk})


def changes():
    return Activiteit.objects.filter(actie__startswith="waarneming").count()


# --- Appointing ----------------------------------------------------------------------------------------------------


def test_what_changes_is_shown_before_anything_is_saved(cast, data, start):
    client = login(cast.anna)
    shown = client.post(NIEUW, {**data, "waarnemer": cast.chantal.pk})
    assert table(shown) == [
        [f"{cast.own}", "geen toegang", "bewerken"],
        [f"{cast.own_raadpleger}", "geen toegang", "inzien"],
    ]
    assert (Waarneming.objects.count(), changes()) == (1, 0)
    saved = client.post(NIEUW, {**data, "waarnemer": cast.chantal.pk, "gezien": shown.context["gevolg"].vingerafdruk})
    row = Waarneming.objects.get(waarnemer=cast.chantal.pk)
    assert (saved.url, row.van, row.created_by) == (row.get_absolute_url(), start, cast.anna)
    assert messages(client.get(saved.url)) == [f"{cast.chantal} neemt waar voor {cast.bram} is vastgelegd."]


def test_what_moved_meanwhile_is_shown_again(cast, data):
    client = login(cast.anna)
    seen = client.post(NIEUW, data).context["gevolg"].vingerafdruk
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.other)
    again = client.post(NIEUW, {**data, "gezien": seen})
    assert messages(again) == [
        "Wat er verandert is niet meer wat je zag. Bekijk het opnieuw; er is nog niets opgeslagen."
    ]
    assert (again.context["gevolg"].inzien, Waarneming.objects.count()) == (2, 1)
    again = client.post(NIEUW, {**data, "gezien": again.context["gevolg"].vingerafdruk})
    assert (again.status_code, Waarneming.objects.count()) == (302, 2)


def test_another_wish_than_was_shown_is_shown_first(cast, data):
    client = login(cast.anna)
    seen = client.post(NIEUW, data).context["gevolg"].vingerafdruk
    for other in ({"tot": ""}, {"reden": "Ziek"}, {"bereik": "deel", "relaties": cast.own.nummer}):
        assert client.post(NIEUW, {**data, **other, "gezien": seen}).status_code == 200
    assert Waarneming.objects.count() == 1


def test_a_scope_is_chosen_by_rol_and_by_number_or_name(cast, data):
    fiscaal = Rol.objects.get(naam="Fiscaal")
    chosen = {"bereik": "deel", "rollen": [fiscaal.pk], "relaties": f"{cast.own.nummer} Bakkerij\n\nslagerij de boer"}
    confirm(login(cast.anna), NIEUW, {**data, **chosen})
    row = Waarneming.objects.get(waarnemer=cast.rick.pk)
    assert (row.alleen_rollen, list(row.rollen.all()), row.alleen_relaties) == (True, [fiscaal], True)
    assert set(row.relaties.all()) == {cast.own, cast.own_raadpleger}


def test_a_relatie_that_is_not_of_the_afwezige_or_is_hidden_cannot_be_chosen(cast, data):
    """Which of the two it is, is not told."""
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.afgeschermd)
    for relatie in (cast.other, cast.afgeschermd):
        refused = login(cast.anna).post(NIEUW, {**data, "bereik": "deel", "relaties": relatie.nummer})
        sentence = f"Er is geen relatie ‘{relatie.nummer}’ van deze afwezige die je hier kunt kiezen."
        assert errors(refused) == {"relaties": [sentence]}
    same = TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=RelatieFactory(naam="Bakkerij Van Dam")).relatie
    refused = login(cast.anna).post(NIEUW, {**data, "bereik": "deel", "relaties": f"bakkerij\n{same.nummer}"})
    assert errors(refused) == {"relaties": ["Meer dan één relatie past bij ‘bakkerij’; typ het nummer."]}


def test_tl_5_where_not_all_may_be_passed_on_the_rest_may(cast, data):
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.afgeschermd)
    client = login(cast.anna)
    refused = client.post(NIEUW, data)
    assert list(errors(refused)) == ["bereik"]
    assert "Stichting" not in refused.content.decode()
    confirm(client, NIEUW, {**data, "bereik": "geven"})
    assert set(Waarneming.objects.get(waarnemer=cast.rick.pk).relaties.all()) == {cast.own, cast.own_raadpleger}


def test_an_absence_without_a_waarnemer(cast, data):
    confirm(login(cast.anna), NIEUW, {**data, "waarnemer": "", "tot": ""})
    row = Waarneming.objects.get(waarnemer=None)
    assert (str(row), row.tot) == (f"{cast.bram} is afwezig", None)


@pytest.mark.parametrize(
    ("van", "sentence"),
    [
        ("2026-03-29T02:30", f"Op 29-03-2026 bestaat 02:30 niet: {VOORUIT}"),
        ("2026-10-25T02:30", f"Op 25-10-2026 komt 02:30 twee keer voor: {TERUG}"),
        ("morgen", "Vul een datum en een tijd in, zoals 31-01-2026 12:00."),
        ("2026-13-01T10:00", "Vul een datum en een tijd in, zoals 31-01-2026 12:00."),
        ("", "Vul in vanaf wanneer."),
    ],
)  # fmt: skip
def test_wn_4_a_time_that_is_none_or_two_is_refused_in_words(cast, data, van, sentence):
    refused = login(cast.anna).post(NIEUW, {**data, "van": van})
    assert errors(refused) == {"van": [sentence]}


@pytest.mark.parametrize("text", ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00"])
def test_wn_4_beside_the_change_of_the_clock_every_minute_can_be_chosen(cast, data, text):
    shown = login(cast.anna).post(NIEUW, {**data, "waarnemer": "", "van": text, "tot": ""})
    assert (errors(shown), typed(shown.context["plan"].van)) == ({}, text)


def test_a_day_and_time_may_be_typed_the_dutch_way(cast, data, start):
    shown = login(cast.anna).post(NIEUW, {**data, "van": timezone.localtime(start).strftime("%d-%m-%Y %H:%M")})
    assert shown.context["plan"].van == start


def test_nothing_typed_is_lost_when_something_is_wrong(cast, data):
    refused = login(cast.anna).post(NIEUW, {**data, "reden": "", "relaties": "00001", "tot": data["van"]})
    kept = form_data(refused)
    assert {name: str(kept[name]) for name in ("waarnemer", "van", "tot", "relaties")} == {
        "waarnemer": str(cast.rick.pk), "van": data["van"], "tot": data["van"], "relaties": "00001",
    }  # fmt: skip


# --- Who may not --------------------------------------------------------------------------------------------------


def test_a_raadpleger_appoints_nobody_for_another(cast, data):
    client = login(cast.rick)
    for response in (client.get(NIEUW), client.post(NIEUW, data), client.get("/beheer/teamleden/waarnemers/")):
        assert response.status_code == 403
    assert (Waarneming.objects.count(), changes()) == (1, 0)


def test_on_the_own_page_another_afwezige_cannot_be_smuggled_in(cast, data):
    """The own page knows no field for it."""
    confirm(login(cast.rick), EIGEN + "nieuw/", {**data, "waarnemer": cast.daan.pk})
    assert (
        Waarneming.objects.get(waarnemer=cast.daan.pk, reden="Vakantie", created_by=cast.rick.pk).afwezige_id
        == cast.rick.pk
    )


def test_wn_2_nobody_is_a_choice_for_themselves(cast, data):
    html = login(cast.manon).get(NIEUW).content.decode()
    choices = re.search(r'<select name="waarnemer".*?</select>', html, re.S).group()
    assert (str(cast.manon) in choices, str(cast.rick) in choices, str(cast.eva) in choices) == (False, True, False)
    refused = login(cast.manon).post(NIEUW, {**data, "waarnemer": cast.manon.pk})
    assert list(errors(refused)) == ["waarnemer"]


# --- Changing and ending ------------------------------------------------------------------------------------------


def test_one_that_runs_can_be_shortened_and_ended(cast, start):
    row, client = Waarneming.objects.get(), login(cast.anna)
    page = client.get(f"{row.get_absolute_url()}wijzigen/")
    assert set(page.context["form"].fields) == {"tot", "reden", "versie"}
    saved = confirm(client, f"{row.get_absolute_url()}wijzigen/", {"tot": typed(start), "reden": "Griep", "versie": 1})
    assert messages(client.get(saved.url)) == ["De wijziging is opgeslagen."]
    row.refresh_from_db()
    assert (row.tot, row.reden) == (start, "Griep")
    ended = client.post(f"{row.get_absolute_url()}beeindigen/", {"nog_afwezig": "on"})
    assert messages(client.get(ended.url)) == [f"{row}: dat is nu voorbij."]
    assert Waarneming.objects.get(waarnemer=None).tot == start
    again = client.post(f"{row.get_absolute_url()}beeindigen/")
    assert errors(again) == {"": ["Deze waarneming is voorbij en kan niet meer veranderen."]}
    assert client.get(f"{row.get_absolute_url()}wijzigen/").url == row.get_absolute_url()


def test_who_saves_over_a_newer_version_sees_the_difference_first(cast, data, start):
    client = login(cast.anna)
    confirm(client, NIEUW, data)
    row = Waarneming.objects.get(waarnemer=cast.rick.pk)
    url, mine = f"{row.get_absolute_url()}wijzigen/", {**data, "reden": "Griep", "versie": 1}
    confirm(login(cast.bram), f"{EIGEN}{row.pk}/wijzigen/", {**data, "reden": "Congres", "versie": 1})
    stale = confirm(client, url, mine)
    assert differences(stale) == [["Reden", "Griep", "Congres"]]
    shown = client.post(url, {**mine, "overschrijven": "2"})
    sent = {**mine, "versie": shown.context["form"]["versie"].value(), "gezien": shown.context["gevolg"].vingerafdruk}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.reden, row.versie) == ("Griep", 3)


def test_one_that_has_not_begun_lapses(cast, data):
    client = login(cast.anna)
    confirm(client, NIEUW, data)
    row = Waarneming.objects.get(waarnemer=cast.rick.pk)
    assert "gaat dan niet door" in client.get(f"{row.get_absolute_url()}beeindigen/").content.decode()
    client.post(f"{row.get_absolute_url()}beeindigen/")
    listed = {line[1]: line[6] for line in table(client.get("/beheer/teamleden/waarnemers/"))}
    assert listed == {str(cast.daan): "Loopt", str(cast.rick): "Vervallen"}


# --- The list, the calendar, the report -----------------------------------------------------------------------------


@pytest.fixture
def office(cast, start):
    """One that runs, one to come that overlaps it, one past, and an absence without a waarnemer."""
    WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.rick.teamlid, van=start, tot=start + timedelta(days=2))
    past = {"van": start - timedelta(days=9), "tot": start - timedelta(days=7)}
    WaarnemingFactory(afwezige=cast.chantal.teamlid, waarnemer=cast.rick.teamlid, reden="Griep", **past)
    WaarnemingFactory(afwezige=cast.manon.teamlid, waarnemer=None)
    return cast


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"daan", "rick", "rick griep", "niemand"}),
        ("wanneer=nu", {"daan", "niemand"}),
        ("wanneer=komend", {"rick"}),
        ("wanneer=voorbij", {"rick griep"}),
        ("afwezige=bram", {"daan", "rick"}),
        ("waarnemer=rick", {"rick", "rick griep"}),
        ("bezet=nee", {"niemand"}),
        ("bezet=ja&wanneer=nu", {"daan"}),
        ("zoek=griep", {"rick griep"}),
        ("zoek=chantal", {"rick griep"}),
        ("wanneer=nu&afwezige=bram", {"daan"}),
    ],
)
def test_the_list_filters(office, query, expected):
    page = login(office.manon).get(f"/beheer/teamleden/waarnemers/?{query}")
    names = {str(office.daan): "daan", str(office.rick): "rick", "Niemand": "niemand"}
    found = {names[line[1]] + (" griep" if line[5] == "Griep" else "") for line in table(page)}
    assert found == expected


def test_overlaps_are_shown_in_the_list(office):
    lines = table(login(office.anna).get("/beheer/teamleden/waarnemers/"))
    assert {(line[1], line[6]) for line in lines} == {
        (str(office.daan), "Loopt Overlap"),
        (str(office.rick), "Komend Overlap"),
        (str(office.rick), "Voorbij"),
        ("Niemand", "Geen waarnemer"),
    }


def test_the_calendar_says_it_in_words_and_can_be_bookmarked(office):
    client = login(office.manon)
    row = Waarneming.objects.get(waarnemer=office.daan.pk)
    html = client.get("/beheer/teamleden/waarnemers/kalender/").content.decode()
    assert f"{office.daan} neemt waar vanaf {show_moment(row.van)}, zonder einde" in html
    assert "; waarnemer aanwijzen" in html
    december = client.get("/beheer/teamleden/waarnemers/kalender/?maand=2026-12").content.decode()
    assert "?maand=2026-11" in december
    assert "?maand=2027-01" in december


def test_a_gap_in_the_calendar_leads_to_a_form_that_is_filled_in(office):
    client = login(office.anna)
    html = client.get("/beheer/teamleden/waarnemers/kalender/").content.decode()
    link = re.search(r'class="bar bar-gat"[^>]* href="([^"]+)"', html).group(1).replace("&amp;", "&")
    form = client.get(link).context["form"]
    assert str(form["afwezige"].value()) == str(office.manon.pk)
    # The gap began an hour ago; somebody can begin now.
    typed_van = timezone.make_aware(datetime.strptime(form["van"].value(), "%Y-%m-%dT%H:%M"))  # noqa: DTZ007
    assert abs(typed_van - timezone.now()) < timedelta(minutes=5)


def test_the_report_is_exported_and_logged(office):
    client = login(office.anna)
    year = timezone.localdate().year
    text = client.get(f"/beheer/teamleden/waarnemers/verslag/export/?jaar={year}").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:4] == ["Soort", "Afwezige", "Waarnemer", "Van"]
    assert {row[0] for row in rows[1:]} == {"Waargenomen", "Afwezig gemeld", "Gat: geen waarnemer"}
    book = client.get(f"/beheer/teamleden/waarnemers/verslag/export/?jaar={year}&formaat=xlsx")
    assert book.getvalue()[:2] == b"PK"
    entry = Activiteit.objects.filter(actie="waarnemingen geëxporteerd").last()
    assert (entry.actor, entry.reden) == (office.anna, f"CSV, {year}, {len(rows) - 1} regels.")
    assert client.get("/beheer/teamleden/waarnemers/verslag/export/?formaat=pdf").status_code == 404


def test_the_report_of_a_year_without_absences(cast):
    page = login(cast.anna).get("/beheer/teamleden/waarnemers/verslag/?jaar=2001")
    assert "Over 2001 is niets vastgelegd." in page.content.decode()
