"""Every page is clean for axe, light and dark, on a desk and on a phone, and never wider than the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from crm.services import update_relatie
from permissions.models import Autorisatierol
from teamleden.models import Rol, TeamlidRol
from teamleden.services import grant_rol
from teamleden.services.autorisatierollen import propose_permissies
from teamleden.services.standaardrollen import propose_standaardrollen
from teamleden.services.uit_dienst import propose_uit_dienst
from tests.factories import ProcesteamFactory, StandaardrolFactory, WaarnemingFactory

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = [
    pytest.param({"viewport": {"width": 1440, "height": 900}}, id="desk"),
    pytest.param({"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}, id="desk-dark"),
    pytest.param({"viewport": {"width": 390, "height": 844}}, id="phone"),
]


def waarom(persoon, relatie, permissie):
    return f"/beheer/toegang/?teamlid={persoon.nummer}&relatie={relatie.nummer}&permissie={permissie}"


def pages_of(office):
    own, contact, teamlid = office.own.pk, office.fenna.pk, office.bram.pk
    koppeling = office.own.koppelingen.current().first().pk
    row = TeamlidRol.objects.filter(relatie=office.own).first().pk
    mutator = Autorisatierol.objects.get(naam="Mutator")
    wanted = {"permissies": {(mutator.pk, "teamleden.teamleden_beheren"): True}, "bereiken": {mutator.pk: "alle"}}
    entry, waarneming = make_entries(office), make_waarnemingen(office)
    leave(office)
    return {
        "dashboard": "/",
        "relaties": "/crm/relaties/",
        "relaties-leeg": "/crm/relaties/?zoek=bestaat-niet",
        "relatie-nieuw": "/crm/relaties/nieuw/",
        "relatie": f"/crm/relaties/{own}/",
        "relatie-bewerken": f"/crm/relaties/{own}/bewerken/",
        "relatie-contacten": f"/crm/relaties/{own}/contacten/",
        "koppeling-nieuw": f"/crm/relaties/{own}/contacten/koppelen/",
        "koppeling": f"/crm/relaties/{own}/contacten/{koppeling}/",
        "ontkoppelen": f"/crm/relaties/{own}/contacten/{koppeling}/ontkoppelen/",
        "relatie-activiteiten": f"/crm/relaties/{own}/activiteiten/",
        "relatie-teamleden": f"/crm/relaties/{own}/teamleden/",
        "rol-geven": f"/crm/relaties/{own}/teamleden/geven/",
        "rol-afnemen": f"/crm/relaties/{own}/teamleden/{row}/afnemen/",
        "wie-kan-dit-zien": f"/crm/relaties/{own}/teamleden/wie/",
        "wat-kan-deze-persoon": f"/crm/teamleden/{teamlid}/toegang/",
        "waarom-leeg": "/beheer/toegang/",
        "waarom-ja": waarom(office.daan, office.own, "crm.change_relatie"),
        "waarom-nee": waarom(office.rick, office.other, "crm.teamleden_koppelen"),
        "waarom-niet-gevonden": f"/beheer/toegang/?teamlid=bestaat-niet&relatie={own}&permissie=crm.view_relatie",
        "wat-kan-ik": "/mijn-account/toegang/",
        "waarom-kan-ik-dit": f"/mijn-account/toegang/waarom/?relatie={office.own.nummer}&permissie=crm.view_relatie",
        "contacten": "/crm/contacten/",
        "contact-nieuw": "/crm/contacten/nieuw/",
        "contact": f"/crm/contacten/{contact}/",
        "contact-bewerken": f"/crm/contacten/{contact}/bewerken/",
        "teamleden": "/crm/teamleden/",
        "teamlid": f"/crm/teamleden/{teamlid}/",
        "teamlid-relaties": f"/crm/teamleden/{teamlid}/relaties/",
        "teamlid-relaties-leeg": f"/crm/teamleden/{teamlid}/relaties/?zoek=bestaat-niet",
        "teamlid-rol-geven": f"/crm/teamleden/{teamlid}/relaties/geven/",
        "teamlid-vergelijken": f"/crm/teamleden/{teamlid}/vergelijken/?collega={office.chantal.nummer}",
        "teamlid-vergelijken-leeg": f"/crm/teamleden/{teamlid}/vergelijken/",
        "teamlid-geschiedenis": f"/crm/teamleden/{teamlid}/geschiedenis/",
        "teamlid-sessies": f"/crm/teamleden/{teamlid}/sessies/",
        "teamlid-sessies-eigen": f"/crm/teamleden/{office.anna.pk}/sessies/",
        "uit-dienst": f"/crm/teamleden/{teamlid}/uit-dienst/",
        "uit-dienst-verdelen": f"/crm/teamleden/{teamlid}/uit-dienst/verdelen/",
        "overdrachtsverslag": f"/crm/teamleden/{office.rick.pk}/overdracht/",
        "overdrachtsverslag-leeg": f"/crm/teamleden/{teamlid}/overdracht/",
        "teamlid-bewerken": f"/crm/teamleden/{teamlid}/bewerken/",
        "beheer-teamleden": "/beheer/teamleden/",
        "teamlid-nieuw": "/beheer/teamleden/nieuw/",
        "autorisatierollen": "/beheer/teamleden/autorisatierollen/",
        "autorisatierol-kopieren": f"/beheer/teamleden/autorisatierollen/{mutator.pk}/kopieren/",
        "autorisatie-tabel": "/beheer/teamleden/autorisatie-tabel/",
        "kantoor": "/beheer/kantoor/",
        "uitnodigingen": "/beheer/teamleden/uitnodigingen/",
        "uitnodigen": "/beheer/teamleden/uitnodigingen/nieuw/",
        "uitnodigen-lijst": "/beheer/teamleden/uitnodigingen/lijst/",
        **pages_of_beheer(office),
        "permissies": "/beheer/teamleden/permissies/",
        "waarnemers": "/beheer/teamleden/waarnemers/",
        "waarnemers-leeg": "/beheer/teamleden/waarnemers/?zoek=bestaat-niet",
        "waarnemers-kalender": "/beheer/teamleden/waarnemers/kalender/",
        "waarnemers-kalender-leeg": "/beheer/teamleden/waarnemers/kalender/?maand=2001-01",
        "waarnemers-verslag": "/beheer/teamleden/waarnemers/verslag/",
        "waarnemer-aanwijzen": f"/beheer/teamleden/waarnemers/nieuw/?afwezige={teamlid}",
        "waarneming": f"/beheer/teamleden/waarnemers/{waarneming}/",
        "waarneming-wijzigen": f"/beheer/teamleden/waarnemers/{waarneming}/wijzigen/",
        "waarneming-beeindigen": f"/beheer/teamleden/waarnemers/{waarneming}/beeindigen/",
        "eigen-waarneming": "/mijn-account/waarneming/",
        "eigen-waarnemer-aanwijzen": "/mijn-account/waarneming/nieuw/",
        "wijzigingen": "/beheer/wijzigingen/",
        "wijziging-voorstel": propose_permissies(office.anna, wanted).get_absolute_url(),
        "activiteitenlog": "/beheer/activiteitenlog/",
        "activiteitenlog-gefilterd": "/beheer/activiteitenlog/?actie=rol+gegeven&van=2026-01-01&zoek=bram",
        "activiteitenlog-leeg": "/beheer/activiteitenlog/?zoek=bestaat-niet",
        "activiteit": f"/beheer/activiteitenlog/{entry}/",
        "bestaat-niet": "/crm/relaties/999999999/",
    }


def pages_of_beheer(office):
    """Rollen, Standaard teamlidrollen and Procesteams; two rules that overlap, and somebody who left in the team."""
    beheer = "/beheer/teamleden"
    unused = Rol.objects.get(naam="Salaris").pk
    rule = StandaardrolFactory(teamlid=office.bram.teamlid)
    StandaardrolFactory(teamlid=office.bram.teamlid, niveau="mutator", relatietype="organisatie")
    StandaardrolFactory(teamlid=office.eva.teamlid)
    team = ProcesteamFactory(leden=[office.bram.teamlid, office.eva.teamlid]).pk
    return {
        "rollen": f"{beheer}/rollen/",
        "rol-nieuw": f"{beheer}/rollen/nieuw/",
        "rol": f"{beheer}/rollen/{office.rol_id}/",
        "rol-hernoemen": f"{beheer}/rollen/{unused}/hernoemen/",
        "rol-verwijderen": f"{beheer}/rollen/{unused}/verwijderen/",
        "rol-in-gebruik": f"{beheer}/rollen/{office.rol_id}/verwijderen/",
        "standaardrollen": f"{beheer}/standaardrollen/",
        "standaardrollen-leeg": f"{beheer}/standaardrollen/?zoek=bestaat-niet",
        "standaardrol-nieuw": f"{beheer}/standaardrollen/nieuw/",
        "standaardrol": f"{beheer}/standaardrollen/{rule.pk}/bewerken/",
        "standaardrol-verwijderen": f"{beheer}/standaardrollen/{rule.pk}/verwijderen/",
        "standaardrol-voorstel": propose_standaardrollen(office.anna, [rule]).get_absolute_url(),
        "procesteams": f"{beheer}/procesteams/",
        "procesteam-nieuw": f"{beheer}/procesteams/nieuw/",
        "procesteam": f"{beheer}/procesteams/{team}/",
        "procesteam-bewerken": f"{beheer}/procesteams/{team}/bewerken/",
        "procesteam-verwijderen": f"{beheer}/procesteams/{team}/verwijderen/",
    }


def leave(office):
    """Rick leaves, and Chantal takes over; once for all screens."""
    if not office.rick.teamlid.is_uit_dienst:
        targets = {row.pk: office.chantal.pk for row in office.rick.teamlid.teamlidrollen.all()}
        engine.apply(office.anna, propose_uit_dienst(office.anna, office.rick.teamlid, targets=targets))


def make_entries(office):
    """Entries of each kind; gives the key of one with changes."""
    fiscaal = Rol.objects.get(naam="Fiscaal")
    if not TeamlidRol.objects.filter(teamlid=office.chantal.pk, relatie=office.own, rol=fiscaal).exists():
        grant_rol(office.anna, office.own, office.chantal.teamlid, fiscaal, "raadpleger")
    values = {"memo": "Belt liever\nna vijven", "website": "bakker.example", "kvk_nummer": "12345678", "actief": False}
    update_relatie(office.daan, office.own, versie=None, **values)
    return Activiteit.objects.get(actie="relatie gewijzigd").pk


def make_waarnemingen(office):
    """Overlapping, limited, to come, and an absence without a waarnemer; gives the key of one that runs.

    Anna is absent herself and stands in for somebody, so that her own pages and the head are not empty.
    """
    day = timedelta(days=1)
    now = timezone.now()
    WaarnemingFactory(afwezige=office.anna.teamlid, waarnemer=office.bram.teamlid, tot=now + 3 * day)
    WaarnemingFactory(afwezige=office.chantal.teamlid, waarnemer=office.anna.teamlid, tot=now + 3 * day)
    WaarnemingFactory(afwezige=office.manon.teamlid, waarnemer=None, van=now - 2 * day, tot=now + 2 * day)
    row = WaarnemingFactory(
        afwezige=office.bram.teamlid, waarnemer=office.chantal.teamlid, alleen_relaties=True, alleen_rollen=True
    )
    row.relaties.set([office.own])
    row.rollen.set(Rol.objects.all()[:2])
    WaarnemingFactory(afwezige=office.rick.teamlid, waarnemer=office.bram.teamlid, van=now + day, beeindigd_op=now)
    return row.pk


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_of_a_beheerder(office, visitor, screen, request):
    anna = visitor(**screen).login(office.anna.email)
    found = {}
    for name, path in pages_of(office).items():
        anna.goto(path)
        anna.shot(f"{request.node.callspec.id}-{name}")
        problems = violations(anna.page) + (["wider than the screen"] if too_wide(anna.page) else [])
        if problems:
            found[name] = problems
    assert found == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_before_and_without_rights(office, visitor, screen, request):
    found = {}
    stranger = visitor(**screen)
    stranger.goto("/inloggen/")
    found["inloggen"] = violations(stranger.page)
    stranger.shot(f"{request.node.callspec.id}-inloggen")
    daan = visitor(**screen).login(office.bram.email)
    daan.goto("/beheer/teamleden/")
    found["geweigerd"] = violations(daan.page)
    daan.shot(f"{request.node.callspec.id}-geweigerd")
    fenna = visitor(**screen).login(office.fenna.email)
    found["portaal"] = violations(fenna.page)
    fenna.shot(f"{request.node.callspec.id}-portaal")
    assert found == {"inloggen": [], "geweigerd": [], "portaal": []}
