"""A page asks the same number of questions for one row and for three, and no more than its budget."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activiteitenlog.services import record
from permissions.models import Autorisatierol
from teamleden.models import Procesteam, ProcesteamLid, Rol, StandaardTeamlidRol, Waarneming
from teamleden.services.autorisatierollen import propose_permissies
from tests.client import login
from tests.factories import (
    ContactFactory,
    KoppelingFactory,
    LabelFactory,
    ProcesteamFactory,
    RelatieFactory,
    StandaardrolFactory,
    TeamlidFactory,
    TeamlidRolFactory,
    UitnodigingFactory,
    WaarnemingFactory,
)

pytestmark = pytest.mark.django_db

BUDGET = 12
# An answer about access looks at everybody who could be part of it: four questions more.
BUDGET_TOEGANG = 15
# To begin and end a piece of a transaction, as the log does, and how long to wait for it.
NO_QUESTION = ("SAVEPOINT", "RELEASE", "SELECT set_config")


def fill(cast, times):
    """More of everything a list or card shows, with all that hangs on it."""
    for _ in range(times):
        relatie, contact, teamlid = RelatieFactory(), ContactFactory(), TeamlidFactory()
        relatie.labels.add(LabelFactory())
        contact.labels.add(LabelFactory())
        for target in (relatie, cast.own):
            KoppelingFactory(contact=contact, relatie=target)
            TeamlidRolFactory(teamlid=teamlid, relatie=target)
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie)
        KoppelingFactory(contact=cast.fenna, relatie=relatie)
        UitnodigingFactory(teamlid__persoon__voornaam="Noor")
        for periode in ({}, {"tot": timezone.now() + timedelta(days=9)}):
            WaarnemingFactory(afwezige=teamlid, waarnemer=cast.bram.teamlid, **periode)
        row = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=teamlid, alleen_rollen=True, alleen_relaties=True)
        row.rollen.set(Rol.objects.all()[:2])
        row.relaties.set([cast.own, relatie])
        WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=None, beeindigd_op=timezone.now())
        record(cast.bram, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"memo": ["", "rol"]})
        record(cast.bram, "contact gekoppeld", contact, relatie=cast.own, wijzigingen={"functie": ["", "rol"]})
        StandaardrolFactory(teamlid=cast.bram.teamlid)  # each overlaps with the others
        team = Procesteam.objects.first() or ProcesteamFactory()
        ProcesteamLid.objects.create(procesteam=team, teamlid=teamlid)
        ProcesteamFactory(leden=[teamlid])
        Rol.objects.create(naam=f"Rol {teamlid.pk}")
        record(cast.anna, "rol gegeven", teamlid, relatie=cast.own, wijzigingen={"rol": ["", "Fiscaal"]})


def first(model):
    return model.objects.order_by("pk").first().pk


def waarom(persoon, relatie, permissie):
    return f"/beheer/toegang/?teamlid={persoon.nummer}&relatie={relatie.nummer}&permissie={permissie}"


def voorstel(cast):
    """What is shown before a change: an autorisatierol loses a permissie that everybody who has it used."""
    rol = Autorisatierol.objects.get(naam="Mutator")
    changes = {"permissies": {(rol.pk, "crm.change_relatie"): False}, "bereiken": {}}
    return propose_permissies(cast.anna, changes).get_absolute_url()


def waarneming(cast):
    return Waarneming.objects.get(afwezige=cast.bram.pk, waarnemer=cast.daan.pk).pk


PAGES = {
    "dashboard": lambda cast: "/",
    "relaties": lambda cast: "/crm/relaties/",
    "relaties gezocht": lambda cast: "/crm/relaties/?zoek=a&type=organisatie&sort=-nummer",
    "relatie": lambda cast: f"/crm/relaties/{cast.own.pk}/",
    "relatie contacten": lambda cast: f"/crm/relaties/{cast.own.pk}/contacten/",
    "relatie teamleden": lambda cast: f"/crm/relaties/{cast.own.pk}/teamleden/",
    "wie kan dit zien": lambda cast: f"/crm/relaties/{cast.own.pk}/teamleden/wie/",
    "wie kan dit zien, als mutator": lambda cast: f"/crm/relaties/{cast.own.pk}/teamleden/wie/?niveau=mutator",
    "waarom": lambda cast: "/beheer/toegang/",
    "waarom ja": lambda cast: waarom(cast.bram, cast.own, "crm.change_relatie"),
    "waarom nee": lambda cast: waarom(cast.bram, cast.own, "crm.delete_relatie"),
    "wat kan deze persoon": lambda cast: f"/crm/teamleden/{cast.bram.pk}/toegang/",
    "wat kan ik": lambda cast: "/mijn-account/toegang/",
    "waarom kan ik dit": lambda cast: (
        f"/mijn-account/toegang/waarom/?relatie={cast.own.nummer}&permissie=crm.change_relatie"
    ),
    "waarnemers": lambda cast: "/beheer/teamleden/waarnemers/",
    "waarnemers gezocht": lambda cast: (
        "/beheer/teamleden/waarnemers/?wanneer=nu&afwezige=bram&waarnemer=daan&zoek=bram"
    ),
    "waarnemers kalender": lambda cast: "/beheer/teamleden/waarnemers/kalender/",
    "waarnemers verslag": lambda cast: "/beheer/teamleden/waarnemers/verslag/",
    "waarnemer aanwijzen": lambda cast: "/beheer/teamleden/waarnemers/nieuw/",
    "waarneming": lambda cast: f"/beheer/teamleden/waarnemers/{waarneming(cast)}/",
    "waarneming wijzigen": lambda cast: f"/beheer/teamleden/waarnemers/{waarneming(cast)}/wijzigen/",
    "waarneming beëindigen": lambda cast: f"/beheer/teamleden/waarnemers/{waarneming(cast)}/beeindigen/",
    "eigen waarneming": lambda cast: "/mijn-account/waarneming/",
    "eigen waarnemer aanwijzen": lambda cast: "/mijn-account/waarneming/nieuw/",
    "contacten": lambda cast: "/crm/contacten/",
    "contact": lambda cast: f"/crm/contacten/{cast.fenna.pk}/",
    "teamleden": lambda cast: "/crm/teamleden/",
    "teamlid": lambda cast: f"/crm/teamleden/{cast.bram.pk}/",
    "teamlid relaties": lambda cast: f"/crm/teamleden/{cast.bram.pk}/relaties/?zoek=a&alleen=rol&sort=-sinds",
    "teamlid vergelijken": lambda cast: f"/crm/teamleden/{cast.bram.pk}/vergelijken/?collega={cast.chantal.nummer}",
    "teamlid geschiedenis": lambda cast: f"/crm/teamleden/{cast.bram.pk}/geschiedenis/?kant=door",
    "teamlid sessies": lambda cast: f"/crm/teamleden/{cast.bram.pk}/sessies/",
    "uit dienst": lambda cast: f"/crm/teamleden/{cast.bram.pk}/uit-dienst/",
    "uit dienst verdelen": lambda cast: f"/crm/teamleden/{cast.bram.pk}/uit-dienst/verdelen/",
    "overdrachtsverslag": lambda cast: f"/crm/teamleden/{cast.bram.pk}/overdracht/",
    "beheer": lambda cast: "/beheer/teamleden/",
    "autorisatierollen": lambda cast: "/beheer/teamleden/autorisatierollen/",
    "autorisatie-tabel": lambda cast: "/beheer/teamleden/autorisatie-tabel/",
    "uitnodigingen": lambda cast: "/beheer/teamleden/uitnodigingen/",
    "uitnodigen": lambda cast: "/beheer/teamleden/uitnodigingen/nieuw/",
    "kantoor": lambda cast: "/beheer/kantoor/",
    "rollen": lambda cast: "/beheer/teamleden/rollen/",
    "rol": lambda cast: f"/beheer/teamleden/rollen/{cast.rol_id}/",
    "standaardrollen": lambda cast: "/beheer/teamleden/standaardrollen/",
    "standaardrol": lambda cast: f"/beheer/teamleden/standaardrollen/{first(StandaardTeamlidRol)}/bewerken/",
    "procesteams": lambda cast: "/beheer/teamleden/procesteams/",
    "procesteam": lambda cast: f"/beheer/teamleden/procesteams/{first(Procesteam)}/",
    "procesteam wijzigen": lambda cast: f"/beheer/teamleden/procesteams/{first(Procesteam)}/bewerken/",
    "permissies": lambda cast: "/beheer/teamleden/permissies/",
    "wat verandert er": voorstel,
    "wijzigingen": lambda cast: "/beheer/wijzigingen/",
    "activiteitenlog": lambda cast: "/beheer/activiteitenlog/",
    "activiteitenlog gezocht": lambda cast: f"/beheer/activiteitenlog/?zoek=rol&relatie={cast.own.nummer}",
    "relatie activiteiten": lambda cast: f"/crm/relaties/{cast.own.pk}/activiteiten/",
    "rol geven": lambda cast: f"/crm/relaties/{cast.own.pk}/teamleden/geven/",
    "relatie wijzigen": lambda cast: f"/crm/relaties/{cast.own.pk}/bewerken/",
}
FOR_MANAGER = {
    "uitnodigingen",
    "uitnodigen",
    "standaardrollen",
    "standaardrol",
    "procesteams",
    "procesteam",
    "procesteam wijzigen",
    "rol geven",
    "wie kan dit zien",
    "permissies",
    "wijzigingen",
    "activiteitenlog",
    "activiteitenlog gezocht",
    "relatie activiteiten",
    "wie kan dit zien, als mutator",
    "waarom",
    "waarom ja",
    "waarom nee",
    "wat kan deze persoon",
    "teamlid geschiedenis",
    "waarnemers",
    "waarnemers gezocht",
    "waarnemers kalender",
    "waarnemers verslag",
    "waarnemer aanwijzen",
    "waarneming",
    "waarneming wijzigen",
    "waarneming beëindigen",
}
FOR_BEHEERDER = {
    "kantoor",
    "wat verandert er",
    "beheer",
    "autorisatierollen",
    "autorisatie-tabel",
    "rollen",
    "rol",
    "teamlid sessies",
    "uit dienst",
    "uit dienst verdelen",
    "overdrachtsverslag",
}


def count(client, path):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries), [query["sql"][:150] for query in queries.captured_queries]


@pytest.mark.parametrize("who", ["anna", "bram", "daan"])
@pytest.mark.parametrize("name", PAGES)
def test_query_counts(cast, name, who):
    if name in FOR_BEHEERDER:
        who = "anna"
    elif name in FOR_MANAGER and who != "anna":
        who = "manon"
    client = login(getattr(cast, who))
    fill(cast, 1)
    path = PAGES[name](cast)
    client.get(path)  # the first reading of the log is in the log, the next is not
    with_one, _ = count(client, path)
    fill(cast, 2)
    with_three, sql = count(client, path)
    assert with_three == with_one
    assert with_three <= (BUDGET_TOEGANG if name.startswith(("wie ", "wat ", "waarom")) else BUDGET), sql


def test_a_refused_page_explains_itself_within_its_budget(cast):
    client = login(cast.bram)
    path = f"/crm/relaties/{cast.own_raadpleger.pk}/bewerken/"
    client.get(path)  # that Bram is logged in here is kept once per few minutes, on whatever page
    counts = []
    for times in (1, 2):
        fill(cast, times)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 403
        counts.append(sum(not query["sql"].startswith(NO_QUESTION) for query in queries))
    assert counts == [counts[0]] * 2
    assert counts[0] <= BUDGET_TOEGANG
