"""What a declared right means for who asks for a page: log in, 404, 403 with its reason, or in (AUT-2)."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import include, path

from crm.permissions import AFGESCHERMDE_RELATIES_BEHEREN, RELATIES_BEHEREN, RELATIES_INZIEN
from crm.services import update_relatie
from permissions import gate, refusals
from permissions.enforcement import SCOPES, Scope, requires
from permissions.models import Autorisatierol
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN
from tests.client import login
from tests.factories import KoppelingFactory

pytestmark = pytest.mark.django_db

OFFICE_PAGES = ("/crm/relaties/", "/crm/contacten/", "/crm/teamleden/", "/beheer/teamleden/", "/crm/relaties/nieuw/")


def take(permissie, *rollen):
    for rol in Autorisatierol.objects.filter(naam__in=rollen):
        rol.group.permissions.remove(*rol.group.permissions.filter(rij__code=permissie.code))


def edit_url(relatie):
    return f"/crm/relaties/{relatie.pk}/bewerken/"


def refusal_on(response):
    """What the 403 page says: (the reason, the missing right, the smallest change, who can make it)."""
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
    decision = response.context["decision"]
    told = (decision.reason, str(decision.permissie), decision.remedy, *decision.givers)
    assert [words for words in told if words and words.rstrip(".") not in text] == []
    return decision.reason, str(decision.permissie), decision.remedy, set(decision.givers)


# --- Not logged in, and contacten -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_who_is_not_logged_in_goes_to_the_login_page(cast, method):
    response = getattr(login(), method)("/crm/relaties/")
    assert (response.status_code, response.url) == (302, "/inloggen/?next=/crm/relaties/")


def test_after_logging_in_one_comes_back_to_the_same_list(cast):
    response = login().get("/crm/relaties/?zoek=bakker&sort=-nummer")
    assert response.url == "/inloggen/?next=/crm/relaties/%3Fzoek%3Dbakker%26sort%3D-nummer"


def test_who_is_not_logged_in_does_not_learn_what_exists(cast):
    answers = {login().get(f"/crm/relaties/{pk}/").url.replace(str(pk), "N") for pk in (cast.own.pk, 999_999)}
    assert answers == {"/inloggen/?next=/crm/relaties/N/"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("url", OFFICE_PAGES)
def test_for_a_contact_the_pages_of_the_office_do_not_exist(cast, url, method):
    client = login(cast.fenna)
    assert getattr(client, method)(url).status_code == 404
    assert client.get("/").status_code == 200


def test_for_a_contact_the_own_relatie_has_no_office_page_either(cast):
    client = login(cast.fenna)
    urls = [f"/crm/relaties/{cast.own.pk}/", edit_url(cast.own), f"/crm/contacten/{cast.fenna.pk}/"]
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]


# --- 404 or 403 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post", "head", "options", "put", "patch", "delete"])
def test_aut_2_hidden_is_404_and_known_but_not_allowed_is_403(cast, method):
    client = login(cast.bram)
    hidden, missing = cast.other, type(cast.own)(pk=999_999)
    answers = [getattr(client, method)(edit_url(r)).status_code for r in (hidden, missing, cast.own_raadpleger)]
    assert answers == [404, 404, 403]
    assert client.get(edit_url(cast.own)).status_code == 200


def test_aut_2_hidden_stays_404_for_who_lacks_the_permissie_as_well(cast):
    """Rick may change nothing anywhere; of a hidden Relatie he does not even learn that."""
    client = login(cast.rick)
    relaties = (cast.own, cast.other, cast.afgeschermd)
    assert [client.get(edit_url(relatie)).status_code for relatie in relaties] == [403, 404, 404]


def test_rel_5_afgeschermd_is_404_with_bereik_alle_too(cast):
    client = login(cast.anna)
    assert [client.get(edit_url(relatie)).status_code for relatie in (cast.other, cast.afgeschermd)] == [200, 404]


def test_without_an_object_in_the_url_a_missing_permissie_is_403(cast):
    assert login(cast.anna).get("/beheer/teamleden/").status_code == 200
    assert login(cast.bram).get("/beheer/teamleden/").status_code == 403


def test_a_refused_view_has_not_run(cast):
    login(cast.bram).post(edit_url(cast.own_raadpleger), {"naam": "Anders", "versie": 1})
    cast.own_raadpleger.refresh_from_db()
    assert (cast.own_raadpleger.naam, cast.own_raadpleger.versie) == ("Slagerij De Boer", 1)


# --- The 403 page -----------------------------------------------------------------------------------------------


def test_aut_2_the_page_shows_the_missing_right_the_remedy_and_the_givers(cast):
    response = login(cast.bram).get(edit_url(cast.own_raadpleger))
    assert refusal_on(response) == (
        f"Je bent raadpleger bij {cast.own_raadpleger}; voor ‘Relaties beheren’ moet je daar mutator zijn.",
        "Relaties beheren",
        "Het niveau van je rol bij deze relatie van raadpleger naar mutator.",
        {str(cast.anna)},
    )


def test_aut_2_the_page_of_an_office_wide_right(cast):
    assert refusal_on(login(cast.bram).get("/beheer/teamleden/")) == (
        "Je autorisatierol Mutator heeft de permissie ‘Teamleden beheren’ niet.",
        "Teamleden beheren",
        "Een autorisatierol met deze permissie: Beheerder.",
        {str(cast.anna)},
    )


def test_the_page_names_nobody_to_who_may_not_see_teamleden(cast):
    take(TEAMLEDEN_INZIEN, "Mutator")
    response = login(cast.bram).get(edit_url(cast.own_raadpleger))
    assert refusal_on(response)[3] == set()
    assert str(cast.anna) not in response.content.decode()


def test_a_service_that_refuses_becomes_the_403_page(cast, settings):
    """The view's own right is there; what it asks the service to do takes another."""
    settings.ROOT_URLCONF = __name__
    response = login(cast.bram).post(f"/afschermen/{cast.own.pk}/")
    assert response.status_code == 403
    assert refusal_on(response) == (
        "Je autorisatierol Mutator heeft de permissie ‘Afgeschermde relaties beheren’ niet.",
        "Afgeschermde relaties beheren",
        "Een autorisatierol met deze permissie: Beheerder.",
        {str(cast.anna)},
    )
    cast.own.refresh_from_db()
    assert not cast.own.afgeschermd


# --- The object in the URL --------------------------------------------------------------------------------------


def test_the_object_is_put_on_the_request(cast):
    client = login(cast.anna)
    found = [
        client.get(f"/crm/relaties/{cast.own.pk}/").wsgi_request.relatie,
        client.get(f"/crm/contacten/{cast.fenna.pk}/").wsgi_request.contact,
        client.get(f"/crm/teamleden/{cast.bram.pk}/").wsgi_request.teamlid,
    ]
    assert found == [cast.own, cast.fenna, cast.bram.teamlid]


def test_a_contact_is_judged_at_any_of_its_relaties(cast):
    """Bram is mutator where Fenna is and raadpleger where the other is."""
    contact = KoppelingFactory(relatie=cast.own_raadpleger).contact
    client = login(cast.bram)
    assert client.get(f"/crm/contacten/{cast.fenna.pk}/bewerken/").status_code == 200
    refused = client.get(f"/crm/contacten/{contact.pk}/bewerken/")
    assert refused.status_code == 403
    assert refusal_on(refused)[1] == "Contacten beheren"


@requires(RELATIES_INZIEN)
def shield(request, relatie_pk):
    update_relatie(request.user, request.relatie, versie=None, afgeschermd=True)


@requires(RELATIES_BEHEREN)
def both(request, relatie_pk, teamlid_pk):
    return HttpResponse(f"{request.relatie.naam} en {request.teamlid.persoon.voornaam}")


urlpatterns = [
    path("afschermen/<int:relatie_pk>/", shield),
    path("eerst/<int:relatie_pk>/<int:teamlid_pk>/", both),
    path("laatst/<int:teamlid_pk>/<int:relatie_pk>/", both),
    path("", include("mijnkantoor.urls")),
]


def test_every_object_in_a_url_must_be_allowed(cast, settings):
    """Whatever their order: the one does not make up for the other."""
    settings.ROOT_URLCONF = __name__
    client, anna = login(cast.bram), cast.anna.pk
    assert client.get(f"/eerst/{cast.own.pk}/{anna}/").content.decode() == "Bakkerij Van Dijk en Anna"
    for name, status in {"own": 200, "own_raadpleger": 403, "other": 404}.items():
        pk = getattr(cast, name).pk
        answers = [client.get(url).status_code for url in (f"/eerst/{pk}/{anna}/", f"/laatst/{anna}/{pk}/")]
        assert answers == [status, status]
    assert client.get(f"/eerst/{cast.own.pk}/999999/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "held", "status"), [(TEAMLEDEN_BEHEREN, RELATIES_INZIEN, 200), (RELATIES_INZIEN, TEAMLEDEN_BEHEREN, 403)]
)
def test_the_scope_of_the_object_decides_and_not_the_autorisatierol(cast, settings, monkeypatch, asked, held, status):
    """Rick's autorisatierol lacks the first and holds the second; what counts is the answer at the object."""

    @requires(asked)
    def view(request, map_pk):
        return HttpResponse(request.map)

    settings.ROOT_URLCONF = (path("map/<int:map_pk>/", view), path("", include("mijnkantoor.urls")))
    questions = []

    def decide(*question):
        questions.append(question)
        return gate.may(cast.rick, held)

    scope = Scope("map", find=lambda user, pk: f"map {pk}", decide=decide, find_any=lambda pk: None)
    monkeypatch.setitem(SCOPES, "map_pk", scope)
    assert login(cast.rick).get("/map/7/").status_code == status
    assert questions == [(cast.rick, asked, "map 7")]


# --- Who wants to know of it -------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch):
    """What the listeners hear: (who, permissie, objects, hidden)."""
    found = []
    monkeypatch.setattr(refusals, "_listeners", [lambda *what: found.append(what)])
    return found


def test_a_refusal_is_told_with_the_objects_that_were_found(cast, settings, told):
    settings.ROOT_URLCONF = __name__
    client = login(cast.bram)
    client.get(edit_url(cast.own))
    assert told == []
    client.get(edit_url(cast.own_raadpleger))
    client.get("/beheer/teamleden/")
    client.post(f"/afschermen/{cast.own.pk}/")
    client.get(f"/laatst/{cast.anna.pk}/{cast.own_raadpleger.pk}/")
    assert told == [
        (cast.bram, RELATIES_BEHEREN, [cast.own_raadpleger], False),
        (cast.bram, TEAMLEDEN_BEHEREN, [], False),
        (cast.bram, AFGESCHERMDE_RELATIES_BEHEREN, [cast.own], False),
        (cast.bram, RELATIES_BEHEREN, [cast.own_raadpleger, cast.anna.teamlid], False),
    ]


def test_what_is_hidden_is_told_when_it_exists(cast, told):
    """Also to whom the office's pages do not exist at all."""
    bram, fenna = login(cast.bram), login(cast.fenna)
    for client, url in ((bram, edit_url(cast.other)), (fenna, edit_url(cast.own)), (fenna, "/mijn-account/toegang/")):
        assert client.get(url).status_code == 404
    assert bram.get("/crm/relaties/999999/").status_code == 404
    assert told == [
        (cast.bram, RELATIES_BEHEREN, [cast.other], True),
        (cast.fenna, RELATIES_BEHEREN, [cast.own], True),
    ]
