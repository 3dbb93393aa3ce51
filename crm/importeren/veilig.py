"""Is this file safe to hand to the spreadsheet reader? Looks inside the zip without trusting what it declares.

The reader makes room for every cell up to the last one, and stops the whole process when that room is not there;
so the outermost cell is looked up here, in the packed XML, before the reader sees the file.
"""

import copy
import re
import zipfile
import zlib
from pathlib import Path

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_MEMBERS = 2_000

CHUNK = 1024 * 1024
MAX_TAG = 256 * 1024
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A cell or row that is far out: a column of two letters or more, or a row of six digits or more.
_FAR_CELL = re.compile(
    rb"<(?:[A-Za-z]\w*:)?(?:c|row)\s[^<]*?\br\s*=\s*[\"'](?=[A-Z]{2}|[A-Z]?[0-9]{6})([A-Z]*)([0-9]+)"
)
_ROW = re.compile(rb"<(?:[A-Za-z]\w*:)?row[\s>]")
_CELL = re.compile(rb"<(?:[A-Za-z]\w*:)?c[\s>]")


class Geweigerd(Exception):
    """The file is not read at all; the message is a whole sentence for the person who offered it."""


def check_file(path):
    """Raises Geweigerd when the file must not be opened."""
    path = Path(path)
    if not path.is_file():
        raise Geweigerd(f"Het bestand {path} bestaat niet.")
    if path.stat().st_size > MAX_BYTES:
        raise Geweigerd(f"Het bestand is groter dan {MAX_BYTES // 1024**2} MB; verdeel het over meer bestanden.")
    _refuse_ole(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive)
            _check_content(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise Geweigerd("Dit is geen leesbaar Excel-bestand; sla het op als .xlsx en probeer het opnieuw.") from None


def _refuse_ole(path):
    """Excel keeps a workbook with a password in the container of the old .xls format."""
    with path.open("rb") as file:
        if file.read(len(OLE_HEADER)) != OLE_HEADER:
            return
        if ENCRYPTED in file.read():
            raise Geweigerd("Het bestand is beveiligd met een wachtwoord; haal het wachtwoord eraf.")
    raise Geweigerd("Dit is een Excel-bestand van het oude soort; sla het op als .xlsx.")


def _check_members(archive):
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise Geweigerd("Het bestand is beveiligd met een wachtwoord; haal het wachtwoord eraf.")
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
        raise Geweigerd("Het bestand bevat macro's; sla het op als .xlsx zonder macro's.")
    if "[content_types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise Geweigerd("Dit is geen Excel-bestand van het soort .xlsx.")
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Geweigerd(_te_groot())


def _check_content(archive):
    room = MAX_UNPACKED
    for member in archive.infolist():
        room -= _check_member(archive, member, room)


def _check_member(archive, member, room):
    """Unpack one member piece by piece; gives its true size, whatever its header says."""
    honest = copy.copy(member)
    honest.file_size, honest.CRC = room + 1, None
    is_types = member.filename.lower() == "[content_types].xml"
    is_sheet, size, tail = None, 0, b""
    with archive.open(honest) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise Geweigerd(_te_groot())
            if is_types and b"macroenabled" in chunk.lower():
                raise Geweigerd("Het bestand bevat macro's; sla het op als .xlsx zonder macro's.")
            is_sheet = b"worksheet" in chunk if is_sheet is None else is_sheet
            if is_sheet:
                text = tail + chunk
                _check_cells(text)
                # A tag may go on in the next piece.
                tail = text[text.rfind(b"<") :][-MAX_TAG:]
    return size


def _check_cells(text):
    for letters, number in _FAR_CELL.findall(text):
        cell = (letters + number).decode()[:20]
        if len(number) > 7 or int(number) > MAX_ROWS + 1:
            raise Geweigerd(
                f"Een blad heeft meer dan {_points(MAX_ROWS)} rijen (er staat iets bij {cell}); "
                "verdeel het over meer bestanden of wis wat onder de gegevens staat."
            )
        if _column_number(letters) > MAX_COLUMNS:
            raise Geweigerd(f"{_te_breed()} (er staat iets in cel {cell}).")
    # Cells need not say where they are: they then follow each other.
    if any(len(_CELL.findall(row)) > MAX_COLUMNS for row in _ROW.split(text)):
        raise Geweigerd(f"{_te_breed()}.")


def _te_breed():
    return f"Een blad heeft meer dan {MAX_COLUMNS} kolommen"


def _column_number(letters):
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _te_groot():
    return "Het bestand is uitgepakt te groot om te lezen; verdeel het over meer bestanden."


def _points(number):
    return f"{number:,}".replace(",", ".")
