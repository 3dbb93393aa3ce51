"""What the list of Relaties costs for somebody who sees little, much or everything."""

import re
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.models import Relatie
from crm.permissions import RELATIES_INZIEN
from permissions import gate
from teamleden.toegang import who_can_see
from tests.benchmarks import met_de_hand
from tests.benchmarks.meten import interleave

MOST_RATIO = 2.0  # our SQL against the best by hand, for a page
MOST_QUERIES = 12  # for the whole request
ZOEK_NAAM = "brouwer"
ZOEK_NIETS = "bestaatniet"


class Wrong(Exception):
    """Two ways that must give the same do not; the times would mean nothing."""


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """Our query against the best by hand, in milliseconds."""

    what: str
    who: str
    best: str
    by_hand: float
    ours: float
    with_objects: float | None = None

    @property
    def ratio(self):
        return self.ours / self.by_hand


@dataclass(frozen=True, slots=True)
class Verzoek:
    who: str
    queries: int
    page: float
    login_page: float


def visible(proefpersoon):
    user = proefpersoon.login()
    gate.subject(user)  # asked once per request, so it is no part of what a query costs
    return Relatie.objects.visible_to(user)


def first_page(proefpersoon):
    """What the list evaluates for its first page; measure_request makes sure of that."""
    return visible(proefpersoon).for_list().order_by("sorteernaam", "pk")[:50]


def without_limit(query):
    return re.sub(r" LIMIT \d+$", "", query["sql"])


def run(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def compare_page(proefpersoon):
    rows = first_page(proefpersoon)
    sql, params = rows.query.sql_with_params()
    columns = re.match(r"SELECT (.*?) FROM ", sql)[1]
    by_hand = met_de_hand.page(columns, gate.subject(proefpersoon.login()))
    return _compare("eerste pagina", proefpersoon, by_hand, sql, params, lambda: list(rows.all()))


def compare_count(proefpersoon):
    rows = visible(proefpersoon)
    with CaptureQueriesContext(connection) as queries:
        rows.count()
    # Literals and all; the database sees nothing else.
    sql = queries[0]["sql"]
    by_hand = met_de_hand.count(gate.subject(proefpersoon.login()))
    return _compare("aantal", proefpersoon, by_hand, sql, None, rows.count)


def _compare(what, proefpersoon, by_hand, sql, params, with_objects):
    expected = run(sql, params)
    for name, text in by_hand.items():
        if run(text) != expected:
            raise Wrong(f"{what}, {proefpersoon.label}: {name!r} geeft iets anders dan visible_to.")
    calls = {name: lambda text=text: run(text) for name, text in by_hand.items()}
    times = interleave({**calls, "ours": lambda: run(sql, params), "with objects": with_objects})
    best = min(by_hand, key=times.get)
    return Vergelijking(what, proefpersoon.label, best, times[best], times["ours"], times["with objects"])


def measure_search(proefpersoon):
    """Rows and count of a search; a page asks for both."""
    calls = {}
    for name, text in (("naam", ZOEK_NAAM), ("niets", ZOEK_NIETS)):
        found = visible(proefpersoon).search(text)
        page = found.for_list().order_by("sorteernaam", "pk")[:50]
        calls[f"zoek {name}: eerste pagina"] = lambda page=page: list(page.all())
        calls[f"zoek {name}: aantal"] = found.count
    return interleave(calls)


def measure_one_relatie(proefpersoon):
    relatie = visible(proefpersoon).order_by("pk").first()

    def check():
        user = proefpersoon.login()
        if not user.has_perm(RELATIES_INZIEN.code, relatie):
            raise Wrong("guardian en visible_to zijn het niet eens.")

    return interleave(
        {
            "alleen de persoon ophalen": proefpersoon.login,
            "has_perm (guardian), met de persoon": check,
            "wie kan dit zien": lambda: who_can_see(relatie),
        }
    )


def measure_request(proefpersoon):
    """The page as the browser gets it."""
    anybody, client = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    client.force_login(proefpersoon.login(), backend="permissions.backend.KantoorBackend")

    def get(who, url):
        response = who.get(url)
        if response.status_code != 200:
            raise Wrong(f"{url} antwoordt met {response.status_code}.")

    page, login_page = reverse("crm:relatie_list"), reverse("login")
    with CaptureQueriesContext(connection) as queries:
        get(client, page)
    # Taken now: what was captured is gone at the start of the next request.
    asked = list(map(without_limit, queries))
    with CaptureQueriesContext(connection) as expected:
        list(first_page(proefpersoon))
    # The paginator asks for no more rows than there are, so its LIMIT may be lower.
    if without_limit(expected[-1]) not in asked:
        raise Wrong("De lijst stelt een andere vraag dan hier gemeten wordt.")
    times = interleave({"page": lambda: get(client, page), "login": lambda: get(anybody, login_page)})
    return Verzoek(proefpersoon.label, len(asked), times["page"], times["login"])
