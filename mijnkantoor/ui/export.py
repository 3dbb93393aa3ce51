"""Exports that a spreadsheet can open without danger."""

import csv
import tempfile

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

# A cell that begins with one of these is a formula to a spreadsheet. Source: OWASP, CSV injection.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
FORMATEN = {"csv": "CSV", "xlsx": "Excel"}


def safe_cell(value):
    """The text with a quote before it when a spreadsheet would calculate with it; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def table_response(formaat, naam, koppen, rows, *, blad=""):
    """A table as a file to save, row by row and never wholly in memory; `rows` are the values of the cells.

    The file is called after `naam` and today, the sheet of a workbook `blad`.
    """
    filename = f"{naam}-{timezone.localdate():%Y-%m-%d}.{formaat}"
    if formaat == "csv":
        return csv_response(filename, koppen, rows)
    return _xlsx_response(filename, koppen, rows, blad)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text


def csv_response(filename, koppen, rows):
    """With a semicolon and a mark for UTF-8: so a Dutch Excel opens it rightly."""
    writer = csv.writer(_Echo(), delimiter=";")

    def lines():
        yield "\ufeff" + writer.writerow(koppen)
        for row in rows:
            yield writer.writerow(map(safe_cell, row))

    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def _xlsx_response(filename, koppen, rows, blad):
    """Kept on disk while it is made: xlsxwriter writes each row away when the next begins."""
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet(blad or None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(koppen) - 1, 20)
        sheet.write_row(0, 0, koppen, workbook.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, map(safe_cell, row))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename)
