"""Checking the chain of the log: is every entry still what it was, and is none missing?"""

import json
from dataclasses import dataclass
from pathlib import Path

from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compute_hash

CHUNK = 2000


class Broken(Exception):
    """The log is not what it was; the text names the first entry where that shows."""


class BadFile(Exception):
    """A file with an exported head that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Kop:
    """The last entry at some moment. Kept elsewhere, it proves later that nothing up to it was changed."""

    nummer: int
    hash: str
    moment: str

    def write(self, path):
        """Never over a file that is there: that may be the proof itself."""
        try:
            with Path(path).open("x", encoding="utf-8") as file:
                json.dump({"nummer": self.nummer, "hash": self.hash, "moment": self.moment}, file)
                file.write("\n")
        except FileExistsError as error:
            raise BadFile(f"Het bestand {path} bestaat al; kies een andere naam.") from error
        except OSError as error:
            raise BadFile(f"In {path} kan niet worden geschreven ({error.strerror}).") from error

    @classmethod
    def read(cls, path):
        try:
            values = json.loads(Path(path).read_text(encoding="utf-8"))
            return cls(int(values["nummer"]), str(values["hash"]), str(values["moment"]))
        except OSError as error:
            raise BadFile(f"Het bestand {path} is niet te lezen ({error.strerror}).") from error
        except (ValueError, KeyError, TypeError) as error:
            raise BadFile(f"Het bestand {path} is geen kop van het log.") from error


def check_chain():
    """Follow the whole chain, a part at a time; gives (number of entries, the last one as a Kop or None).

    Raises Broken at the first entry that is not in order. Entries may be added meanwhile.
    """
    head = _head()
    number, last, head_seen = 0, None, head == ""
    for row in _rows():
        _check_row(row, last)
        number, last = number + 1, row
        head_seen = head_seen or row.hash == head
    _check_end(head, head_seen, last)
    return number, last and Kop(last.pk, last.hash, last.moment.isoformat())


def check_kop(kop):
    """Is this earlier head still in the chain? Raises Broken."""
    row = Activiteit.objects.filter(pk=kop.nummer).first()
    if row is None:
        raise Broken(f"Regel {kop.nummer} van de eerdere kop is er niet meer.")
    if row.hash != kop.hash:
        raise Broken(f"Regel {kop.nummer} is niet meer wat hij was bij de eerdere kop: de hash is anders.")


def _rows():
    last = 0
    while chunk := list(Activiteit.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk


def _check_row(row, last):
    if compute_hash(row) != row.hash:
        raise Broken(f"Regel {row.pk} is gewijzigd: de inhoud past niet bij de hash.")
    if row.vorige_hash == (last.hash if last else ""):
        return
    elsewhere = Activiteit.objects.filter(hash=row.vorige_hash).first()
    if elsewhere is not None:
        raise Broken(f"Regel {row.pk} staat niet op zijn plaats: hij hoort direct na regel {elsewhere.pk}.")
    if last is None:
        raise Broken(f"Vóór regel {row.pk} ontbreekt het begin van het log.")
    raise Broken(
        f"Regel {row.pk} sluit niet aan op regel {last.pk}: daartussen ontbreekt een regel, "
        f"of regel {last.pk} is vervangen."
    )


def _check_end(head, head_seen, last):
    """The head knows the last entry, so a log that was cut off at its end shows."""
    if not head_seen:
        where = f"Na regel {last.pk} ontbreken" if last else "Alle regels ontbreken:"
        raise Broken(f"{where} de laatste regels: de kop van het log verwijst naar een regel die er niet is.")
    if last is None or last.hash == _head() or Activiteit.objects.filter(vorige_hash=last.hash).exists():
        return
    raise Broken(f"Regel {last.pk} staat in het log, maar de kop van het log kent hem niet.")


def _head():
    return LogKop.objects.filter(pk=LogKop.PK).values_list("laatste_hash", flat=True).first() or ""
