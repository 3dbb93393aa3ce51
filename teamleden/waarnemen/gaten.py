"""When somebody was absent without anybody standing in, or with somebody for a part only (WN-3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from activiteitenlog.models import Rijwijziging
from teamleden.models import Status, Teamlid
from teamleden.waarnemen.perioden import Periode, clip, common, minus, union

# A Waarneming is to the minute; between one that was ended and the next less than that is no gap.
KORTST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Gat:
    """`deel` is a period in which somebody stands in, but not for everything."""

    afwezige: Teamlid
    van: datetime
    tot: datetime | None
    deel: bool = False


def find_gaten(waarnemingen, van=None, tot=None):
    """The gaps of everybody in these Waarnemingen, within van and tot; at most two queries."""
    weg = moments_of_leaving(waarnemingen)
    by_afwezige = {}
    for row in waarnemingen:
        if not row.is_vervallen:
            by_afwezige.setdefault(row.afwezige, []).append(row)
    return [
        Gat(afwezige, periode.van, periode.einde, deel)
        for afwezige, rows in by_afwezige.items()
        for deel, perioden in _uncovered(rows, weg)
        for whole in perioden
        for periode in clip(whole, van, tot)
        if periode.tot - periode.van >= KORTST
    ]


def _uncovered(rows, weg):
    """(False, periods without anybody), (True, periods with somebody for a part)."""

    def held(row, *people):
        ends = [weg[pk] for pk in people if pk in weg]
        return clip(Periode.of(row.van, row.einde), tot=min(ends, default=None))

    absent = union(part for row in rows for part in held(row, row.afwezige_id))
    standing_in = [row for row in rows if row.waarnemer_id is not None]
    whole = [p for row in standing_in if not row.is_beperkt for p in held(row, row.waarnemer_id)]
    parts = [p for row in standing_in if row.is_beperkt for p in held(row, row.waarnemer_id)]
    return (False, minus(absent, [*whole, *parts])), (True, common(minus(absent, whole), parts))


def moments_of_leaving(waarnemingen):
    """{teamlid: when it stopped being active}, of those of these Waarnemingen that are not active now."""
    people = {pk for row in waarnemingen for pk in (row.afwezige_id, row.waarnemer_id) if pk is not None}
    if not people:
        return {}
    gone = set(Teamlid.objects.filter(pk__in=people).exclude(status=Status.ACTIEF).values_list("pk", flat=True))
    if not gone:
        return {}
    found = dict.fromkeys(gone, timezone.now())
    changes = Rijwijziging.objects.filter(tabel=Teamlid._meta.db_table, sleutel__in=map(str, gone)).order_by("pk")
    for moment, sleutel, oud, nieuw in changes.values_list("moment", "sleutel", "oud", "nieuw"):
        if oud and oud["status"] == Status.ACTIEF and (not nieuw or nieuw["status"] != Status.ACTIEF):
            found[int(sleutel)] = moment
    return found
