"""What every form does: groups that forget no field, errors at the field, and a summary."""

import pytest
from django import forms

from mijnkantoor.ui.forms import PortalForm
from tests.client import login

pytestmark = pytest.mark.django_db


class Example(PortalForm, forms.Form):
    a = forms.CharField(label="A", help_text="Uitleg.")
    b = forms.CharField(label="B", required=False)
    c = forms.CharField(widget=forms.HiddenInput, required=False)

    fieldsets = [("Groep", ["a", "bestaat_niet"])]


def test_a_field_that_no_group_names_is_still_shown():
    groepen = [(groep.titel, [field.name for field in groep.velden]) for groep in Example().groepen]
    assert groepen == [("Groep", ["a"]), ("", ["b"])]


def test_a_field_says_what_is_wrong_and_points_to_it():
    html = Example({"b": "x"}).render()
    assert 'aria-describedby="id_a_helptext id_a_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_a_error"' in html
    assert "Dit veld is verplicht." in html


def test_a_refused_form_keeps_what_was_typed_and_links_to_the_field(cast):
    response = login(cast.anna).post("/crm/relaties/nieuw/", {"nummer": "", "naam": "Bakkerij <Zoet>", "memo": "M"})
    html = response.content.decode()
    assert response.status_code == 200
    assert '<a href="#id_nummer">Nummer</a>: Vul een relatienummer in.' in html
    assert 'value="Bakkerij &lt;Zoet&gt;"' in html
    assert "<title>Fout: " in html.replace("\n", " ")


def test_a_stale_form_shows_the_difference_and_can_be_sent_over_it(cast):
    first, second = login(cast.anna), login(cast.bram)
    url = f"/crm/relaties/{cast.own.pk}/bewerken/"
    data = form_data(first.get(url))
    first.post(url, {**data, "website": "eerste.example"})
    response = second.post(url, {**data, "website": "tweede.example"})
    html = response.content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in html
    cast.own.refresh_from_db()
    assert cast.own.website == "https://eerste.example"
    assert "https://eerste.example" in html
    again = {**data, "website": "tweede.example", "overschrijven": str(cast.own.versie)}
    assert second.post(url, again).status_code == 302
    cast.own.refresh_from_db()
    assert cast.own.website == "https://tweede.example"


def form_data(response):
    form = response.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, False, [])}
