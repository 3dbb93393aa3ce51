"""Every permissie of the product, declared in code.

Each app declares its own permissies in its `permissions.py` by calling `declare`; `post_migrate` makes the
tables equal to what is declared (see synchronise.py). A permissie is referred to by its constant, never by a
string: an unknown code raises `UnknownPermissie`, also inside templates.

To add one: a line in the app's `permissions.py`. To add a module: a `permissions.py` with its own category.
"""

from dataclasses import dataclass
from enum import StrEnum


class UnknownPermissie(Exception):
    """A code that no app declared.

    Not a LookupError: Django's templates would swallow that and show nothing, which reads as "no".
    """


class Reikwijdte(StrEnum):
    """Where a permissie holds, and the niveau it asks for there."""

    KANTOOR = "kantoor"  # the whole office; no Relatie involved
    INZIEN = "inzien"  # at a Relatie, any niveau
    WIJZIGEN = "wijzigen"  # at a Relatie, niveau mutator


# The standard Autorisatierollen, in the order of the x's and dashes that `declare` takes.
STANDAARD_ROLLEN = ("Raadpleger", "Mutator", "Manager", "Beheerder")


@dataclass(frozen=True, slots=True)
class Permissie:
    """One right. `code` is Django's "app.codename"; `opent` says in words what it opens."""

    code: str
    naam: str
    categorie: str
    reikwijdte: Reikwijdte
    standaard: frozenset[str]
    opent: str
    model: str

    @property
    def codename(self):
        return self.code.partition(".")[2]

    @property
    def is_office_wide(self):
        return self.reikwijdte is Reikwijdte.KANTOOR

    @property
    def needs_mutator(self):
        return self.reikwijdte is Reikwijdte.WIJZIGEN

    def __str__(self):
        return self.naam


_declared: dict[str, Permissie] = {}
_volgorde: dict[str, int] = {}  # of the categories on screen
VOLGORDE_MODULE = 80  # of a category that says nothing: after those of the core, before the settings


class Categorie:
    """Declares the permissies of one category; the order of declaration is the order on screen.

    `volgorde` places the category among the others: apps are imported in no order that a reader would expect.
    """

    def __init__(self, naam, *, model, volgorde=VOLGORDE_MODULE, relatie_model="crm.relatie"):
        self.naam = naam
        _volgorde.setdefault(naam, volgorde)
        self.model = model
        self.relatie_model = relatie_model

    def office_wide(self, codename, naam, standaard, opent):
        return self._declare(codename, naam, Reikwijdte.KANTOOR, standaard, opent, self.model)

    def view(self, codename, naam, standaard, opent):
        return self._declare(codename, naam, Reikwijdte.INZIEN, standaard, opent, self.relatie_model)

    def change(self, codename, naam, standaard, opent):
        return self._declare(codename, naam, Reikwijdte.WIJZIGEN, standaard, opent, self.relatie_model)

    def _declare(self, codename, naam, reikwijdte, standaard, opent, model):
        code = f"{model.partition('.')[0]}.{codename}"
        if code in _declared:
            raise ValueError(f"Permissie {code} is al gedeclareerd.")
        if len(standaard) != len(STANDAARD_ROLLEN) or set(standaard) - set("x-"):
            raise ValueError(f"Permissie {code}: {standaard!r} moet vier tekens x of - zijn.")
        rollen = frozenset(rol for rol, mark in zip(STANDAARD_ROLLEN, standaard, strict=True) if mark == "x")
        permissie = Permissie(code, naam, self.naam, reikwijdte, rollen, opent, model)
        _declared[code] = permissie
        return permissie


def get(code):
    """The permissie with this code; raises UnknownPermissie."""
    if isinstance(code, Permissie):
        return code
    try:
        return _declared[code]
    except KeyError:
        raise UnknownPermissie(f"Onbekende permissie {code!r}.") from None


def all_permissies():
    """Every permissie, by category and within it in the order of declaration."""
    return tuple(sorted(_declared.values(), key=lambda permissie: _volgorde.get(permissie.categorie, VOLGORDE_MODULE)))


def office_wide_codes():
    return frozenset(p.code for p in _declared.values() if p.is_office_wide)
