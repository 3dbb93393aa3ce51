"""A view that declares nothing cannot be reached, and start-up says so (AUT-6)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import include, path

from permissions.catalogue import UnknownPermissie
from permissions.checks import check_declarations, url_patterns
from permissions.enforcement import login_only, public, requires
from tests.client import login

pytestmark = pytest.mark.django_db


def undeclared(request, **ids):
    return HttpResponse("geheim")


@login_only
def with_id(request, dossier_pk):
    return HttpResponse("geheim")


urlpatterns = [
    path("vergeten/", undeclared, name="dashboard"),
    path("dossier/<int:dossier_pk>/", with_id, name="login"),
    path(
        "map/<int:map_pk>/", include([path("stuk/<slug:naam>/", login_only(lambda request, **ids: HttpResponse("")))])
    ),
    path("uit/", public(lambda request: HttpResponse("")), name="logout"),
]


@pytest.fixture
def forgotten(settings):
    settings.ROOT_URLCONF = __name__


def test_the_urls_of_the_product_are_all_declared():
    assert check_declarations(None) == []


def test_a_forgotten_view_is_reported_at_start_up(forgotten):
    errors = check_declarations(None)
    assert [(error.id, error.msg) for error in errors] == [
        ("permissions.E001", "De view van 'vergeten/' declareert geen recht."),
        (
            "permissions.E002",
            "'dossier/<int:dossier_pk>/' noemt een object (dossier_pk) waarvan niet vastligt wie het mag zien.",
        ),
        (
            "permissions.E002",
            "'map/<int:map_pk>/stuk/<slug:naam>/' noemt een object (map_pk) waarvan niet vastligt wie het mag zien.",
        ),
    ]


def test_every_url_is_found_with_its_whole_route_and_every_keyword(forgotten):
    """Also what the folder around it names."""
    assert {route: sorted(keywords) for route, _, keywords in url_patterns()} == {
        "vergeten/": [],
        "dossier/<int:dossier_pk>/": ["dossier_pk"],
        "map/<int:map_pk>/stuk/<slug:naam>/": ["map_pk", "naam"],
        "uit/": [],
    }


@pytest.mark.parametrize("who", ["anna", "fenna"])
def test_a_forgotten_view_is_refused_in_production(cast, settings, who):
    settings.ROOT_URLCONF = (path("vergeten/", undeclared), path("", include("mijnkantoor.urls")))
    response = login(getattr(cast, who)).get("/vergeten/")
    assert (response.status_code, b"geheim" in response.content) == (403, False)
    assert str(getattr(cast, who)) in response.content.decode(), "the page knows who is reading it"
    assert login().get("/vergeten/").url == "/inloggen/?next=/vergeten/"


def test_a_forgotten_view_breaks_in_development(forgotten, cast, settings):
    settings.DEBUG = True
    with pytest.raises(ImproperlyConfigured, match="declareert geen recht"):
        login(cast.anna).get("/vergeten/")


def test_an_unknown_permissie_cannot_be_declared():
    with pytest.raises(UnknownPermissie):
        requires("crm.relaties_bekijken")


def test_a_subclass_does_not_inherit_a_right():
    from permissions.enforcement import declaration_of

    @login_only
    class Declared:
        pass

    class Subclass(Declared):
        pass

    assert declaration_of(Declared) is not None
    assert declaration_of(Subclass) is None
