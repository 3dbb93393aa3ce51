"""Logging in and out, the menu by right, the dashboard, and the pages for when something is not there."""

import re

import pytest
from django.test import override_settings

from crm.permissions import RELATIES_INZIEN
from permissions.gate import forget
from teamleden.permissions import PROCESTEAMS_BEHEREN
from tests.cast import next_request
from tests.client import login
from tests.factories import AutorisatierolFactory, KoppelingFactory, RelatieFactory, TeamlidRolFactory

pytestmark = pytest.mark.django_db

WACHTWOORD = "een-goed-wachtwoord-3"


def menu_of(client):
    html = client.get("/").content.decode()
    menu = re.search(r'<nav class="menu".*?</nav>', html, re.S).group()
    return re.findall(r'<a href="([^"]*)"', menu)


def give_password(persoon):
    persoon.set_password(WACHTWOORD)
    persoon.save(update_fields=["password"])
    return persoon


def sign_in(email, password=WACHTWOORD, follow_to=""):
    client = login()
    return client, client.post("/inloggen/", {"username": email, "password": password, "next": follow_to})


def test_the_email_address_is_the_user_name_whatever_its_case(cast):
    give_password(cast.bram)
    client, response = sign_in("  BRAM@Kantoor.Example ")
    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("who", ["bram", "eva", "nobody"])
def test_every_refusal_says_the_same(cast, who):
    """A wrong password, somebody who left and an address nobody has look alike."""
    if who != "nobody":
        give_password(getattr(cast, who))
    email = f"{who}@kantoor.example"
    _, response = sign_in(email, "verkeerd-wachtwoord-1" if who == "bram" else WACHTWOORD)
    assert response.status_code == 200
    assert "horen niet bij elkaar" in response.content.decode()


def test_logging_in_does_not_lead_to_another_site(cast):
    give_password(cast.bram)
    assert sign_in(cast.bram.email, follow_to="https://elders.example/")[1].url == "/"
    assert sign_in(cast.bram.email, follow_to="/crm/relaties/")[1].url == "/crm/relaties/"


def test_logging_in_gives_a_new_session(cast):
    give_password(cast.bram)
    client = login()
    client.get("/inloggen/")
    session = client.session
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/inloggen/", {"username": cast.bram.email, "password": WACHTWOORD})
    assert client.cookies["sessionid"].value != before


def test_logging_out_ends_the_session(cast):
    client = login(cast.bram)
    assert client.post("/uitloggen/").url == "/inloggen/"
    assert client.get("/").url == "/inloggen/?next=/"


def test_the_menu_shows_what_one_may_open(cast):
    crm = ["/", "/crm/relaties/", "/crm/contacten/", "/crm/teamleden/"]
    beheer = ["/beheer/toegang/", "/beheer/teamleden/permissies/", "/beheer/wijzigingen/", "/beheer/activiteitenlog/"]
    assert menu_of(login(cast.anna)) == [*crm, "/beheer/teamleden/", "/beheer/kantoor/", *beheer]
    assert menu_of(login(cast.manon)) == [*crm, "/beheer/teamleden/uitnodigingen/", *beheer]
    assert menu_of(login(cast.bram)) == crm


def current_in_menu(client, path):
    html = client.get(path).content.decode()
    menu = re.search(r'<nav class="menu".*?</nav>', html, re.S).group()
    return re.findall(r'<a href="([^"]*)" aria-current="page"', menu)


def test_beheer_teamleden_leads_to_the_first_tab_one_may_open(cast):
    """A manager may not open the tab Teamleden, but does open others behind the same item."""
    manon = login(cast.manon)
    assert menu_of(manon)[4] == "/beheer/teamleden/uitnodigingen/"
    assert manon.get("/beheer/teamleden/uitnodigingen/").status_code == 200
    for path in ("standaardrollen/", "procesteams/", "procesteams/nieuw/"):
        assert current_in_menu(manon, f"/beheer/teamleden/{path}") == ["/beheer/teamleden/uitnodigingen/"]
        assert current_in_menu(login(cast.anna), f"/beheer/teamleden/{path}") == ["/beheer/teamleden/"]
    assert current_in_menu(manon, "/beheer/teamleden/permissies/") == ["/beheer/teamleden/permissies/"]


def test_without_any_of_its_tabs_the_item_is_not_there(cast):
    rol = AutorisatierolFactory(permissies=[RELATIES_INZIEN, PROCESTEAMS_BEHEREN])
    cast.bram.teamlid.autorisatierol = rol
    cast.bram.teamlid.save()
    assert menu_of(login(next_request(cast.bram))) == ["/", "/crm/relaties/", "/beheer/teamleden/procesteams/"]
    rol.group.permissions.remove(rol.group.permissions.get(rij__code=PROCESTEAMS_BEHEREN.code))
    assert menu_of(login(next_request(cast.bram))) == ["/", "/crm/relaties/"]
    assert menu_of(login(cast.fenna)) == ["/"]


def test_the_dashboard_shows_the_own_relaties_with_the_rol(cast):
    html = login(cast.bram).get("/").content.decode()
    assert cast.own.naam in html
    assert cast.own_raadpleger.naam in html
    assert cast.other.naam not in html


def test_a_contact_sees_its_own_relaties_and_nothing_else(cast):
    hidden = KoppelingFactory(relatie=RelatieFactory(naam="Andere klant")).relatie
    html = login(cast.fenna).get("/").content.decode()
    assert cast.own.naam in html
    for relatie in (cast.other, cast.own_raadpleger, cast.afgeschermd, hidden):
        assert relatie.naam not in html


def test_a_change_of_rights_holds_on_the_next_request_of_an_open_session(cast):
    """AUT-4."""
    client = login(cast.chantal)
    url = f"/crm/relaties/{cast.own.pk}/"
    assert client.get(url).status_code == 404
    row = TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own, niveau="mutator")
    assert client.get(f"{url}bewerken/").status_code == 200
    type(row).objects.filter(pk=row.pk).update(niveau="raadpleger")
    assert client.get(url).status_code == 200
    assert client.get(f"{url}bewerken/").status_code == 403
    row.delete()
    assert client.get(url).status_code == 404


def test_who_leaves_is_out_on_the_next_request(cast):
    """AUT-4: uit dienst ends every session."""
    client = login(cast.bram)
    assert client.get("/crm/relaties/").status_code == 200
    cast.bram.is_active = False
    cast.bram.save()
    forget(cast.bram)
    assert client.get("/crm/relaties/").url.startswith("/inloggen/")


def test_a_refusal_says_what_is_missing_and_who_can_give_it(cast):
    """AUT-2."""
    response = login(cast.bram).get(f"/crm/relaties/{cast.own_raadpleger.pk}/bewerken/")
    html = response.content.decode()
    assert response.status_code == 403
    assert "moet je daar mutator zijn" in html
    assert str(cast.anna) in html


def test_a_page_that_is_not_there_is_a_page_of_ours(cast):
    for client in (login(), login(cast.anna)):
        response = client.get("/bestaat/niet/")
        assert response.status_code == 404
        assert "Deze pagina is er niet" in response.content.decode()


def test_a_mistake_of_ours_shows_no_trace(cast, monkeypatch):
    from crm.views.relaties import RelatieListView

    def broken(self):
        raise RuntimeError("geheime reden")

    monkeypatch.setattr(RelatieListView, "get_queryset", broken)
    client = login(cast.anna)
    client.raise_request_exception = False
    response = client.get("/crm/relaties/")
    assert response.status_code == 500
    assert "Er ging iets mis" in response.content.decode()
    assert "geheime reden" not in response.content.decode()


def test_a_form_from_another_site_is_refused_with_a_page_of_ours(cast):
    client = login(cast.anna, enforce_csrf_checks=True)
    response = client.post("/crm/relaties/nieuw/", {"naam": "x"})
    assert response.status_code == 403
    assert "te lang open" in response.content.decode()


@override_settings(HTTPS=True)
def test_every_page_has_its_safety_headers(cast):
    response = login(cast.anna).get("/crm/relaties/")
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
