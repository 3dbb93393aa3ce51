"""Optimistic locking: two people who edit the same thing never lose each other's work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verschil:
    """A field that both changed: what this user sent, and what somebody else saved meanwhile."""

    label: str
    jouw_waarde: str
    huidige_waarde: str


class StaleObject(Exception):
    """The object was saved by somebody else after this form was opened. `current` is what it is now."""

    def __init__(self, current):
        super().__init__(f"{current} is intussen door iemand anders gewijzigd.")
        self.current = current


def lock_version(queryset, pk, versie):
    """The object with its row locked until the end of the transaction; raises StaleObject when `versie` is old.

    `versie` None skips the check, for callers that change one thing without a form.
    """
    # No key: who holds the log and adds a row that names this object must not wait for us, who wait for the log.
    current = queryset.select_for_update(no_key=True).get(pk=pk)
    if versie is not None and current.versie != versie:
        raise StaleObject(current)
    return current
