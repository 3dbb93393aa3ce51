"""`python -m tests.benchmarks.beheer`: what do the tabs of Beheer → Teamleden cost in an office of 1,000 teamleden?

Each tab is asked as the browser does, by the beheerder, in turns with the plain list of Relaties. Exits with 1 when a
tab takes more than twice as long as that list, or asks more than 12 questions.
"""

import sys
from datetime import timedelta

from tests.benchmarks.__main__ import bench_database, ms, parse, say

RELATIES, TEAMLEDEN = 20_000, 1000
MOST_RATIO, MOST_QUERIES = 2.0, 12
UITNODIGINGEN, REGELS, PROCESTEAMS, WAARNEMINGEN = 200, 25, 15, 300


def main(arguments):
    options = parse(arguments or [f"--relaties={RELATIES}", f"--teamleden={TEAMLEDEN}"])
    with bench_database():
        from tests.benchmarks.kantoor import build_kantoor

        proefpersonen = build_kantoor(options.relaties, options.teamleden)
        fill()
        return report(proefpersonen[-1].login())


def fill():
    """What the tabs show, beside the teamleden and their rollen."""
    from django.db import connection
    from django.utils import timezone

    from crm.models import Label, Relatiesoort
    from teamleden.models import (
        Procesteam,
        ProcesteamLid,
        Rol,
        StandaardTeamlidRol,
        Status,
        Teamlid,
        Uitnodiging,
        Waarneming,
    )

    now, teamleden = timezone.now(), list(Teamlid.objects.order_by("pk"))[5:]
    invited = teamleden[-UITNODIGINGEN:]
    Teamlid.objects.filter(pk__in=[one.pk for one in invited]).update(status=Status.UITGENODIGD)
    Uitnodiging.objects.bulk_create(
        Uitnodiging(teamlid=one, geldig_tot=now + timedelta(days=5), verzonden_op=now) for one in invited
    )
    rollen, soorten = list(Rol.objects.all()), list(Relatiesoort.objects.all())
    label = Label.objects.create(naam="Proef")
    StandaardTeamlidRol.objects.bulk_create(
        StandaardTeamlidRol(
            teamlid=teamleden[nr], rol=rollen[nr % len(rollen)], niveau="raadpleger",
            relatiesoort=soorten[nr % len(soorten)] if nr % 3 else None, label=None if nr % 3 else label,
        )
        for nr in range(REGELS)
    )  # fmt: skip
    for nr in range(PROCESTEAMS):
        team = Procesteam.objects.create(naam=f"Team {nr}")
        leden = teamleden[nr * 8 : nr * 8 + 8]
        ProcesteamLid.objects.bulk_create(
            ProcesteamLid(procesteam=team, teamlid=one, leider=one == leden[0]) for one in leden
        )
    Waarneming.objects.bulk_create(
        Waarneming(
            afwezige=teamleden[nr], waarnemer=teamleden[nr + 1], reden="Vakantie",
            van=now + timedelta(days=nr % 200 - 100), tot=now + timedelta(days=nr % 200 - 93),
        )
        for nr in range(WAARNEMINGEN)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def report(beheerder):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from teamleden.models import Teamlid
    from teamleden.views.tabs import BEHEER_TABS
    from tests.benchmarks.meten import interleave

    client = Client(SERVER_NAME="localhost")
    client.force_login(beheerder, backend="permissions.backend.KantoorBackend")
    urls = {tab.label: reverse(tab.url_name) for tab in BEHEER_TABS}
    urls |= {"Waarnemers, kalender": reverse("teamleden:waarneming_kalender")}
    say(f"{connection.display_name}, {Teamlid.objects.count()} teamleden\n")
    say("| tabblad | queries | ms | lijst met relaties, ms | verhouding |")
    say("| --- | ---: | ---: | ---: | ---: |")
    plain, wrong = reverse("crm:relatie_list"), []
    for label, url in urls.items():
        client.get(url)  # that somebody is there is kept once per few minutes, on whatever page
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, url
        number = len(queries)
        times = interleave({"tab": lambda url=url: client.get(url), "list": lambda: client.get(plain)})
        ratio = times["tab"] / times["list"]
        say(f"| {label} | {number} | {ms(times['tab'])} | {ms(times['list'])} | {ms(ratio)} |")
        wrong += [label] if ratio > MOST_RATIO or number > MOST_QUERIES else []
    for label in wrong:
        say(f"\nTe langzaam of te veel queries: {label}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
