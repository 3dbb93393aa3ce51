"""What every list does: search, filter, sort, page, and the same without JavaScript."""

import re

import pytest

from tests.client import login
from tests.factories import LabelFactory, RelatieFactory, RelatiesoortFactory

pytestmark = pytest.mark.django_db


def rows(response):
    """The names in the table, in their order."""
    return re.findall(r'<th scope="row">\s*<a [^>]*>(.*?)</a>', response.content.decode(), re.S)


@pytest.fixture
def anna(cast):
    return login(cast.anna)


@pytest.fixture
def three(cast):
    """Three Relaties that share a word, in the order of their names."""
    return [RelatieFactory(naam=f"Zeilmakerij {name}", bezoek_plaats="Urk") for name in ("Aas", "Boei", "Ceintuur")]


def test_search_needs_every_word_and_forgets_accents_and_case(anna, three):
    RelatieFactory(naam="Café Élan")
    assert rows(anna.get("/crm/relaties/", {"zoek": "ZEILMAKERIJ boei"})) == ["Zeilmakerij Boei"]
    assert rows(anna.get("/crm/relaties/", {"zoek": "cafe elan"})) == ["Café Élan"]


def test_the_count_is_of_what_was_found(anna, three):
    assert "3 relaties" in anna.get("/crm/relaties/", {"zoek": "zeilmakerij"}).content.decode()
    assert "1 relatie<" in anna.get("/crm/relaties/", {"zoek": "boei"}).content.decode()


def test_sorting_goes_both_ways_and_an_unknown_column_is_ignored(anna, three):
    names = [relatie.naam for relatie in three]
    assert rows(anna.get("/crm/relaties/", {"zoek": "zeilmakerij"})) == names
    assert rows(anna.get("/crm/relaties/", {"zoek": "zeilmakerij", "sort": "-naam"})) == names[::-1]
    assert rows(anna.get("/crm/relaties/", {"zoek": "zeilmakerij", "sort": "bsn"})) == names


def test_sorted_heads_say_so(anna, three):
    html = anna.get("/crm/relaties/", {"sort": "-nummer"}).content.decode()
    assert html.count("aria-sort") == 1
    assert 'aria-sort="descending"' in html


def test_pages_together_show_every_row_once_also_when_all_sort_alike(anna):
    for number in range(60):
        RelatieFactory(naam=f"Gelijk {number:02d}", bezoek_plaats="Urk")
    seen = []
    for page in (1, 2, 3):
        query = {"zoek": "gelijk", "sort": "bezoek_plaats", "per": "25", "page": str(page)}
        seen += rows(anna.get("/crm/relaties/", query))
    assert sorted(seen) == [f"Gelijk {number:02d}" for number in range(60)]


@pytest.mark.parametrize("number", ["0", "99", "laatste", ""])
def test_a_page_that_is_not_there_gives_one_that_is(anna, three, number):
    assert rows(anna.get("/crm/relaties/", {"zoek": "zeilmakerij", "page": number})) == [r.naam for r in three]


def test_a_page_size_that_is_not_offered_is_ignored(anna, three):
    assert rows(anna.get("/crm/relaties/", {"zoek": "zeilmakerij", "per": "1"})) == [r.naam for r in three]


def test_active_filters_can_be_taken_off_one_by_one(anna):
    label, soort = LabelFactory(naam="Spoed"), RelatiesoortFactory(naam="Klant")
    html = anna.get("/crm/relaties/", {"label": label.pk, "relatiesoort": soort.pk, "page": "1"}).content.decode()
    pills = re.findall(r'class="pill" href="/crm/relaties/([^"]*)"\s*>\s*<span>(.*?)</span>', html)
    assert pills == [(f"?label={label.pk}", "Relatiesoort: Klant"), (f"?relatiesoort={soort.pk}", "Label: Spoed")]


def test_a_filter_on_something_that_does_not_exist_is_refused_at_its_field(anna, three):
    response = anna.get("/crm/relaties/", {"label": "999999", "zoek": "zeilmakerij"})
    assert "Selecteer een geldige keuze" in response.content.decode()
    assert rows(response) == [relatie.naam for relatie in three]


def test_nothing_found_says_what_to_do(anna):
    html = anna.get("/crm/relaties/", {"zoek": "bestaat niet"}).content.decode()
    assert "Geen relatie past bij deze zoekopdracht" in html
    assert "Wis alle filters" in html


def test_an_empty_list_says_why(cast):
    from tests.factories import TeamlidFactory

    html = login(TeamlidFactory().persoon).get("/crm/relaties/").content.decode()
    assert "Vraag een beheerder om een rol" in html


def test_htmx_gets_only_the_list_and_caches_keep_the_two_apart(anna, three):
    response = anna.get("/crm/relaties/", headers={"HX-Request": "true", "HX-Target": "lijst"})
    html = response.content.decode()
    assert html.lstrip().startswith('<div id="lijst">')
    assert "<html" not in html
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response.headers["Vary"].split(",")}


def test_a_name_with_markup_is_shown_and_not_run_and_not_escaped_twice(anna):
    naam = """<b>Bakker</b> & "Zoon" 't Hart"""
    relatie = RelatieFactory(naam=naam, memo="<script>alert(1)</script>")
    escaped = "&lt;b&gt;Bakker&lt;/b&gt; &amp; &quot;Zoon&quot; &#x27;t Hart"
    for path in (
        "/crm/relaties/?zoek=bakker",
        f"/crm/relaties/{relatie.pk}/",
        f"/crm/relaties/{relatie.pk}/contacten/",
    ):
        html = anna.get(path).content.decode()
        assert "<b>" not in html
        assert "<script>alert" not in html
        assert "&amp;lt;" not in html
        assert "&amp;amp;" not in html
        assert escaped in html


def test_the_top_search_brings_to_the_relaties(anna, three):
    html = anna.get("/").content.decode()
    assert re.search(r'<form class="top-search"[^>]*action="/crm/relaties/"', html)
