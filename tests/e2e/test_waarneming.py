"""Somebody appoints a waarnemer with the keyboard at hand, without and with JavaScript, and takes it back."""

import pytest

from teamleden.models import Waarneming

pytestmark = pytest.mark.django_db(transaction=True)


def appoint(page, button="Bekijk wat er verandert"):
    page.get_by_label("Waarnemer").select_option(label="Chantal " + page.achternaam)
    page.get_by_label("Reden").fill("Vakantie")
    page.get_by_role("button", name=button).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "without-javascript"])
def test_the_own_waarnemer_is_appointed_after_seeing_what_changes(office, visitor, expect, scripts):
    bram = visitor(java_script_enabled=scripts).login(office.bram.email)
    page = bram.page
    page.achternaam = office.chantal.achternaam
    bram.goto("/mijn-account/waarneming/")
    page.get_by_role("link", name="Waarnemer aanwijzen").click()
    appoint(page)
    expect(page.get_by_role("heading", name="Wat verandert er?")).to_be_visible()
    expect(page.get_by_role("row", name="Bakkerij Van Dijk")).to_contain_text("bewerken")
    assert Waarneming.objects.count() == 1
    page.get_by_role("button", name="Vastleggen").click()
    page.wait_for_url(bram.address + "/mijn-account/waarneming/")
    row = Waarneming.objects.get(waarnemer=office.chantal.pk)
    chantal = visitor(java_script_enabled=scripts).login(office.chantal.email)
    expect(chantal.page.get_by_text(f"Je neemt waar voor {office.bram}.")).to_be_visible()
    chantal.goto(f"/crm/relaties/{office.own.pk}/")
    expect(chantal.page.get_by_role("heading", level=1)).to_contain_text("Bakkerij Van Dijk")
    page.locator(f'a[href$="/{row.pk}/beeindigen/"]').click()
    page.get_by_role("button", name="Nu beëindigen").click()
    page.wait_for_url(bram.address + "/mijn-account/waarneming/")
    assert chantal.page.reload().status == 404
    expect(chantal.page.get_by_text("Je neemt waar voor")).to_have_count(0)


def test_the_calendar_is_walked_with_the_keyboard(office, visitor, expect):
    anna = visitor().login(office.anna.email)
    anna.goto("/beheer/teamleden/waarnemers/kalender/")
    page = anna.page
    page.get_by_role("region").focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")
    assert f"{office.daan} neemt waar" in focused
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("neemt waar voor")
