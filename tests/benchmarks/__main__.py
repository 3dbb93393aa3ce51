"""`python -m tests.benchmarks [--relaties N] [--teamleden M] [--database URL]`: how fast is the list of Relaties?

Makes a database beside the given one (its name with `_bench` behind it), fills it, measures, prints a table and
drops it. Exits with 1 when a page is more than twice as slow as SQL written by hand, or asks too many questions.
"""

import argparse
import contextlib
import os
import sys
import time
from pathlib import Path


def main(arguments):
    options = parse(arguments)
    started = time.monotonic()
    with bench_database():
        from tests.benchmarks import relatie_list
        from tests.benchmarks.kantoor import build_kantoor

        proefpersonen = build_kantoor(options.relaties, options.teamleden)
        say(f"Gevuld in {time.monotonic() - started:.0f} s.\n")
        return report(relatie_list, proefpersonen)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Meet de lijst met relaties.")
    parser.add_argument("--relaties", type=int, default=100_000, help="hoeveel relaties (standaard 100.000)")
    parser.add_argument("--teamleden", type=int, default=1000, help="hoeveel teamleden (standaard 1.000)")
    parser.add_argument("--database", help="postgres://… of sqlite:///…; anders die van DATABASE_URL")
    options = parser.parse_args(arguments)
    if options.relaties < 1000 or options.teamleden < 20:
        parser.error("meet met minstens 1000 relaties en 20 teamleden")
    if options.database:
        os.environ["DATABASE_URL"] = options.database
    return options


@contextlib.contextmanager
def bench_database():
    """The product as in production, on a database of its own."""
    # DEBUG keeps every query, which costs time.
    os.environ.update(DJANGO_SETTINGS_MODULE="mijnkantoor.settings_test", DEBUG="false", HTTPS="false")
    import django

    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"] = f"{connection.settings_dict['NAME']}_bench"
    connection.settings_dict["TEST"]["NAME"] = name
    if connection.vendor == "sqlite":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        # Without the old name nobody is connected again.
        connection.creation.destroy_test_db(name, verbosity=0)


def report(relatie_list, proefpersonen):
    from django.db import connection

    say(f"{connection.display_name}, relaties: {relatie_list.Relatie.objects.count() - 1}\n")
    pages = [relatie_list.compare_page(who) for who in proefpersonen]
    counts = [relatie_list.compare_count(who) for who in proefpersonen]
    say(
        "| meting | ziet | met de hand, ms | SQL van visible_to, ms | verhouding | met modelobjecten, ms | beste vorm |"
    )
    say("| --- | --- | ---: | ---: | ---: | ---: | --- |")
    for row in pages + counts:
        times = f"{ms(row.by_hand)} | {ms(row.ours)} | {ms(row.ratio)} | {ms(row.with_objects)}"
        say(f"| {row.what} | {row.who} | {times} | {row.best} |")

    say("\n| overig, ms | " + " | ".join(who.label for who in proefpersonen) + " |")
    say("| --- |" + " ---: |" * len(proefpersonen))
    columns = [{**relatie_list.measure_search(who), **relatie_list.measure_one_relatie(who)} for who in proefpersonen]
    for name in columns[0]:
        say(f"| {name} | " + " | ".join(ms(column[name]) for column in columns) + " |")

    say("\n| hele verzoek | queries | lijst, ms | inlogpagina, ms |")
    say("| --- | ---: | ---: | ---: |")
    requests = [relatie_list.measure_request(who) for who in proefpersonen]
    for row in requests:
        say(f"| {row.who} | {row.queries} | {ms(row.page)} | {ms(row.login_page)} |")

    too_slow = [row for row in pages if row.ratio > relatie_list.MOST_RATIO]
    too_many = [row for row in requests if row.queries > relatie_list.MOST_QUERIES]
    for row in too_slow:
        say(f"\nTe langzaam: {row.what}, {row.who}: {ms(row.ratio)} keer het beste met de hand.")
    for row in too_many:
        say(f"\nTe veel queries: {row.who}: {row.queries}.")
    return 1 if too_slow or too_many else 0


def ms(number):
    return f"{number:.2f}".replace(".", ",")


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
