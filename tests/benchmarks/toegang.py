"""`python -m tests.benchmarks.toegang [--database URL]`: what do the questions about access cost?

In the office of the other benchmark: 100,000 relaties, 1,000 teamleden and 600,000 rollen. "Wie kan dit zien?" stands
beside a query by hand that gives the same people without saying why; comparing the whole office with the rule stands
beside reading the view and nothing else. The past is read as if nothing had changed, so without the cost of history.
"""

import resource
import sys
import time
from datetime import timedelta

from tests.benchmarks.__main__ import bench_database, ms, parse, say
from tests.benchmarks.meten import interleave

WHO_BY_HAND = """
    SELECT DISTINCT t.persoon_id FROM teamleden_teamlid t
    JOIN crm_persoon p ON p.id = t.persoon_id
    JOIN permissions_autorisatierol a ON a.id = t.autorisatierol_id
    JOIN auth_group_permissions gp ON gp.group_id = a.group_id
    JOIN permissions_permissierij pr ON pr.permission_id = gp.permission_id AND pr.code = 'crm.view_relatie'
    WHERE t.status = 'actief' AND p.is_active AND (
        t.persoon_id IN (SELECT teamlid_id FROM teamleden_teamlidrol WHERE relatie_id = %s)
        OR t.persoon_id IN (
            SELECT w.waarnemer_id FROM teamleden_waarneming w
            JOIN teamleden_teamlid afwezige ON afwezige.persoon_id = w.afwezige_id
            JOIN teamleden_teamlidrol tr ON tr.teamlid_id = w.afwezige_id AND tr.relatie_id = %s
            WHERE w.van <= CURRENT_TIMESTAMP AND (w.tot IS NULL OR w.tot > CURRENT_TIMESTAMP)
              AND afwezige.status <> 'uit_dienst')
        OR (a.bereik = 'alle' AND NOT (SELECT afgeschermd FROM crm_relatie WHERE id = %s)))
"""


def main(arguments):
    options = parse(arguments)
    with bench_database():
        from tests.benchmarks.kantoor import build_kantoor

        proefpersonen = build_kantoor(options.relaties, options.teamleden)
        report(proefpersonen)
        report_comparison()
    return 0


def report(proefpersonen):
    from django.db import connection

    say(f"{connection.display_name}\n\n| vraag, ms | " + " | ".join(who.label for who in proefpersonen) + " |")
    say("| --- |" + " ---: |" * len(proefpersonen))
    columns = [measure(who, proefpersonen[-1]) for who in proefpersonen]
    for name in columns[0]:
        say(f"| {name} | " + " | ".join(ms(column[name]) for column in columns) + " |")


def measure(who, beheerder):
    """The questions about one Proefpersoon, as the beheerder asks them."""
    from django.db import connection
    from django.utils import timezone

    from crm.models import Relatie
    from crm.permissions import RELATIES_BEHEREN
    from teamleden.toegang import explain, what_can_see, who_can_see

    teamlid, reader = who.teamlid, beheerder.login()
    mine = Relatie.objects.visible_to(who.login()).order_by("pk").first()
    moment, rows = timezone.now() - timedelta(hours=1), Unchanged()
    Relatie.objects.update(created_at=moment - timedelta(days=2))

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute(WHO_BY_HAND, [mine.pk] * 3)
            return {pk for (pk,) in cursor.fetchall()}

    def what(**about):
        found = what_can_see(who.login().teamlid, Relatie.objects.visible_to(reader), **about)
        return found.count(), found[:50]

    assert by_hand() == {zicht.lid.pk for zicht in who_can_see(mine)}
    return interleave(
        {
            "waarom": lambda: explain(teamlid, RELATIES_BEHEREN, mine),
            "wie kan dit zien": lambda: who_can_see(mine),
            "wie kan dit zien, met de hand": by_hand,
            "wat kan deze persoon: aantal en 50": what,
            "waarom, toen": lambda: explain(teamlid, RELATIES_BEHEREN, mine, moment=moment, rows=rows),
            "wat kon deze persoon: aantal en 50": lambda: what(moment=moment, rows=rows),
        }
    )


class Unchanged:
    """A history in which nothing happened: the rows of now."""

    def __call__(self, table, moment, **filters):
        from django.apps import apps

        model = next(
            m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table and m._meta.managed
        )
        return list(model._base_manager.filter(**filters).values(*self._columns(model)))

    @staticmethod
    def _columns(model):
        wanted = {"crm_relatie": ("id", "afgeschermd"), "crm_persoon": ("id", "soort", "is_active")}
        everything = [field.attname for field in model._meta.concrete_fields]
        return wanted.get(model._meta.db_table, everything)


def report_comparison():
    from permissions.models import RelatieToegang
    from teamleden.toegang.compare import Vergelijking

    started, rows = time.monotonic(), 0
    for _ in RelatieToegang.objects.values_list("user_id", "permission_id").iterator(chunk_size=5000):
        rows += 1
    reading = time.monotonic() - started
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, vergelijking = time.monotonic(), Vergelijking()
    found = vergelijking.first_difference()
    seconds = time.monotonic() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    say(f"\nAlles vergelijken: {vergelijking.rechten} rechten bij {vergelijking.relaties} relaties, verschil: {found}.")
    say(f"{seconds:.0f} s, waar alleen de view lezen ({rows} rijen) {reading:.0f} s kost; {grown:.0f} MB erbij.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
