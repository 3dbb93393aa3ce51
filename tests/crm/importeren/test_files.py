"""Which files are opened at all, and how headers and cells are read."""

import datetime
import shutil
import zipfile

import pytest
import xlsxwriter

from crm.importeren import lezen, veilig
from crm.importeren.toepassen import preview_file
from crm.importeren.veilig import Geweigerd
from crm.models import Relatie
from tests.crm.importeren.conftest import RELATIES, contact, errors, organisatie, outcomes, write_workbook

GEEN_EXCEL = "Dit is geen Excel-bestand van het soort .xlsx."
ONLEESBAAR = "Dit is geen leesbaar Excel-bestand; sla het op als .xlsx en probeer het opnieuw."
MACROS = "Het bestand bevat macro's; sla het op als .xlsx zonder macro's."
WACHTWOORD = "Het bestand is beveiligd met een wachtwoord; haal het wachtwoord eraf."
TE_GROOT = "Het bestand is uitgepakt te groot om te lezen; verdeel het over meer bestanden."


@pytest.fixture
def good(tmp_path):
    return write_workbook(tmp_path / "goed.xlsx", {"Relaties": [organisatie()]})


def refusal(path):
    with pytest.raises(Geweigerd) as refused:
        lezen.read_file(path)
    return str(refused.value)


def with_member(good, name, content):
    """A copy of a good workbook in which one member is added or replaced."""
    path = good.with_name("anders.xlsx")
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            if member != name:
                target.writestr(member, source.read(member))
        target.writestr(name, content)
    return path


def sheet_xml(rows):
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{start}{rows}</sheetData></worksheet>"


def test_a_file_that_does_not_exist(tmp_path):
    assert refusal(tmp_path / "weg.xlsx") == f"Het bestand {tmp_path / 'weg.xlsx'} bestaat niet."


def test_a_folder_is_no_file(tmp_path):
    assert refusal(tmp_path) == f"Het bestand {tmp_path} bestaat niet."


@pytest.mark.parametrize("content", [b"", b"Relatienummer;Type\n", b"PK\x03\x04 en dan niets"])
def test_something_that_is_no_workbook(tmp_path, content):
    path = tmp_path / "tekst.xlsx"
    path.write_bytes(content)
    assert refusal(path) == ONLEESBAAR


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "zip.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("brief.txt", "Beste")
    assert refusal(path) == GEEN_EXCEL


def test_a_workbook_whose_sheet_is_damaged(good):
    assert refusal(with_member(good, "xl/workbook.xml", "<workbook><sheets>")) == (
        "Dit Excel-bestand is niet te lezen; sla het opnieuw op als .xlsx."
    )


def test_a_workbook_with_a_password(tmp_path):
    path = tmp_path / "geheim.xlsx"
    path.write_bytes(veilig.OLE_HEADER + bytes(600) + veilig.ENCRYPTED + bytes(100))
    assert refusal(path) == WACHTWOORD


def test_a_workbook_of_the_old_format(tmp_path):
    path = tmp_path / "oud.xls"
    path.write_bytes(veilig.OLE_HEADER + bytes(600))
    assert refusal(path) == "Dit is een Excel-bestand van het oude soort; sla het op als .xlsx."


def test_a_zip_with_a_password(good):
    path = good.with_name("anders.xlsx")
    content = bytearray(good.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert refusal(path) == WACHTWOORD


def test_macros_by_their_program(good):
    assert refusal(with_member(good, "xl/vbaProject.bin", b"Sub AutoOpen()")) == MACROS


def test_macros_by_the_type_of_the_workbook(good):
    types = zipfile.ZipFile(good).read("[Content_Types].xml").decode()
    changed = types.replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main")
    path = with_member(good, "[Content_Types].xml", changed)
    assert refusal(shutil.move(path, path.with_suffix(".xlsm"))) == MACROS


def test_a_file_that_is_too_big(good, monkeypatch):
    monkeypatch.setattr(veilig, "MAX_BYTES", 1024)
    assert refusal(good) == "Het bestand is groter dan 0 MB; verdeel het over meer bestanden."


def test_a_zip_bomb_that_says_so(good, monkeypatch):
    monkeypatch.setattr(veilig, "MAX_UNPACKED", 1_000_000)
    assert refusal(with_member(good, "xl/media/bom.bin", bytes(2_000_000))) == TE_GROOT


def test_a_zip_bomb_that_lies_about_its_size(good, monkeypatch):
    monkeypatch.setattr(veilig, "MAX_UNPACKED", 1_000_000)
    path = with_member(good, "xl/media/bom.bin", bytes(2_000_000))
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02", content.index(b"xl/media/bom.bin") + 100)
    while content[directory + 46 : directory + 46 + 16] != b"xl/media/bom.bin":
        directory = content.index(b"PK\x01\x02", directory + 4)
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/bom.bin").file_size == 10
    assert refusal(path) == TE_GROOT


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
            "Een blad heeft meer dan 200.000 rijen (er staat iets bij 1048576); "
            "verdeel het over meer bestanden of wis wat onder de gegevens staat.",
        ),
        (
            '<row r="1"><c r="XFD1"><v>1</v></c></row>',
            "Een blad heeft meer dan 100 kolommen (er staat iets in cel XFD1).",
        ),
        ('<row r="1">' + "<c><v>1</v></c>" * 101 + "</row>", "Een blad heeft meer dan 100 kolommen."),
    ],
)
def test_a_cell_far_away_is_refused_before_room_is_made_for_it(good, rows, sentence):
    assert refusal(with_member(good, "xl/worksheets/sheet1.xml", sheet_xml(rows))) == sentence


def test_a_cell_far_away_is_seen_wherever_the_reading_pauses(good, monkeypatch):
    path = with_member(good, "xl/worksheets/sheet1.xml", sheet_xml('<row r="1"><c r="A1"/><c s="1" r="XFD1"/></row>'))
    for size in range(112, 160):
        monkeypatch.setattr(veilig, "CHUNK", size)
        assert refusal(path) == "Een blad heeft meer dan 100 kolommen (er staat iets in cel XFD1)."


def test_a_cell_at_the_edge_is_read(good):
    rows = '<row r="1"><c r="CV1"><v>1</v></c></row><row r="200001"><c r="A200001"><v>1</v></c></row>'
    path = with_member(good, "xl/worksheets/sheet1.xml", sheet_xml(rows))
    veilig.check_file(path)


def test_too_many_rows_without_a_place_of_their_own(good, monkeypatch):
    monkeypatch.setattr(lezen, "MAX_ROWS", 2)
    path = write_workbook(good, {"Relaties": [organisatie(str(nummer)) for nummer in range(3)]})
    assert refusal(path) == "Het blad Relaties heeft te veel rijen; verdeel het over meer bestanden."


def test_a_workbook_without_either_sheet(tmp_path):
    path = write_workbook(tmp_path / "leeg.xlsx", {"Blad1": [["Relatienummer"]]})
    assert refusal(path) == "Het bestand heeft geen blad met de naam Relaties of Contacten."


def test_columns_that_cannot_be_missed(tmp_path):
    path = write_workbook(tmp_path / "kort.xlsx", {"Relaties": [["Relatienummer", "Naam"]]})
    assert refusal(path) == "Op het blad Relaties ontbreken deze kolommen: Type, Achternaam."
    path = write_workbook(tmp_path / "kort.xlsx", {"Contacten": []})
    assert refusal(path) == (
        "Op het blad Contacten ontbreken deze kolommen: Contactnummer, Achternaam, Relatienummers."
    )


@pytest.mark.parametrize("double", [("Plaats", " PLAATS "), ("E-mail", "E-mailadres"), ("Eigen kolom", "eigen kolom")])
def test_two_equal_columns(tmp_path, double):
    path = write_workbook(tmp_path / "dubbel.xlsx", {"Relaties": [[*RELATIES, *double]]})
    shown = {"Plaats": "Plaats", "E-mail": "E-mail", "Eigen kolom": "eigen kolom"}[double[0]]
    assert refusal(path) == f"Op het blad Relaties staat de kolom {shown} twee keer."


@pytest.mark.django_db
def test_headers_and_sheet_names_are_found_whatever_their_case_and_spaces(importer):
    header = [" RELATIENUMMER ", "type", "NAAM", "achternaam", "kvk nummer", "Btw-id", "Onze code"]
    row = ["00001", "organisatie", "Bedrijf", "", "12345678", "NL123456782B90", "x"]
    write_workbook(importer.path, {" relaties": [header, row], "Toelichting": [["Lees dit"]]})
    plan = lezen.read_file(importer.path)
    assert [kolom.veld for kolom in plan["Relaties"].kolommen] == [
        "nummer", "type", "naam", "achternaam", "kvk_nummer", "btw_id",
    ]  # fmt: skip
    assert plan["Relaties"].onbekend == ["Onze code"]


@pytest.mark.django_db
def test_one_sheet_is_enough_and_empty_rows_do_not_count(importer):
    nothing = dict.fromkeys(["Naam"], "  ")
    plan = importer.apply([organisatie(), nothing, organisatie("00002")])
    assert outcomes(plan) == [("Relaties", 2, "nieuw"), ("Relaties", 4, "nieuw")]
    plan = importer.apply(contacten=[contact()])
    assert outcomes(plan) == [("Contacten", 2, "nieuw")]


@pytest.mark.django_db
def test_row_numbers_are_those_of_excel_also_when_the_sheet_starts_at_the_second_column(importer):
    with xlsxwriter.Workbook(str(importer.path)) as workbook:
        sheet = workbook.add_worksheet("Relaties")
        sheet.write_row(0, 1, RELATIES)
        sheet.write_row(4, 1, ["00001", "Organisatie"])
    plan = preview_file(importer.path, importer.actor)
    assert errors(plan) == {5: [("Naam", "", "Vul een naam in.")]}


@pytest.mark.django_db
def test_a_formula_counts_as_its_result_and_a_date_is_refused(importer):
    with xlsxwriter.Workbook(str(importer.path)) as workbook:
        sheet = workbook.add_worksheet("Relaties")
        sheet.write_row(0, 0, [*RELATIES, "Huisnummer"])
        sheet.write_row(1, 0, ["00001", "Organisatie"])
        sheet.write_formula(1, 2, '="Bedrijf"&1', None, "Bedrijf1")
        sheet.write_row(2, 0, ["00002", "Organisatie", "Bedrijf 2"])
        day = workbook.add_format({"num_format": "d-m-yyyy"})
        sheet.write_datetime(2, 6, datetime.datetime(2026, 2, 1), day)  # noqa: DTZ001
    plan = preview_file(importer.path, importer.actor)
    tekst = "Excel heeft hier een datum of tijd van gemaakt; geef de cel de opmaak Tekst."
    assert plan.rijen[0].values["naam"] == "Bedrijf1"
    assert errors(plan) == {3: [("Huisnummer", "2026-02-01", tekst)]}


@pytest.mark.django_db
def test_the_sheet_relaties_may_come_after_contacten(importer):
    write_workbook(
        importer.path,
        {
            "Contacten": [["Contactnummer", "Achternaam", "Relatienummers"], ["1", "Vos", "00001"]],
            "Relaties": [RELATIES, ["00001", "Organisatie", "Bedrijf"]],
        },
    )
    assert outcomes(preview_file(importer.path, importer.actor)) == [
        ("Relaties", 2, "nieuw"),
        ("Contacten", 2, "nieuw"),
    ]
    assert Relatie.objects.count() == 1
