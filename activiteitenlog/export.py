"""The log as CSV or as an Excel workbook, row by row and never wholly in memory."""

import csv
import tempfile
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from mijnkantoor.ui.export import safe_cell

CHUNK = 2000
KOLOMMEN = (
    "Regel", "Moment", "Wie", "Namens", "Wat", "Soort", "Waarover", "Relatienummer", "Relatie", "Van → naar", "Reden",
    "Hash",
)  # fmt: skip


def cells(row):
    """One entry as a line of text; the names of Relaties are those of now, as in the list."""
    moment = timezone.localtime(row.moment)
    relatie = row.relatie
    line = (
        row.pk, f"{moment:%Y-%m-%d %H:%M:%S}", row.actor_naam, row.namens_naam, row.actie, row.object_soort,
        row.object_naam, relatie.nummer if relatie else "", relatie.naam if relatie else "",
        "; ".join(map(str, row.regels)), row.reden, row.hash,
    )  # fmt: skip
    return [safe_cell(cell) for cell in line]


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text


def csv_response(rows):
    """With a semicolon and a mark for UTF-8: so a Dutch Excel opens it rightly."""
    writer = csv.writer(Echo(), delimiter=";")

    def lines():
        yield "\ufeff" + writer.writerow(KOLOMMEN)
        for row in rows.iterator(CHUNK):
            yield writer.writerow(cells(row))

    headers = {"Content-Disposition": f'attachment; filename="{_filename("csv")}"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def xlsx_response(rows):
    """Kept on disk while it is made: xlsxwriter writes each row away when the next begins."""
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet("Activiteitenlog")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(KOLOMMEN) - 1, 20)
        sheet.write_row(0, 0, KOLOMMEN, workbook.add_format({"bold": True}))
        for number, row in enumerate(rows.iterator(CHUNK), start=1):
            sheet.write_row(number, 0, cells(row))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_filename("xlsx"))


def _filename(suffix):
    return f"activiteitenlog-{timezone.localdate():%Y-%m-%d}.{suffix}"


@dataclass(frozen=True, slots=True)
class Formaat:
    label: str
    respond: Any
    most_rows: int

    def too_many(self, number):
        return (
            f"Dit zijn {number} regels; in {self.label} passen er {self.most_rows}. "
            "Kies een kortere periode of een ander formaat."
        )


FORMATEN = {
    "csv": Formaat("CSV", csv_response, 5_000_000),
    "xlsx": Formaat("Excel", xlsx_response, 100_000),
}
