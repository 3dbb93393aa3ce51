"""Choosing one of many while typing: the matches come, what was typed stays, and a lost login shows the login page."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_matches_come_while_typing(office, visitor, expect):
    anna = visitor()
    anna.login(office.anna.email)
    anna.goto("/beheer/teamleden/uitnodigingen/nieuw/")
    anna.page.click("[name=relatie]")
    anna.page.keyboard.type("bakkerij")
    option = anna.page.locator(f"#id_relatie_keuzes option[value='{office.own.nummer} {office.own.naam}']")
    option.wait_for(state="attached")
    assert anna.page.input_value("[name=relatie]") == "bakkerij"
    anna.page.fill("[name=relatie]", f"{office.own.nummer} {office.own.naam}")
    anna.page.keyboard.press("Enter")
    expect(anna.page.locator("[name=nummers]")).to_have_value(office.own.nummer)


def test_who_was_logged_out_meanwhile_sees_the_login_page(office, visitor):
    anna = visitor()
    anna.login(office.anna.email)
    anna.goto("/crm/relaties/")
    anna.page.context.clear_cookies()
    anna.page.fill("#id_zoek", "bakkerij")
    anna.page.wait_for_url("**/inloggen/**")
