"""The kinds of rows that a Wijzigingsset can hold. Each app registers its own, so the engine knows no tables."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One row that goes from `oud` to `nieuw`; None is "there is no such row". `sleutel` is a tuple of plain values."""

    soort: str
    sleutel: tuple
    oud: dict | None
    nieuw: dict | None

    @property
    def terug(self):
        return Wijziging(self.soort, self.sleutel, self.nieuw, self.oud)


@dataclass(frozen=True, slots=True)
class Rijsoort:
    """How rows of one kind are read, judged, written and told.

    `read(sleutels, lock)` gives {sleutel: state}, without those that do not exist; `require(actor, wijzigingen)` raises
    NotAllowed or ValidationError; `write(actor, wijzigingen)` writes them; `describe(wijzigingen)` gives a sentence per
    row; `entries(wijzigingen)` gives (actie, obj, relatie, changes) for the log. Each gets all rows at once, so that
    the number of queries does not follow the number of rows. `check` is called once after everything was written.
    `gone(wijzigingen)` gives the sleutels that cannot be brought back, because what they name does not exist any more.
    """

    naam: str
    read: Callable
    require: Callable
    write: Callable
    describe: Callable
    entries: Callable
    check: Callable = field(default=lambda actor, wijzigingen: None)
    gone: Callable = field(default=lambda wijzigingen: set())


_soorten: dict[str, Rijsoort] = {}
_measure = None
_only_add: set[str] = set()


def register(rijsoort):
    _soorten[rijsoort.naam] = rijsoort


def get(naam) -> Rijsoort:
    return _soorten[naam]


def only_adds(soort):
    """Sets of this kind add what is not there; what is there meanwhile is somebody's decision and stays as it is."""
    _only_add.add(soort)


def keep_wanted(soort, wijzigingen):
    """Of these changes those that a set of this kind may still want."""
    return [w for w in wijzigingen if w.oud is None] if soort in _only_add else wijzigingen


def use_measure(function):
    """Register `function(wijzigingen, carry_out) -> gevolg`: what carrying these out changes in people's access."""
    global _measure
    _measure = function


def measure(wijzigingen, carry_out):
    return _measure(wijzigingen, carry_out)


def by_soort(wijzigingen):
    """(Rijsoort, its rows) in the order in which the kinds were registered."""
    for naam, rijsoort in _soorten.items():
        rows = [wijziging for wijziging in wijzigingen if wijziging.soort == naam]
        if rows:
            yield rijsoort, rows
