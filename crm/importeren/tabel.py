"""A file with one table, .xlsx or .csv, as a header and rows of text: for lists that are not the CRM itself."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from crm.importeren.kolommen import as_text
from crm.importeren.veilig import MAX_BYTES, Geweigerd, check_file
from crm.normalise import clean_text

ENCODINGS = ("utf-8-sig", "cp1252")  # what Excel writes: with its mark, or in the Western alphabet of Windows
DELIMITERS = ";,\t"
ZIP_HEADER = b"PK\x03\x04"


def read_table(path, most_rows):
    """(header, [(row number as a spreadsheet shows it, cells)]) without the empty rows. Raises Geweigerd."""
    path = Path(path)
    if path.stat().st_size > MAX_BYTES:
        raise Geweigerd(f"Het bestand is groter dan {MAX_BYTES // 1024**2} MB.")
    with path.open("rb") as file:
        is_workbook = file.read(len(ZIP_HEADER)) == ZIP_HEADER
    rows = _workbook_rows(path) if is_workbook else _csv_rows(path)
    header, found = None, []
    for number, cells in enumerate(rows, start=1):
        if header is None:
            header = cells
        elif any(cells):
            found.append((number, cells))
        if len(found) > most_rows:
            raise Geweigerd(f"Het bestand heeft meer dan {most_rows} rijen; verdeel het over meer bestanden.")
    if not header or not any(header):
        raise Geweigerd("Het bestand is leeg, of heeft geen koppen in de eerste rij.")
    return header, found


def _workbook_rows(path):
    check_file(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            for row in workbook.get_sheet_by_index(0).iter_rows():
                yield [_text(cell) for cell in row]
    except (CalamineError, OSError, ValueError, IndexError):
        raise Geweigerd("Dit Excel-bestand is niet te lezen; sla het opnieuw op als .xlsx.") from None


def _text(cell):
    try:
        return clean_text(as_text(cell))
    except ValidationError:
        return clean_text(cell)


def _csv_rows(path):
    text = _decode(path.read_bytes())
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        # Without strict a quote that is never closed would swallow the rest of the file.
        for row in csv.reader(text.splitlines(), delimiter=delimiter, strict=True):
            yield [clean_text(cell) for cell in row]
    except csv.Error:
        raise Geweigerd("Dit CSV-bestand is niet te lezen; sla het opnieuw op, of gebruik .xlsx.") from None


def _decode(content):
    if b"\0" in content:
        raise Geweigerd("Dit is geen Excel- of CSV-bestand.")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Geweigerd("De letters in dit CSV-bestand zijn niet te lezen; sla het op als UTF-8.")
