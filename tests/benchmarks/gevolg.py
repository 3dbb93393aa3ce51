"""`python -m tests.benchmarks.gevolg [--database URL]`: what does a preview of a change of rights cost?

An office of 20,000 relaties in which 500 people have one autorisatierol. Two changes of it are previewed: a permissie
that everybody gets where they have a Rol, and bereik alle, which gives each of them every Relatie. Beside each stands
one counting query written by hand that only counts the pairs, in the same run.
"""

import sys

from tests.benchmarks.__main__ import bench_database, ms, parse, say

RELATIES, PERSONEN = 20_000, 500

# What somebody would write to count who would see what that they do not see now.
ALLE = """
    SELECT t.persoon_id, (SELECT count(*) FROM crm_relatie WHERE NOT afgeschermd) - count(DISTINCT r.id)
    FROM teamleden_teamlid t
    JOIN crm_persoon p ON p.id = t.persoon_id
    LEFT JOIN teamleden_teamlidrol tr ON tr.teamlid_id = t.persoon_id
    LEFT JOIN crm_relatie r ON r.id = tr.relatie_id AND NOT r.afgeschermd
    WHERE t.autorisatierol_id = %s AND t.status = 'actief' AND p.is_active
    GROUP BY t.persoon_id
"""
PERMISSIE = """
    SELECT t.persoon_id, count(DISTINCT tr.relatie_id) FROM teamleden_teamlid t
    JOIN crm_persoon p ON p.id = t.persoon_id
    JOIN teamleden_teamlidrol tr ON tr.teamlid_id = t.persoon_id
    WHERE t.autorisatierol_id = %s AND t.status = 'actief' AND p.is_active AND tr.niveau = 'mutator'
    GROUP BY t.persoon_id
"""


def main(arguments):
    options = parse(arguments or [f"--relaties={RELATIES}", f"--teamleden={PERSONEN}"])
    with bench_database():
        from tests.benchmarks.kantoor import build_kantoor

        proefpersonen = build_kantoor(options.relaties, options.teamleden)
        report(proefpersonen[-1].login())
    return 0


def report(beheerder):
    from django.db import connection

    from permissions.models import Autorisatierol
    from teamleden.models import Teamlid

    rol = Autorisatierol.objects.get(naam="Mutator")
    # Without waarnemingen: the query by hand knows of none.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM teamleden_waarneming")
    personen = Teamlid.objects.filter(autorisatierol=rol).count()
    say(f"{connection.display_name}, {personen} teamleden met {rol}\n")
    say("| wijziging | personen | paren | met de hand, ms | voorbeeld, ms | verhouding |")
    say("| --- | ---: | ---: | ---: | ---: | ---: |")
    wanted = {
        "permissie erbij": (PERMISSIE, {"permissies": {(rol.pk, "crm.delete_relatie"): True}, "bereiken": {}}),
        "bereik alle": (ALLE, {"permissies": {}, "bereiken": {rol.pk: "alle"}}),
    }
    for name, (sql, changes) in wanted.items():
        compare(beheerder, rol, name, sql, changes)


def compare(beheerder, rol, name, sql, changes):
    from teamleden.services.autorisatierollen import propose_permissies
    from tests.benchmarks.meten import interleave
    from tests.benchmarks.relatie_list import Wrong, run

    counted = run(sql, [rol.pk])
    gevolg = propose_permissies(beheerder, changes).gevolg
    row = (
        gevolg["permissies"]
        if name == "permissie erbij"
        else [one for one in gevolg["permissies"] if one["naam"] == "Relaties inzien"]
    )
    pairs = sum(number for _, number in counted)
    if row[0]["erbij"] != [len(counted), pairs]:
        raise Wrong(f"{name}: {row[0]['erbij']} tegen {[len(counted), pairs]}")
    times = interleave({"hand": lambda: run(sql, [rol.pk]), "ours": lambda: propose_permissies(beheerder, changes)})
    ratio = times["ours"] / times["hand"]
    say(f"| {name} | {len(counted)} | {pairs} | {ms(times['hand'])} | {ms(times['ours'])} | {ms(ratio)} |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
