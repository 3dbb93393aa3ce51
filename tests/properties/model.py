"""The rule of the specification in a few lines of Python, and a random office to hold it against.

Written from the text of the rule, on plain values; it knows nothing of the product's code.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st

# (code, what it needs at a Relatie: "v" any niveau, "c" mutator)
PERMISSIES = {"crm.view_relatie": "v", "crm.bsn_inzien": "v", "crm.change_relatie": "c", "crm.teamleden_koppelen": "c"}
OFFICE_WIDE = ("teamleden.teamleden_inzien", "crm.add_relatie")
CODES = (*PERMISSIES, *OFFICE_WIDE)
STATUSSEN = ("actief", "actief", "actief", "uitgenodigd", "uit_dienst")
# A Waarneming as (start, end) in hours from now; None is open.
PERIODES = ((-1, 1), (-1, None), (-2, -1), (1, 2), (1, None))


@dataclass
class Lid:
    """A Teamlid: its status, whether it may log in, what its autorisatierol holds, and when it leaves.

    `per` is in hours from now; None is not known.
    """

    status: str
    is_active: bool
    codes: frozenset
    alle: bool
    per: int | None = None

    def is_actief(self, at=0):
        return self.status == "actief" and self.is_active and not self.has_left(at)

    def has_left(self, at=0):
        return self.status == "uit_dienst" or (self.per is not None and self.per <= at)


@dataclass(frozen=True)
class Vervangt:
    """A Waarneming; None is without a waarnemer, and of `rollen` and `relaties` all of them."""

    afwezige: int
    waarnemer: int | None
    period: tuple
    rollen: frozenset | None = None
    relaties: frozenset | None = None
    beeindigd: bool = False

    def holds(self, at):
        start, end = self.period
        return not self.beeindigd and start <= at and (end is None or end > at)

    def passes_on(self, relatie, rol):
        return (self.rollen is None or rol in self.rollen) and (self.relaties is None or relatie in self.relaties)


@dataclass
class Office:
    """Leden and relaties by index.

    `rijen` is {(lid, relatie, rol): niveau}; `waarnemingen` is [Vervangt]. Every Lid has an autorisatierol of its own;
    `standaardrollen` says whether those that each office starts with hold anything.
    """

    leden: list
    afgeschermd: list
    rijen: dict = field(default_factory=dict)
    waarnemingen: list = field(default_factory=list)
    standaardrollen: bool = True

    def may(self, lid, code, relatie, at=0):
        """`at` is the moment, in hours from now."""
        person = self.leden[lid]
        if not person.is_actief(at) or code not in person.codes:
            return False
        if code in OFFICE_WIDE:
            return True
        if person.alle and not self.afgeschermd[relatie]:
            return True
        return any(
            PERMISSIES[code] == "v" or niveau == "mutator"
            for (owner, place, rol), niveau in self.rijen.items()
            if place == relatie and self.counts_for(lid, owner, place, rol, at)
        )

    def counts_for(self, lid, owner, relatie, rol, at=0):
        """The own rows, and those that are passed on by whoever this one stands in for at the moment."""
        if owner == lid:
            return True
        return not self.leden[owner].has_left(at) and any(
            (one.afwezige, one.waarnemer) == (owner, lid) and one.holds(at) and one.passes_on(relatie, rol)
            for one in self.waarnemingen
        )


@st.composite
def offices(draw, most_leden=4, most_relaties=4):
    leden = draw(
        st.lists(
            st.builds(
                Lid,
                status=st.sampled_from(STATUSSEN),
                is_active=st.sampled_from((True, True, True, False)),
                codes=st.frozensets(st.sampled_from(CODES)),
                alle=st.booleans(),
                per=st.sampled_from((None, None, None, -1, 1)),
            ),
            min_size=1,
            max_size=most_leden,
        )
    )
    afgeschermd = draw(st.lists(st.booleans(), min_size=1, max_size=most_relaties))
    lid, relatie = st.integers(0, len(leden) - 1), st.integers(0, len(afgeschermd) - 1)
    rijen = draw(
        st.dictionaries(
            st.tuples(lid, relatie, st.integers(0, 1)), st.sampled_from(("raadpleger", "mutator")), max_size=10
        )
    )
    some = st.builds(
        Vervangt,
        afwezige=lid,
        waarnemer=st.one_of(lid, lid, lid, st.none()),
        period=st.sampled_from(PERIODES),
        rollen=st.none() | st.frozensets(st.integers(0, 1)),
        relaties=st.none() | st.frozensets(relatie),
        beeindigd=st.sampled_from((False, False, False, True)),
    ).filter(lambda one: one.afwezige != one.waarnemer)
    waarnemingen = draw(st.lists(some, max_size=4)) if len(leden) > 1 else []
    return Office(leden, afgeschermd, rijen, waarnemingen, draw(st.booleans()))


def moment_of(hours):
    return None if hours is None else timezone.now() + timedelta(hours=hours)


def moments(period):
    start, end = period
    return moment_of(start), moment_of(end)
