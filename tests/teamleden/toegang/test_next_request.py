"""What is taken or given holds on the next request, and a write out of the own scope is rolled back (AUT-4, AUT-5)."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN
from crm.services import create_relatie, update_relatie
from permissions.models import Autorisatierol
from teamleden.models import Niveau, Rol, Status, Teamlid, TeamlidRol, Waarneming
from teamleden.services import change_niveau, revoke_rol, update_teamlid
from tests.client import login
from tests.factories import LabelFactory, WaarnemingFactory
from tests.teamleden.toegang.reach import reach, rol_named, statuses

pytestmark = pytest.mark.django_db

BUITEN_BEELD = ["Na deze wijziging zou je de relatie zelf niet meer zien; er is niets opgeslagen."]

# --- AUT-4: a change holds on the next request of an open session ------------------------------------------------


@pytest.fixture
def urls(cast):
    """The card and the form of `own`, and the form of `own_raadpleger`."""
    return [
        f"/crm/relaties/{cast.own.pk}/",
        f"/crm/relaties/{cast.own.pk}/bewerken/",
        f"/crm/relaties/{cast.own_raadpleger.pk}/bewerken/",
    ]


@pytest.mark.parametrize("who", ["bram", "daan"])
def test_aut_4_a_rol_that_is_taken(cast, urls, who):
    """Bram loses it, and Daan who stands in for him with him."""
    client = login(getattr(cast, who))
    assert statuses(client, *urls) == [200, 200, 403]
    revoke_rol(cast.manon, TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own))
    assert statuses(client, *urls) == [404, 404, 403]


@pytest.mark.parametrize("who", ["bram", "daan"])
def test_aut_4_a_niveau_that_is_lowered(cast, urls, who):
    client = login(getattr(cast, who))
    assert statuses(client, *urls) == [200, 200, 403]
    change_niveau(cast.manon, TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own), Niveau.RAADPLEGER)
    assert statuses(client, *urls) == [200, 403, 403]


def test_aut_4_another_autorisatierol(cast, urls):
    client = login(cast.bram)
    assert statuses(client, *urls, "/crm/relaties/nieuw/") == [200, 200, 403, 200]
    update_teamlid(cast.anna, cast.bram.teamlid, versie=1, autorisatierol=rol_named("Raadpleger"))
    assert statuses(client, *urls, "/crm/relaties/nieuw/") == [200, 403, 403, 403]


def test_aut_4_a_permissie_that_leaves_the_autorisatierol(cast, urls):
    client = login(cast.bram)
    rol_named("Mutator").group.permissions.remove(Permission.objects.get(rij__code=RELATIES_BEHEREN.code))
    assert statuses(client, *urls) == [200, 403, 403]
    rol_named("Mutator").group.permissions.remove(Permission.objects.get(rij__code=RELATIES_INZIEN.code))
    assert statuses(client, "/crm/relaties/", *urls) == [403, 404, 404, 404]


def test_aut_4_a_bereik_that_changes(cast, urls):
    client = login(cast.chantal)
    assert statuses(client, *urls) == [404, 404, 404]
    Autorisatierol.objects.filter(naam="Mutator").update(bereik="alle")
    assert statuses(client, *urls) == [200, 200, 200]
    Autorisatierol.objects.filter(naam="Mutator").update(bereik="gekoppeld")
    assert statuses(client, *urls) == [404, 404, 404]


def test_aut_4_a_relatie_that_is_shielded(cast, urls):
    anna, bram = login(cast.anna), login(cast.bram)
    assert (statuses(anna, urls[0]), statuses(bram, urls[0])) == ([200], [200])
    Relatie.objects.filter(pk=cast.own.pk).update(afgeschermd=True)
    assert (statuses(anna, urls[0]), statuses(bram, urls[0])) == ([404], [200])


@pytest.mark.parametrize("status", [Status.UIT_DIENST, Status.UITGENODIGD, Status.CONCEPT])
@pytest.mark.parametrize("who", ["anna", "bram", "daan"])
def test_aut_4_uit_dienst_ends_every_session(cast, urls, who, status):
    """The status alone is enough: on each page, the dashboard too."""
    clients = [login(getattr(cast, who)), login(getattr(cast, who))]
    Teamlid.objects.filter(pk=getattr(cast, who).pk).update(status=status)
    for client in clients:
        for url in ("/", "/crm/relaties/", *urls):
            response = client.get(url)
            assert (response.status_code, response.url) == (302, f"/inloggen/?next={url}")


@pytest.mark.parametrize("status", [Status.UIT_DIENST, Status.UITGENODIGD, Status.CONCEPT])
def test_aut_4_who_is_not_active_cannot_log_in(cast, status):
    cast.bram.set_password("een-goed-wachtwoord-3")
    cast.bram.save()
    form = {"username": cast.bram.email, "password": "een-goed-wachtwoord-3"}
    assert login().post("/inloggen/", form).status_code == 302
    Teamlid.objects.filter(pk=cast.bram.pk).update(status=status)
    refused = login().post("/inloggen/", form)
    assert refused.status_code == 200
    assert "horen niet bij elkaar" in refused.content.decode()


def test_aut_4_a_waarneming_that_is_ended(cast, urls):
    client = login(cast.daan)
    assert statuses(client, *urls) == [200, 200, 403]
    Waarneming.objects.update(tot=timezone.now())
    assert statuses(client, *urls) == [404, 404, 404]


def test_aut_4_a_waarneming_that_begins(cast, urls):
    client = login(cast.chantal)
    assert statuses(client, *urls) == [404, 404, 404]
    WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.chantal.teamlid, van=timezone.now())
    assert statuses(client, *urls) == [200, 200, 403]


# --- AUT-5: a write out of the own scope is rolled back whole ----------------------------------------------------


def test_aut_5_a_change_out_of_sight_leaves_nothing_behind(cast):
    """Anna sees `own` by bereik alle, which does not reach what is afgeschermd."""
    label = LabelFactory()
    with pytest.raises(ValidationError) as refused:
        update_relatie(cast.anna, cast.own, versie=1, naam="Stil", memo="Stil", afgeschermd=True, labels=[label])
    assert refused.value.messages == BUITEN_BEELD
    own = Relatie.objects.get(pk=cast.own.pk)
    assert (own.naam, own.memo, own.afgeschermd, own.versie) == ("Bakkerij Van Dijk", "", False, 1)
    assert (list(own.labels.all()), list(Activiteit.objects.all())) == ([], [])
    # The same change without the last step is allowed.
    update_relatie(cast.anna, cast.own, versie=1, naam="Stil", memo="Stil", labels=[label])
    assert reach(cast, cast.anna) == {"own", "own_raadpleger", "other", "intern"}


def test_aut_5_a_relatie_one_would_not_see_is_not_made(cast):
    """Without any Rol in use, the maker with bereik gekoppeld would get no row at it."""
    values = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw bv"}
    Rol.objects.update(actief=False)
    with pytest.raises(ValidationError) as refused:
        create_relatie(cast.bram, **values)
    assert refused.value.messages == BUITEN_BEELD
    assert list(Relatie.objects.filter(nummer="70001")) == []
    assert list(Activiteit.objects.all()) == []
    Rol.objects.filter(naam="Accountant").update(actief=True)
    made = create_relatie(cast.bram, **values)
    assert [(row.teamlid, row.rol.naam) for row in made.teamlidrollen.all()] == [(cast.bram.teamlid, "Accountant")]
