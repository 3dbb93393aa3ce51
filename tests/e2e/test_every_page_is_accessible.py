"""Every page is clean for axe, light and dark, on a desk and on a phone, and never wider than the screen."""

import pytest

from teamleden.models import TeamlidRol

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
        "teamlid-bewerken": f"/crm/teamleden/{teamlid}/bewerken/",
        "beheer-teamleden": "/beheer/teamleden/",
        "teamlid-nieuw": "/beheer/teamleden/nieuw/",
        "bestaat-niet": "/crm/relaties/999999999/",
    }


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
