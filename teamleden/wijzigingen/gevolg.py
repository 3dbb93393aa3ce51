"""Wat verandert er? What a set of changes does to people's access, counted by the database from the rule itself.

The view of toegang.sql is asked before and after the change, inside the transaction that makes it. For rows at
Relaties the pairs (persoon, relatie) they touch are compared one by one; for a change of an autorisatierol, which
touches every Relatie of everybody who has it, the database counts per persoon and permissie. Who has not accepted an
invitation yet is looked at as if that was done: otherwise it would seem that a rol gives them nothing.
"""

from collections import Counter, defaultdict
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Count, Q

from crm.models import Relatie
from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from permissions import catalogue
from permissions.models import Bereik, PermissieRij, RelatieToegang
from teamleden.models import Status, Teamlid, Waarneming
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN
from teamleden.wijzigingen.autorisatie import SOORT_AUTORISATIEROL, SOORT_PERMISSIE, SOORT_TEAMLID
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL
from teamleden.wijzigingen.uitnodigingen import SOORT_UITNODIGING
from teamleden.wijzigingen.waarnemingen import SOORT_WAARNEMING

BATCH = 2000
MOST_PAREN = 200  # pairs that are kept by name; the totals count all of them
PAAR_PERMISSIES = (RELATIES_INZIEN, RELATIES_BEHEREN, BSN_INZIEN, TEAMLEDEN_KOPPELEN)
# What deserves a second look before it is given.
GEVOELIG = frozenset({BSN_INZIEN.code, TEAMLEDEN_BEHEREN.code, AUTORISATIEROLLEN_BEHEREN.code, TEAMLEDEN_KOPPELEN.code})


def measure(wijzigingen, carry_out):
    """Carry the changes out and give their effect, as plain JSON."""
    by_soort = defaultdict(list)
    for wijziging in wijzigingen:
        by_soort[wijziging.soort].append(wijziging)
    rijen = by_soort[SOORT_TEAMLIDROL]
    people = _people_of(by_soort)
    codes = _codes_of(by_soort)
    invited = {w.sleutel[0] for w in by_soort[SOORT_UITNODIGING]}

    def look():
        with _as_accepted({*people, *(w.sleutel[0] for w in rijen)}, invited):
            held = _held(people)
            return _pairs(rijen), _counts(people, codes, held), _office_wide(held)

    before = look()
    carry_out()
    return _gevolg(before, look())


@contextmanager
def _as_accepted(people, invited):
    """Inside, who has not accepted yet is active; of `invited` only who has the invitation."""
    waiting = Q(status=Status.UITGENODIGD) | Q(status=Status.CONCEPT) & ~Q(pk__in=invited)
    pks = list(Teamlid.objects.filter(waiting, pk__in=people).values_list("pk", flat=True))
    if not pks:
        yield
        return
    with transaction.atomic():
        Teamlid.objects.filter(pk__in=pks).update(status=Status.ACTIEF)
        yield
        transaction.set_rollback(True)


def _people_of(by_soort):
    """The Teamleden whose access follows from the autorisatierollen that change, and those that change themselves."""
    rollen = {w.sleutel[0] for soort in (SOORT_AUTORISATIEROL, SOORT_PERMISSIE) for w in by_soort[soort]}
    own = {w.sleutel[0] for soort in (SOORT_TEAMLID, SOORT_UITNODIGING) for w in by_soort[soort]}
    stand_ins = {state["waarnemer"] for w in by_soort[SOORT_WAARNEMING] for state in (w.oud, w.nieuw) if state}
    holders = Teamlid.objects.filter(autorisatierol__in=rollen).values_list("pk", flat=True)
    # Whoever stands in for somebody who comes or goes is touched too.
    return sorted({*own, *holders, *_waarnemers_of(own), *stand_ins} - {None})


def _waarnemers_of(people):
    """Who stands in for these now, also for who left: that one may be coming back."""
    rows = Waarneming.objects.nu().filter(afwezige__in=people, waarnemer__isnull=False)
    return set(rows.values_list("waarnemer", flat=True))


def _codes_of(by_soort):
    """The permissies at a Relatie to count. Of an autorisatierol that keeps its bereik only those that come or go."""
    codes = {w.sleutel[1] for w in by_soort[SOORT_PERMISSIE]}
    if any(by_soort[soort] for soort in (SOORT_TEAMLID, SOORT_AUTORISATIEROL, SOORT_UITNODIGING, SOORT_WAARNEMING)):
        codes |= {RELATIES_INZIEN.code, RELATIES_BEHEREN.code, *GEVOELIG}
    return codes - catalogue.office_wide_codes()


def _pairs(rijen):
    """{(persoon, relatie): codes} for the people and Relaties of these rows and whoever stands in for them."""
    if not rijen:
        return {}
    people = {w.sleutel[0] for w in rijen}
    people |= _waarnemers_of(people)
    relaties = sorted({w.sleutel[1] for w in rijen})
    permissions = _permissions(permissie.code for permissie in PAAR_PERMISSIES)
    found = defaultdict(set)
    for start in range(0, len(relaties), BATCH):
        rows = RelatieToegang.objects.filter(
            user_id__in=people,
            permission_id__in=list(permissions),
            content_object_id__in=relaties[start : start + BATCH],
        )
        for user, permission, relatie in rows.values_list("user_id", "permission_id", "content_object_id"):
            found[user, relatie].add(permissions[permission])
    return found


def _counts(people, codes, held):
    """{(persoon, code): number of Relaties}, counted by the database.

    Two permissies of one autorisatierol that need the same niveau hold at the same Relaties, so of each such pair one
    is counted; that makes a preview for hundreds of people with bereik alle a matter of seconds.
    """
    if not people or not codes:
        return {}
    standing_for = {}  # {(persoon, code): the code that is counted for it}
    for persoon, own in held.items():
        for same_niveau in _by_niveau(own):
            if wanted := codes.intersection(same_niveau):
                standing_for.update({(persoon, code): min(same_niveau) for code in wanted})
    permissions = _permissions(set(standing_for.values()))
    everywhere = _with_bereik_alle(people)
    rows = RelatieToegang.objects.filter(permission_id__in=list(permissions))
    counts = _count(rows.filter(user_id__in=set(people) - everywhere))
    if everywhere:
        counts += _count_everywhere(rows.filter(user_id__in=everywhere), everywhere, permissions)
    by_code = {(persoon, permissions[permission]): number for (persoon, permission), number in counts.items()}
    return {(persoon, code): by_code.get((persoon, other), 0) for (persoon, code), other in standing_for.items()}


def _with_bereik_alle(people):
    found = Teamlid.objects.filter(pk__in=people, autorisatierol__bereik=Bereik.ALLE)
    return set(found.values_list("pk", flat=True))


def _count(rows):
    """Counter of (persoon, Permission's key) over rows of the view."""
    counted = rows.order_by().values_list("user_id", "permission_id").annotate(aantal=Count("content_object_id"))
    return Counter({(user, permission): number for user, permission, number in counted})


def _count_everywhere(rows, everywhere, permissions):
    """For bereik alle: every Relatie that is not afgeschermd, which need not be counted for each person apart."""
    unhidden = Relatie.objects.filter(afgeschermd=False).count()
    counts = Counter({(persoon, permission): unhidden for persoon in everywhere for permission in permissions})
    hidden = list(Relatie.objects.filter(afgeschermd=True).values_list("pk", flat=True))
    for start in range(0, len(hidden), BATCH):
        counts += _count(rows.filter(content_object_id__in=hidden[start : start + BATCH]))
    return counts


def _by_niveau(codes):
    at_relatie = [permissie for permissie in map(catalogue.get, codes) if not permissie.is_office_wide]
    for needs_mutator in (False, True):
        yield {permissie.code for permissie in at_relatie if permissie.needs_mutator == needs_mutator}


def _held(people):
    """{persoon: the codes of the autorisatierol}, of the active ones."""
    rows = Teamlid.objects.active().filter(pk__in=people)
    held = defaultdict(set)
    for pk, code in rows.values_list("pk", "autorisatierol__group__permissions__rij__code"):
        if code:
            held[pk].add(code)
    return held


def _office_wide(held):
    office_wide = catalogue.office_wide_codes()
    return {(pk, code) for pk, codes in held.items() for code in codes & office_wide}


def _permissions(codes):
    return dict(PermissieRij.objects.filter(code__in=list(codes)).values_list("permission_id", "code"))


def _gevolg(before, after):
    """Both ways of looking brought together: per persoon, per permissie, and the pairs by name."""
    paren = _changed_pairs(before[0], after[0])
    erbij, eraf = Counter(), Counter()  # {(persoon, code): number of Relaties}
    counted = before[1].keys() | after[1].keys()  # of these the totals say it already
    for (persoon, _), (old, new) in paren.items():
        erbij.update((persoon, code) for code in new - old if (persoon, code) not in counted)
        eraf.update((persoon, code) for code in old - new if (persoon, code) not in counted)
    for key in counted:
        difference = after[1].get(key, 0) - before[1].get(key, 0)
        (erbij if difference > 0 else eraf)[key] += abs(difference)
    kantoor_erbij, kantoor_eraf = after[2] - before[2], before[2] - after[2]
    people = {persoon for persoon, _ in (*(+erbij), *(+eraf), *kantoor_erbij, *kantoor_eraf)}
    return {
        "personen": _per_persoon(people, erbij, eraf, kantoor_erbij, kantoor_eraf),
        "permissies": _per_permissie(erbij, eraf, kantoor_erbij, kantoor_eraf),
        "paren": _named_pairs(paren),
        "aantal_paren": len(paren),
    }


def _changed_pairs(before, after):
    return {
        pair: (frozenset(before.get(pair, ())), frozenset(after.get(pair, ())))
        for pair in before.keys() | after.keys()
        if before.get(pair, set()) != after.get(pair, set())
    }


def _per_persoon(people, erbij, eraf, kantoor_erbij, kantoor_eraf):
    """One line per persoon; who gains something sensitive first, then by name."""
    rows, gained = [], defaultdict(set)
    for persoon, code in (*(+erbij), *kantoor_erbij):
        gained[persoon].add(code)
    for teamlid in Teamlid.objects.filter(pk__in=people).select_related("persoon"):
        rows.append(
            {
                "pk": teamlid.pk,
                "naam": str(teamlid),
                "later": teamlid.status in (Status.CONCEPT, Status.UITGENODIGD),
                "inzien": [erbij[teamlid.pk, RELATIES_INZIEN.code], eraf[teamlid.pk, RELATIES_INZIEN.code]],
                "bewerken": [erbij[teamlid.pk, RELATIES_BEHEREN.code], eraf[teamlid.pk, RELATIES_BEHEREN.code]],
                "kantoor": [_namen(kantoor_erbij, teamlid.pk), _namen(kantoor_eraf, teamlid.pk)],
                "gevoelig": sorted(str(catalogue.get(code)) for code in gained[teamlid.pk] & GEVOELIG),
                "volgorde": teamlid.persoon.sorteernaam,
            }
        )
    rows.sort(key=lambda row: (not row["gevoelig"], row.pop("volgorde"), row["pk"]))
    return rows


def _namen(pairs, pk):
    return sorted(str(catalogue.get(code)) for persoon, code in pairs if persoon == pk)


def _per_permissie(erbij, eraf, kantoor_erbij, kantoor_eraf):
    """Per permissie how many people gain and lose it, at how many Relaties together."""
    rows = []
    for permissie in catalogue.all_permissies():
        code = permissie.code
        row = {"naam": str(permissie), "gevoelig": code in GEVOELIG}
        for name, counts, wide in (("erbij", erbij, kantoor_erbij), ("eraf", eraf, kantoor_eraf)):
            numbers = [number for (_, this), number in counts.items() if this == code and number]
            people = len(numbers) + sum(this == code for _, this in wide)
            row[name] = [people, sum(numbers)]
        if row["erbij"][0] or row["eraf"][0]:
            rows.append(row)
    return sorted(rows, key=lambda row: not (row["gevoelig"] and row["erbij"][0]))


def _named_pairs(paren):
    """The first pairs by name; a Relatie that is afgeschermd, or a sensitive permissie, comes first."""
    relaties = Relatie.objects.in_bulk({relatie for _, relatie in paren})
    people = Teamlid.objects.select_related("persoon").in_bulk({persoon for persoon, _ in paren})
    rows = [
        {
            "persoon": str(people[persoon]),
            "relatie": str(relaties[relatie]),
            "relatie_pk": relatie,
            "voor": _niveau(old),
            "na": _niveau(new),
            "gevoelig": relaties[relatie].afgeschermd or bool((new - old) & GEVOELIG),
        }
        for (persoon, relatie), (old, new) in paren.items()
    ]
    rows.sort(key=lambda row: (not row["gevoelig"], row["relatie"], row["persoon"]))
    return rows[:MOST_PAREN]


def _niveau(codes):
    if RELATIES_BEHEREN.code in codes:
        return "bewerken"
    return "inzien" if RELATIES_INZIEN.code in codes else "geen toegang"
