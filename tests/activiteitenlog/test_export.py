"""The export of the log: the rows of the list, safe to open, and in the log itself."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from activiteitenlog.export import FORMATEN, KOLOMMEN, Formaat
from activiteitenlog.models import Activiteit
from activiteitenlog.services import record
from mijnkantoor.ui.export import safe_cell
from tests.cast import next_request
from tests.client import login
from tests.log import said

pytestmark = pytest.mark.django_db

EXPORT = "/beheer/activiteitenlog/export/"
GEVAARLIJK = ["=1+1", "+31612345678", "-3", "@SUM(A1)", "\t=1", "  =1", "|calc", "%0A"]


def read_csv(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def read_xlsx(response):
    content = b"".join(response.streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Activiteitenlog"]
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


READERS = {"csv": read_csv, "xlsx": read_xlsx}


@pytest.fixture
def entries(cast):
    user = next_request(cast.daan)
    first = record(
        user, "relatie gewijzigd", cast.own, relatie=cast.own, reden='Eén "reden"; op\ntwee regels',
        wijzigingen={"memo": ["", "Belt"], "kvk_nummer": ["12345678", ""]},
    )  # fmt: skip
    return [first, record(cast.anna, "rol gegeven", cast.bram.teamlid, wijzigingen={"rol": ["", "=HYPERLINK(1)"]})]


@pytest.mark.parametrize("formaat", READERS)
def test_every_column_of_every_row(cast, entries, formaat):
    response = login(cast.anna).get(EXPORT, {"formaat": formaat, "zoek": "gewijzigd"})
    head, row = READERS[formaat](response)
    first = Activiteit.objects.get(pk=entries[0].pk)
    values = dict(zip(head, row, strict=True))
    assert values.pop("Moment")[:4] == str(first.moment.year)
    assert values == {
        "Regel": str(first.pk),
        "Wie": str(cast.daan),
        "Namens": str(cast.bram),
        "Wat": "relatie gewijzigd",
        "Soort": "Relatie",
        "Waarover": str(cast.own),
        "Relatienummer": cast.own.nummer,
        "Relatie": cast.own.naam,
        "Van → naar": "Memo: – → Belt; KvK-nummer: 12345678 → –",
        "Reden": 'Eén "reden"; op\ntwee regels',
        "Hash": first.hash,
    }


@pytest.mark.parametrize("formaat", READERS)
def test_newest_first_with_the_filters_of_the_list_and_without_the_export_itself(cast, entries, formaat):
    client = login(cast.anna)
    rows = READERS[formaat](client.get(EXPORT, {"formaat": formaat}))
    assert rows[0] == list(KOLOMMEN)
    assert [row[4] for row in rows[1:]] == ["rol gegeven", "relatie gewijzigd"]
    rows = READERS[formaat](client.get(EXPORT, {"formaat": formaat, "relatie": cast.own.nummer}))
    assert [row[4] for row in rows[1:]] == ["relatie gewijzigd"]


@pytest.mark.parametrize("text", GEVAARLIJK)
def test_a_cell_never_begins_a_formula(cast, text):
    assert safe_cell(text) == f"'{text}"
    record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, reden=text, wijzigingen={text: ["a", "b"]})
    client = login(cast.anna)
    for formaat, read in READERS.items():
        cells = [cell for row in read(client.get(EXPORT, {"formaat": formaat})) for cell in row]
        assert f"'{text}" in cells
        assert [cell for cell in cells if cell.strip(" ").startswith(("=", "+", "-", "@", "\t", "|", "%"))] == []


def test_an_ordinary_text_stays_as_it_is():
    texts = ["00012 Bakker", "a=b", "", "12", "– → x"]
    assert [safe_cell(text) for text in texts] == texts


def test_exporting_is_in_the_log_with_how_many_and_which_filters(cast, entries):
    client = login(cast.anna)
    read_csv(client.get(EXPORT, {"formaat": "csv", "zoek": "123456782"}))
    read_xlsx(client.get(EXPORT, {"formaat": "xlsx", "actie": "rol gegeven"}))
    assert [row[2:] for row in said(actie="activiteitenlog geëxporteerd")] == [
        ("Activiteitenlog", None, "CSV, 0 regels. Filters: Zoeken."),
        ("Activiteitenlog", None, "Excel, 1 regels. Filters: Actie Rol gegeven."),
    ]


def test_more_than_fits_is_refused_with_what_to_do(cast, entries, monkeypatch):
    monkeypatch.setitem(FORMATEN, "xlsx", Formaat("Excel", "xlsx", 1))
    client = login(cast.anna)
    response = client.get(EXPORT, {"formaat": "xlsx"}, follow=True)
    assert "Dit zijn 2 regels; in Excel passen er 1." in response.content.decode()
    assert said(actie="activiteitenlog geëxporteerd") == []


def test_a_wrong_filter_or_formaat_exports_nothing(cast, entries):
    client = login(cast.anna)
    assert client.get(EXPORT, {"formaat": "pdf"}).status_code == 404
    response = client.get(EXPORT, {"van": "gisteren"}, follow=True)
    assert "Een van de filters klopt niet" in response.content.decode()
    assert said(actie="activiteitenlog geëxporteerd") == []


def test_the_list_leads_to_the_export_of_what_it_shows(cast, entries):
    html = login(cast.anna).get("/beheer/activiteitenlog/", {"zoek": "rol", "page": "1", "sort": "wanneer"})
    text = html.content.decode()
    assert f'href="{EXPORT}?zoek=rol&amp;formaat=csv"' in text
    assert f'href="{EXPORT}?zoek=rol&amp;formaat=xlsx"' in text
