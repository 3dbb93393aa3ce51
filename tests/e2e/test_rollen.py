"""The order of the Rollen: by keyboard, without JavaScript, and dragged."""

import pytest

from teamleden.models import Rol

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/beheer/teamleden/rollen/"


def namen(visitor):
    rows = visitor.page.locator("tbody tr th").all_inner_texts()
    return [text.strip() for text in rows]


def test_rollen_are_ordered_by_keyboard(office, visitor, expect):
    anna = visitor().login(office.anna.email)
    anna.goto(URL)
    up = anna.page.get_by_role("button", name="Fiscaal omhoog")
    up.focus()
    anna.page.keyboard.press("Enter")
    anna.page.wait_for_url(f"**{URL}#rol-*")
    expect(anna.page.locator("tbody tr th").nth(1)).to_have_text("Fiscaal")
    # The keyboard goes on where it was: the next stop is in the row that moved.
    anna.page.keyboard.press("Tab")
    assert anna.page.evaluate("document.activeElement.closest('tr').id") == f"rol-{Rol.objects.get(naam='Fiscaal').pk}"


def test_rollen_are_ordered_without_javascript(office, visitor, expect):
    anna = visitor(java_script_enabled=False).login(office.anna.email)
    anna.goto(URL)
    anna.page.get_by_role("button", name="Accountant omlaag").click()
    expect(anna.page.locator("tbody tr th").nth(2)).to_have_text("Accountant")
    expect(anna.page.locator("[data-drag-handle]").first).to_be_hidden()


def test_a_rol_is_dragged_to_another_place(office, visitor, expect):
    anna = visitor().login(office.anna.email)
    anna.goto(URL)
    rows = anna.page.locator("tbody tr")
    rows.filter(has_text="Salaris").locator("[data-drag-handle]").drag_to(rows.first, target_position={"x": 40, "y": 4})
    anna.page.wait_for_url(f"**{URL}#rol-*")
    expect(anna.page.locator("tbody tr th").first).to_have_text("Salaris")
    handle = anna.page.locator("tbody tr").filter(has_text="Accountant").locator("[data-drag-handle]")
    handle.drag_to(anna.page.locator("tbody tr").last, target_position={"x": 40, "y": 30})
    expect(anna.page.locator("tbody tr th").last).to_have_text("Accountant")
    assert [rol.naam for rol in Rol.objects.all()] == [
        "Salaris", "Relatiebeheerder", "Fiscaal", "Administratie", "Secretariaat", "Accountant",
    ]  # fmt: skip
