"""Bekijk als: read-only through a colleague's eyes, never through those of somebody with more rights; it is logged."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from permissions.models import Autorisatierol
from teamleden.models import Sessie, Teamlid, TeamlidRol
from tests.client import login
from tests.factories import AutorisatierolFactory, TeamlidRolFactory
from tests.pages import messages

pytestmark = pytest.mark.django_db

STOP = "/bekijk-als/stoppen/"
MEER = "Je kunt alleen meekijken met wie niet meer mag of ziet dan jijzelf."


def start(client, persoon):
    return client.post(f"/crm/teamleden/{persoon.pk}/bekijk-als/", follow=True)


@pytest.fixture
def looking(cast):
    """Anna, who looks through Bram's eyes."""
    client = login(cast.anna)
    start(client, cast.bram)
    return client


def entries(actie):
    return [(entry.actor, entry.object_naam) for entry in Activiteit.objects.filter(actie=actie)]


def test_it_is_in_the_log_before_the_first_page(cast):
    client = login(cast.anna)
    response = client.post(f"/crm/teamleden/{cast.bram.pk}/bekijk-als/")
    assert entries("meekijken begonnen") == [(cast.anna, str(cast.bram))]
    page = client.get(response.url)
    assert page.wsgi_request.user == cast.bram
    assert f"Je kijkt mee als <strong>{cast.bram}</strong>" in page.content.decode()


@pytest.mark.parametrize("path", ["/crm/relaties/", "/crm/teamleden/", "/", "/mijn-account/toegang/"])
def test_each_page_is_what_the_colleague_would_get(cast, looking, path):
    theirs = login(cast.bram).get(path)
    seen = looking.get(path)
    assert seen.status_code == theirs.status_code == 200
    assert [r.naam for r in Relatie.objects.all() if r.naam in seen.content.decode()] == [
        r.naam for r in Relatie.objects.all() if r.naam in theirs.content.decode()
    ]
    assert "Stoppen met meekijken" in seen.content.decode()


def test_what_the_colleague_may_not_see_is_hidden_and_refused(cast, looking):
    assert looking.get(f"/crm/relaties/{cast.other.pk}/").status_code == 404
    assert looking.get("/beheer/teamleden/").status_code == 403
    assert login(cast.anna).get(f"/crm/relaties/{cast.other.pk}/").status_code == 200


def test_no_post_passes(cast, looking):
    before = Activiteit.objects.count()
    for name, args in [
        ("crm:relatie_update", [cast.own.pk]),
        ("teamleden:rol_grant", [cast.own.pk]),
        ("crm:relatie_create", []),
        ("teamleden:bekijk_als", [cast.chantal.pk]),
        ("teamleden:teamlid_invite", [cast.bram.pk]),
    ]:
        for method in ("post", "put", "patch", "delete"):
            response = getattr(looking, method)(reverse(name, args=args))
            assert response.status_code == 403, (name, method)
            assert "Je kunt hier alleen kijken" in response.content.decode()
    assert Activiteit.objects.count() == before


def test_what_is_read_and_refused_is_that_of_who_looks(cast):
    """Manon may read the log, and may open less than Anna."""
    client = login(cast.anna)
    start(client, cast.manon)
    assert client.get("/beheer/activiteitenlog/").status_code == 200
    assert client.get("/beheer/teamleden/").status_code == 403
    for actie in ("activiteitenlog gelezen", "toegang geweigerd"):
        [entry] = Activiteit.objects.filter(actie=actie)
        assert entry.actor == cast.anna
        assert entry.reden.startswith(f"Meekijkend als {cast.manon}.")


def test_the_own_account_of_a_colleague_stays_private(cast, looking):
    assert looking.get("/mijn-account/iets/").status_code in (403, 404)
    assert looking.get("/mijn-account/toegang/").status_code == 200


def test_stopping_brings_one_back(cast, looking):
    response = looking.post(STOP, follow=True)
    assert response.redirect_chain[-1][0] == cast.bram.teamlid.get_absolute_url()
    assert looking.get("/beheer/teamleden/").status_code == 200
    assert looking.get("/").wsgi_request.user == cast.anna
    assert entries("meekijken gestopt") == [(cast.anna, str(cast.bram))]


def test_stopping_what_was_not_begun_does_nothing(cast):
    assert login(cast.bram).post(STOP).url == "/"
    assert entries("meekijken gestopt") == []


def test_logging_out_logs_out_who_looks(cast, looking):
    looking.post("/uitloggen/")
    assert entries("uitgelogd") == [(cast.anna, str(cast.anna))]
    assert looking.get("/").status_code == 302


@pytest.mark.parametrize("who", ["chantal", "anna", "eva"])
def test_never_for_who_has_more_or_is_gone(cast, who):
    """Chantal sees a Relatie that is afgeschermd for Anna; of that nothing is told."""
    client = login(cast.anna)
    response = start(client, getattr(cast, who))
    sentences = {"chantal": MEER, "anna": "Met jezelf hoef je niet mee te kijken."}
    assert messages(response)[0] == sentences.get(who, f"{cast.eva} is niet actief; er valt niets mee te kijken.")
    assert client.get("/").wsgi_request.user == cast.anna
    assert entries("meekijken begonnen") == []


def test_never_for_who_holds_a_permissie_more(cast):
    """A teambeheerder without the log does not look through the eyes of a Manager, who may read it."""
    rol = AutorisatierolFactory(naam="Teambeheerder", permissies=[])
    rol.group.permissions.set(Autorisatierol.objects.get(naam="Mutator").group.permissions.all())
    from django.contrib.auth.models import Permission

    rol.group.permissions.add(Permission.objects.get(codename="teamleden_beheren"))
    Teamlid.objects.filter(pk=cast.rick.pk).update(autorisatierol=rol)
    client = login(cast.rick)
    assert messages(start(client, cast.manon)) == [MEER]
    assert start(client, cast.bram).status_code == 200
    assert client.get("/").wsgi_request.user == cast.rick  # Bram sees a Relatie more than Rick


def test_a_deeper_niveau_is_more_too(cast):
    rol = Autorisatierol.objects.get(naam="Beheerder")
    Autorisatierol.objects.filter(pk=rol.pk).update(bereik="gekoppeld")
    for relatie in (cast.own, cast.own_raadpleger):
        TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=relatie, niveau="raadpleger")
    client = login(cast.anna)
    assert messages(start(client, cast.bram)) == [MEER]
    TeamlidRol.objects.filter(teamlid=cast.anna.teamlid).update(niveau="mutator")
    assert start(client, cast.bram).wsgi_request.user == cast.bram


def test_it_ends_on_the_next_page_when_the_right_is_lost(cast, looking):
    Teamlid.objects.filter(pk=cast.anna.pk).update(autorisatierol=Autorisatierol.objects.get(naam="Mutator"))
    response = looking.get("/crm/relaties/", follow=True)
    assert messages(response) == ["Het meekijken is gestopt: dat kan nu niet meer."]
    assert looking.get("/").wsgi_request.user == cast.anna


def test_it_ends_when_the_colleague_gets_more_than_oneself(cast, looking):
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.afgeschermd)
    response = looking.get(f"/crm/relaties/{cast.afgeschermd.pk}/", follow=True)
    assert messages(response) == ["Het meekijken is gestopt: dat kan nu niet meer."]
    assert looking.get(f"/crm/relaties/{cast.afgeschermd.pk}/").status_code == 404


def test_the_session_stays_that_of_who_looks(cast, looking):
    """Also when it is noted for the first time while looking."""
    Sessie.objects.all().delete()
    cache.clear()
    assert looking.get("/crm/relaties/").wsgi_request.user == cast.bram
    assert [sessie.persoon for sessie in Sessie.objects.all()] == [cast.anna]
