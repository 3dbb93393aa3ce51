"""The gate: may this person do this, here, now; and if not, why not.

Whether something is allowed at a Relatie is answered by django-guardian over the database view (AUT-1).
The reasons come from the rule that `teamleden` registers, because only that app knows Rollen and niveaus.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from guardian.core import ObjectPermissionChecker

from permissions import catalogue


class NotAllowed(Exception):
    """A service or view refused; carries the Decision with its reason."""

    def __init__(self, decision):
        super().__init__(decision.reason)
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of the gate; truthy when allowed.

    `reason` says what is missing, `remedy` the smallest change that would allow it, `givers` who can make it;
    `uitleg` is the whole explanation they come from, for a page to draw.
    """

    allowed: bool
    permissie: catalogue.Permissie
    reason: str = ""
    remedy: str = ""
    givers: tuple[str, ...] = ()
    uitleg: object = None

    def __bool__(self):
        return self.allowed


class Refusal:
    """A Decision "no" that asks for its words only when somebody reads them; most only hide a button."""

    allowed = False

    def __init__(self, user, permissie, relatie):
        self.permissie = permissie
        self._question = (user, permissie, relatie)

    def __bool__(self):
        return False

    @cached_property
    def _explained(self):
        return _rule.refusal(*self._question)

    @property
    def reason(self):
        return self._explained.reason

    @property
    def remedy(self):
        return self._explained.remedy

    @property
    def givers(self):
        return self._explained.givers

    @property
    def uitleg(self):
        return self._explained.uitleg


@dataclass(frozen=True, slots=True)
class Waarneemt:
    """A Waarneming that runs now: for whom, until when, and how far it reaches.

    `rollen` are the chosen ones, None is all of them; the Relaties that are chosen stay in the database.
    """

    pk: int
    afwezige_id: int
    naam: str
    tot: datetime | None = None
    rollen: frozenset[int] | None = None
    alleen_relaties: bool = False

    @property
    def is_beperkt(self):
        return self.rollen is not None or self.alleen_relaties


@dataclass(frozen=True, slots=True)
class Subject:
    """What a person brings to the rule, asked once per request.

    `namens` are the ids whose rows all count: the own one, and each afwezige that one stands in for now without
    limits. `waarnemingen` are all that run now; of a limited one only some rows count.
    """

    persoon_id: int | None = None
    codes: frozenset[str] = frozenset()
    bereik_alle: bool = False
    namens: tuple[int, ...] = ()
    waarnemingen: tuple[Waarneemt, ...] = field(default=(), compare=False)

    @property
    def beperkt(self):
        """The limited Waarnemingen, for who is not in `namens` already."""
        return [one for one in self.waarnemingen if one.is_beperkt and one.afwezige_id not in self.namens]

    def holds(self, permissie):
        """Is the permissie in the autorisatierol of an active Teamlid?"""
        return catalogue.get(permissie).code in self.codes


NOBODY = Subject()


class Rule(Protocol):
    """What the app that knows Rollen gives to the gate."""

    def subject(self, user) -> Subject: ...

    def refusal(self, user, permissie, relatie) -> Decision: ...

    def acting_for(self, user, relaties, wijzigt) -> dict[int, tuple[int, ...]]: ...


class Systeem:
    """The actor of a command: there is no person, and the shell is trusted (TL-5 excepts commands)."""

    pk = None
    is_authenticated = True
    is_teamlid = False
    is_contact = False

    def __init__(self, command):
        self.volledige_naam = f"systeem ({command})"

    def __str__(self):
        return self.volledige_naam


_rule: Rule | None = None


def use_rule(rule):
    """Called once, when the app that knows the rule is ready."""
    global _rule
    _rule = rule


def subject(user):
    """The Subject of this user, asked once per user object, so once per request (AUT-4)."""
    if getattr(user, "pk", None) is None:
        return NOBODY
    # By attribute, not through __dict__: on a request the user is a lazy object with a __dict__ of its own.
    if getattr(user, "_subject", None) is None:
        user._subject = _rule.subject(user)
    return user._subject


def forget(user):
    """Drop what was asked of this user object: call it after a change to the user's own access."""
    user._subject = user._checker = None


def acting_for(user, relatie, *, wijzigt=False):
    """The ids of the afwezigen through whom alone `user` has a row at this Relatie; mostly none (WN-3).

    With `wijzigt` a row counts only when it allows a change there.
    """
    return acting_for_each(user, [relatie], wijzigt=wijzigt).get(relatie.pk, ())


def acting_for_each(user, relaties, *, wijzigt=False):
    """The same for many, as {pk of the Relatie: ids}; one query, and none for who stands in for nobody."""
    if not relaties or not subject(user).waarnemingen:
        return {}
    return _rule.acting_for(user, relaties, wijzigt)


def held_at(user, relatie):
    """The codenames this user holds at this Relatie, from guardian; one query per Relatie and request."""
    if getattr(user, "pk", None) is None:
        return frozenset()
    return frozenset(_checker(user).get_perms(relatie))


def prefetch(user, relaties):
    """Ask for a whole page of Relaties at once, so that buttons per row cost no query each."""
    if getattr(user, "pk", None) is not None and relaties:
        _checker(user).prefetch_perms(list(relaties))


def _checker(user):
    if getattr(user, "_checker", None) is None:
        user._checker = ObjectPermissionChecker(user)
    return user._checker


def may(user, permissie, relatie=None):
    """May `user` use `permissie`? Returns a Decision.

    For a permissie at a Relatie without `relatie` the question is whether the autorisatierol holds it at all:
    what a menu item or a list needs. Raises UnknownPermissie for a code nobody declared.
    """
    permissie = catalogue.get(permissie)
    if isinstance(user, Systeem):
        return Decision(True, permissie)
    if relatie is None or permissie.is_office_wide:
        allowed = subject(user).holds(permissie)
    else:
        allowed = permissie.codename in held_at(user, relatie)
    if allowed:
        return Decision(True, permissie)
    return refusal(user, permissie, relatie)


def refusal(user, permissie, relatie=None):
    """The Decision "no", with its reason in words."""
    return Refusal(user, permissie, relatie)


def require(user, permissie, relatie=None):
    """Like `may`, but raises NotAllowed instead of answering no."""
    decision = may(user, permissie, relatie)
    if not decision:
        raise NotAllowed(decision)
    return decision
