"""How far a long job is, for the page that waits for it.

Kept in the cache and not in the database: what a transaction wrote so far nobody else can see.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

STIL_NA = timedelta(minutes=2)  # a job that says nothing for so long is thought to be dead
BEWAREN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stand:
    procent: int
    stap: str
    is_stil: bool


class Voortgang:
    """The progress of one thing, such as a Wijzigingsset, by its kind and key."""

    def __init__(self, soort, pk):
        self.key = f"voortgang-{soort}-{pk}"

    def report(self, procent, stap):
        """`procent` is 0 to 100, `stap` says in words what is being done."""
        self._keep(procent, stap)

    def wait(self):
        """The job was handed to the worker and has not begun."""
        self._keep(0, "Wachten tot het begint")

    def _keep(self, procent, stap):
        cache.set(self.key, (int(procent), stap, timezone.now()), timeout=BEWAREN.total_seconds())

    def read(self) -> Stand:
        """Without any report, for example after the cache was emptied, the job counts as dead."""
        found = cache.get(self.key)
        if found is None:
            return Stand(0, "", True)
        procent, stap, moment = found
        return Stand(procent, stap, timezone.now() - moment > STIL_NA)
