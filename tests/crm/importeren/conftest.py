"""A workbook from lists of rows, and the import of it."""

import io

import pytest
import xlsxwriter
from django.core.management import call_command

from crm.importeren.toepassen import import_file, preview_file
from permissions.gate import Systeem

RELATIES = ["Relatienummer", "Type", "Naam", "Voornaam", "Tussenvoegsel", "Achternaam"]
CONTACTEN = ["Contactnummer", "Achternaam", "Relatienummers"]


def write_workbook(path, sheets):
    """`sheets` is {name: rows}; a row is a list, or a dict by header, and the headers are made from those."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for index, row in enumerate(_with_header(name, rows)):
                sheet.write_row(index, 0, row)
    return path


def _with_header(name, rows):
    if not rows or isinstance(rows[0], list):
        return rows
    minimum = RELATIES if name == "Relaties" else CONTACTEN
    header = list(dict.fromkeys([*minimum, *(key for row in rows for key in row)]))
    return [header, *([row.get(key, "") for key in header] for row in rows)]


def organisatie(nummer="00001", **cells):
    return {"Relatienummer": nummer, "Type": "Organisatie", "Naam": f"Bedrijf {nummer}", "Rechtsvorm": "B.V.", **cells}


def persoon(nummer="00001", **cells):
    return {"Relatienummer": nummer, "Type": "Persoon", "Achternaam": "Jansen", **cells}


def contact(nummer="10001", relaties="00001", **cells):
    return {"Contactnummer": nummer, "Achternaam": "Pietersen", "Relatienummers": relaties, **cells}


class Importer:
    """Imports rows; every call writes a new workbook."""

    actor = Systeem("test")

    def __init__(self, folder):
        self.path = folder / "bestand.xlsx"

    def write(self, relaties=None, contacten=None):
        sheets = {"Relaties": relaties, "Contacten": contacten}
        return write_workbook(self.path, {name: rows for name, rows in sheets.items() if rows is not None})

    def apply(self, relaties=None, contacten=None):
        return import_file(self.write(relaties, contacten), self.actor)

    def preview(self, relaties=None, contacten=None):
        return preview_file(self.write(relaties, contacten), self.actor)


@pytest.fixture
def importer(tmp_path):
    return Importer(tmp_path)


def run_command(*arguments):
    """What the command says and its exit code."""
    out = io.StringIO()
    try:
        call_command("crm_importeren", *map(str, arguments), stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


def errors(plan):
    """{row number: [(column, value, reason)]} of the wrong rows."""
    return {row.rij: [(m.kop, m.waarde, m.tekst) for m in row.fouten] for row in plan.rijen if row.fouten}


def warnings(plan):
    return {
        row.rij: [(m.kop, m.waarde, m.tekst) for m in row.waarschuwingen] for row in plan.rijen if row.waarschuwingen
    }


def outcomes(plan):
    return [(row.blad, row.rij, str(row.uitkomst)) for row in plan.rijen]
