"""A spreadsheet file as sheets with named columns; nothing of the CRM is known here but the columns."""

from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from crm.importeren.kolommen import BLADEN, header_key
from crm.importeren.veilig import MAX_ROWS, Geweigerd, check_file
from crm.normalise import clean_text

__all__ = ["Blad", "Geweigerd", "read_file"]


@dataclass(slots=True)
class Blad:
    """One sheet. `rijen` holds (row number as Excel shows it, {Kolom: cell value}), without the empty rows."""

    naam: str
    kolommen: list
    onbekend: list[str] = field(default_factory=list)
    rijen: list[tuple[int, dict]] = field(default_factory=list)


def read_file(path):
    """The sheets of this file by name. Raises Geweigerd with a sentence when it cannot be imported."""
    check_file(path)
    try:
        with CalamineWorkbook.from_path(str(Path(path))) as workbook:
            names = {header_key(name): name for name in workbook.sheet_names}
            found = {naam: names[header_key(naam)] for naam in BLADEN if header_key(naam) in names}
            if not found:
                raise Geweigerd("Het bestand heeft geen blad met de naam Relaties of Contacten.")
            return {naam: _read_sheet(workbook, naam, sheet_name) for naam, sheet_name in found.items()}
    except (CalamineError, OSError, ValueError):
        raise Geweigerd("Dit Excel-bestand is niet te lezen; sla het opnieuw op als .xlsx.") from None


def _read_sheet(workbook, naam, sheet_name):
    rows = workbook.get_sheet_by_name(sheet_name).iter_rows()
    header = next(rows, None)
    kolommen, onbekend = _read_header(naam, header or [])
    blad = Blad(naam, [kolom for kolom in kolommen if kolom], onbekend)
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            raise Geweigerd(f"Het blad {naam} heeft te veel rijen; verdeel het over meer bestanden.")
        cells = {kolom: cell for kolom, cell in zip(kolommen, row, strict=False) if kolom and not _is_empty(cell)}
        if cells or not all(_is_empty(cell) for cell in row):
            blad.rijen.append((number, cells))
    return blad


def _read_header(naam, header):
    """The Kolom of each column (None when unknown), and the headers nobody knows."""
    known = {header_key(name): kolom for kolom in BLADEN[naam] for name in (kolom.kop, *kolom.ook)}
    kolommen, onbekend = [], []
    for cell in header:
        text = clean_text(cell)
        kolom = known.get(header_key(text))
        if text and kolom is None:
            onbekend.append(text)
        kolommen.append(kolom)
    _refuse_doubles(naam, [kolom.kop for kolom in kolommen if kolom] + onbekend)
    missing = [kolom.kop for kolom in BLADEN[naam] if kolom.verplicht and kolom not in kolommen]
    if missing:
        raise Geweigerd(f"Op het blad {naam} ontbreken deze kolommen: {', '.join(missing)}.")
    return kolommen, onbekend


def _refuse_doubles(naam, headers):
    seen = set()
    for header in headers:
        if header_key(header) in seen:
            raise Geweigerd(f"Op het blad {naam} staat de kolom {header} twee keer.")
        seen.add(header_key(header))


def _is_empty(cell):
    return cell == "" or (isinstance(cell, str) and not cell.strip())
