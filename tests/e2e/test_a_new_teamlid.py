"""The office's main job, as somebody does it who never saw the product before."""

import re

import pytest

from crm.models import Persoon, Relatie
from teamleden.models import Rol, TeamlidRol
from tests.e2e.conftest import WACHTWOORD

pytestmark = pytest.mark.django_db(transaction=True)

NIEUW_WACHTWOORD = "paarse-fietsen-in-mei-4"


def fill_teamlid(page, email, nummer=None):
    page.get_by_label("Voornaam").fill("Noor")
    page.get_by_label("Achternaam").fill("de Groot")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Functie").select_option(index=1)
    page.get_by_label("Autorisatierol").select_option(label="Mutator")
    if nummer:
        page.get_by_label("Nummer").fill(nummer)
    page.get_by_role("button", name="Opslaan").click()


def give_rol(anna, relatie, niveau):
    anna.goto(f"/crm/relaties/{relatie.pk}/teamleden/")
    anna.page.get_by_role("link", name="Rol geven").click()
    anna.page.get_by_label("Teamlid").select_option(label="Noor de Groot")
    anna.page.get_by_label("Rol", exact=True).select_option(label="Accountant")
    anna.page.get_by_label(re.compile(niveau)).check()
    anna.page.get_by_role("button", name="Rol geven").click()


def add_and_invite_noor(anna, office, expect):
    page = anna.page
    page.get_by_role("link", name="Teamleden").first.click()
    page.get_by_role("link", name="Teamlid toevoegen").click()

    fill_teamlid(page, office.bram.email.upper())
    expect(page.get_by_text("al in gebruik bij een teamlid").first).to_be_visible()
    anna.shot("teamlid-email-bezet")
    fill_teamlid(page, "noor@kantoor.example", nummer=office.fenna.nummer)
    expect(page.get_by_text("is al van een contact").first).to_be_visible()
    page.get_by_label("Nummer").fill("91234")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Noor de Groot")
    page.get_by_role("link", name="Uitnodigen", exact=True).click()
    page.get_by_role("button", name="Bekijk de toegang").click()
    expect(page.get_by_text("Na aannemen van de uitnodiging")).to_be_visible()
    anna.shot("uitnodiging-voorbeeld")
    page.get_by_role("button", name="Uitnodiging versturen").click()
    expect(page.get_by_text("De wijziging is toegepast")).to_be_visible()


def accept(noor, link):
    noor.page.goto(link)
    noor.shot("uitnodiging")
    noor.page.get_by_label("Wachtwoord", exact=True).fill(NIEUW_WACHTWOORD)
    noor.page.get_by_label("Wachtwoord nog een keer").fill(NIEUW_WACHTWOORD)
    noor.page.get_by_role("button", name="Opslaan").click()
    noor.page.wait_for_url(noor.address + "/")


def test_a_new_teamlid_sees_exactly_the_own_relaties(office, visitor, mailoutbox, expect):
    anna = visitor().login(office.anna.email)
    add_and_invite_noor(anna, office, expect)
    give_rol(anna, office.own, "Mutator")
    give_rol(anna, office.other, "Mutator")
    anna.shot("relatie-teamleden")

    noor = visitor()
    link = re.search(r"http\S+", mailoutbox[0].body).group()
    accept(noor, link)
    noor.goto("/crm/relaties/")
    names = noor.page.locator("#lijst tbody th").all_inner_texts()
    assert sorted(name.strip() for name in names) == sorted([office.own.naam, office.other.naam])
    noor.shot("relaties-van-noor")
    assert noor.goto(f"/crm/relaties/{office.own_raadpleger.pk}/").status == 404
    assert noor.page.goto(link).status == 410

    noor.goto(f"/crm/relaties/{office.own.pk}/")
    noor.page.get_by_role("link", name="Wijzigen").click()
    noor.page.get_by_label("Website").fill("noor.example")
    noor.page.get_by_role("button", name="Opslaan").click()
    expect(noor.page.get_by_text("is opgeslagen")).to_be_visible()
    assert Relatie.objects.get(pk=office.own.pk).website == "https://noor.example"

    anna.goto(f"/crm/relaties/{office.own.pk}/teamleden/")
    row = anna.page.get_by_role("row").filter(has_text="Noor de Groot")
    row.get_by_role("button", name=re.compile("Maak raadpleger")).click()
    expect(anna.page.get_by_text("is nu raadpleger")).to_be_visible()

    noor.goto(f"/crm/relaties/{office.own.pk}/")
    assert noor.page.get_by_role("link", name="Wijzigen").count() == 0
    assert noor.goto(f"/crm/relaties/{office.own.pk}/bewerken/").status == 403
    expect(noor.page.get_by_text("moet je daar mutator zijn")).to_be_visible()
    noor.shot("geweigerd")


def test_two_people_editing_the_same_relatie_see_the_difference(office, visitor, expect):
    first, second = visitor().login(office.anna.email), visitor().login(office.bram.email)
    for one in (first, second):
        one.goto(f"/crm/relaties/{office.own.pk}/bewerken/")
    first.page.get_by_label("Website").fill("eerste.example")
    first.page.get_by_role("button", name="Opslaan").click()
    expect(first.page.get_by_text("is opgeslagen")).to_be_visible()
    second.page.get_by_label("Website").fill("tweede.example")
    second.page.get_by_role("button", name="Opslaan").click()
    expect(second.page.get_by_text("eerste.example").first).to_be_visible()
    second.shot("verschil")
    assert Relatie.objects.get(pk=office.own.pk).website == "https://eerste.example"


def test_the_menu_and_the_login_work_by_keyboard(office, visitor, expect):
    bram = visitor()
    bram.goto("/inloggen/")
    page = bram.page
    expect(page.get_by_label("E-mailadres")).to_be_focused()
    page.keyboard.type(office.bram.email)
    page.keyboard.press("Tab")
    page.keyboard.type(WACHTWOORD)
    page.keyboard.press("Enter")
    page.wait_for_url(bram.address + "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("Naar de inhoud"))).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_search_narrows_the_list_while_typing(office, visitor, expect):
    anna = visitor().login(office.anna.email)
    anna.goto("/crm/relaties/")
    rows = anna.page.locator("#lijst tbody tr")
    expect(rows).to_have_count(Relatie.objects.visible_to(Persoon.objects.get(pk=office.anna.pk)).count())
    anna.page.locator("#id_zoek").press_sequentially(office.own.nummer)
    expect(rows).to_have_count(1)
    assert "zoek=" in anna.page.url


def test_the_pages_work_without_javascript(office, visitor, expect):
    anna = visitor(java_script_enabled=False).login(office.anna.email)
    anna.goto("/crm/relaties/")
    anna.page.locator("#id_zoek").fill(office.own.nummer)
    anna.page.locator("#id_zoek").press("Enter")
    expect(anna.page.locator("#lijst tbody tr")).to_have_count(1)
    anna.goto(f"/crm/relaties/{office.own.pk}/teamleden/geven/")
    anna.page.get_by_label("Teamlid").select_option(label=str(office.chantal))
    anna.page.get_by_label("Rol", exact=True).select_option(index=0)
    anna.page.get_by_role("button", name="Rol geven").click()
    rol = Rol.objects.active().first()
    assert TeamlidRol.objects.filter(relatie=office.own, teamlid=office.chantal.pk, rol=rol).exists()
