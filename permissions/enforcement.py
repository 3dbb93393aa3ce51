"""Declaring what a view needs. A view that declares nothing cannot be reached (AUT-6).

    @requires(RELATIES_BEHEREN)        the permissie; at the object the URL names, if it names one
    @teamlid_only                      every teamlid, whatever its autorisatierol: for what is about oneself
    @login_only                        anybody who is logged in, contacten too
    @public                            everybody

Objects in a URL are looked up before the view runs: a keyword such as `relatie_pk` names a Scope, which finds the
object among what the user may see (404 otherwise) and decides whether the permissie holds there (403 otherwise).
The object found is put on the request (`request.relatie`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from permissions import catalogue, gate

ATTRIBUTE = "declaration"


@dataclass(frozen=True, slots=True)
class Declaration:
    kind: str  # "requires", "teamlid_only", "login_only" or "public"
    permissie: catalogue.Permissie | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """How an object in a URL is found and judged.

    `find(user, pk)` gives the object or None; `decide(user, permissie, obj)` a Decision; `find_any(pk)` gives the
    object whoever may see it, for the log only: who asks for what is hidden leaves a trace.
    """

    attribute: str
    find: Callable
    decide: Callable
    find_any: Callable


SCOPES: dict[str, Scope] = {}


def register_scope(kwarg, scope):
    """Make a URL keyword name an object; done by each app when it is ready."""
    SCOPES[kwarg] = scope


def _declare(view, declaration):
    setattr(view, ATTRIBUTE, declaration)
    return view


def requires(permissie):
    """Declare that a view function or class needs this permissie. Raises UnknownPermissie at import."""
    declaration = Declaration("requires", catalogue.get(permissie))
    return lambda view: _declare(view, declaration)


def teamlid_only(view):
    """Declare that being logged in as a Teamlid is enough; for a contact the page does not exist."""
    return _declare(view, Declaration("teamlid_only"))


def login_only(view):
    """Declare that being logged in is enough."""
    return _declare(view, Declaration("login_only"))


def public(view):
    """Declare that everybody may come here, also without logging in."""
    return _declare(view, Declaration("public"))


def declaration_of(callback):
    """The Declaration of a URL callback, or None. Class-based views declare on the class."""
    for candidate in (callback, getattr(callback, "view_class", None)):
        # vars(), not getattr: a subclass must declare for itself and does not inherit a right by accident.
        if candidate is not None and ATTRIBUTE in vars(candidate):
            return vars(candidate)[ATTRIBUTE]
    return None


def decide(user, permissie, scope_object=None, scope=None):
    if scope is None:
        return gate.may(user, permissie)
    return scope.decide(user, permissie, scope_object)
