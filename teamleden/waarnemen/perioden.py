"""Half-open periods, and what is left of them when others cover them; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime

OPEN = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """[van, tot); OPEN is without an end."""

    van: datetime
    tot: datetime = OPEN

    @classmethod
    def of(cls, van, tot):
        return cls(van, OPEN if tot is None else tot)

    @property
    def einde(self):
        return None if self.tot == OPEN else self.tot

    def overlaps(self, other):
        return self.van < other.tot and other.van < self.tot


def clip(periode, van=None, tot=None):
    """[the part of it within van and tot], or [] when nothing is left."""
    start = periode.van if van is None else max(van, periode.van)
    end = periode.tot if tot is None else min(tot, periode.tot)
    return [Periode(start, end)] if start < end else []


def union(perioden):
    """The same moments in as few periods as possible."""
    found = []
    for periode in sorted(perioden):
        if found and periode.van <= found[-1].tot:
            found[-1] = Periode(found[-1].van, max(found[-1].tot, periode.tot))
        elif periode.van < periode.tot:
            found.append(periode)
    return found


def minus(perioden, others):
    """What is left of the first without the moments of the others."""
    left = union(perioden)
    for other in union(others):
        left = [part for periode in left for part in (*clip(periode, tot=other.van), *clip(periode, van=other.tot))]
    return left


def common(perioden, others):
    """The moments that are in both."""
    return minus(perioden, minus(perioden, others))
