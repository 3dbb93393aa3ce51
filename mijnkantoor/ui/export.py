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


def table_response(formaat, naam, koppen, rows):
    """A table as a file to save; `rows` are the values of the cells. The file is called after `naam` and today."""
    respond = {"csv": _csv, "xlsx": _xlsx}[formaat]
    lines = ([safe_cell(cell) for cell in row] for row in rows)
    return respond(f"{naam}-{timezone.localdate():%Y-%m-%d}.{formaat}", koppen, lines)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text


def _csv(filename, koppen, lines):
    """With a semicolon and a mark for UTF-8: so a Dutch Excel opens it rightly."""
    writer = csv.writer(_Echo(), delimiter=";")

    def texts():
        yield "\ufeff" + writer.writerow(koppen)
        for line in lines:
            yield writer.writerow(line)

    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingHttpResponse(texts(), content_type="text/csv; charset=utf-8", headers=headers)


def _xlsx(filename, koppen, lines):
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(koppen) - 1, 20)
        sheet.write_row(0, 0, koppen, workbook.add_format({"bold": True}))
        for number, line in enumerate(lines, start=1):
            sheet.write_row(number, 0, line)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename)
