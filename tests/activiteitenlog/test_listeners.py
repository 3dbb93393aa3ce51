"""Coming in, going out and being refused are in the log, without a secret and without standing in the way."""

import json

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compute_hash
from crm.models import Relatie
from crm.services import update_relatie
from mijnkantoor.urls import urlpatterns as project_urls
from permissions.enforcement import SCOPES, login_only
from tests.client import login
from tests.factories import KoppelingFactory
from tests.log import said

pytestmark = pytest.mark.django_db

WACHTWOORD = "een-goed-wachtwoord-3"
NIEMAND = "iemand die niet is ingelogd"


def sign_in(email, password=WACHTWOORD):
    return login().post("/inloggen/", {"username": email, "password": password})


def refusals():
    return said(actie__in=["toegang geweigerd", "verborgen object opgevraagd"])


@pytest.fixture
def bram(cast):
    cast.bram.set_password(WACHTWOORD)
    cast.bram.save(update_fields=["password"])
    return cast.bram


# --- In and out ------------------------------------------------------------------------------------------------


def test_logging_in_and_out_is_in_the_log(bram):
    client = login()
    client.post("/inloggen/", {"username": bram.email, "password": WACHTWOORD})
    client.post("/uitloggen/")
    client.post("/uitloggen/")
    name = str(bram)
    assert said() == [(name, "ingelogd", name, None, ""), (name, "uitgelogd", name, None, "")]
    assert {row.actor for row in Activiteit.objects.all()} == {bram}


@pytest.mark.parametrize("who", ["bram", "eva", "nobody"])
def test_a_failed_login_keeps_the_address_as_typed_and_says_nothing_about_it(bram, who):
    sign_in(f" {who.upper()}@kantoor.example", "verkeerd")
    assert said() == [(NIEMAND, "inloggen mislukt", f"{who.upper()}@kantoor.example", None, "")]
    row = Activiteit.objects.get()
    assert (row.actor, row.object_type, row.object_id, row.wijzigingen) == (None, "inloggen", "", {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a@" + "x" * 200, "a@" + "x" * 98),
        (WACHTWOORD, "(geen e-mailadres)"),
        ("bram @ kantoor\t.example", "bram @ kantoor .example"),
    ],
)
def test_what_is_no_address_may_be_a_password_and_is_not_kept(bram, typed, kept):
    sign_in(typed, "verkeerd")
    assert [naam for _, _, naam, _, _ in said()] == [kept]


def test_no_entry_holds_a_password(bram):
    sign_in(bram.email)
    sign_in(bram.email, "verkeerd-wachtwoord-4")
    sign_in(WACHTWOORD, bram.email)
    bram.refresh_from_db()
    text = json.dumps(list(Activiteit.objects.values()), default=str)
    assert [word for word in (WACHTWOORD, "verkeerd-wachtwoord-4", bram.password) if word in text] == []
    assert Activiteit.objects.count() == 3


# --- Refused ---------------------------------------------------------------------------------------------------


def test_a_right_that_is_missing_is_logged_with_the_object_and_the_permissie(cast):
    client = login(cast.bram)
    assert client.get(f"/crm/relaties/{cast.own_raadpleger.pk}/bewerken/").status_code == 403
    relatie = cast.own_raadpleger
    assert refusals() == [
        (str(cast.bram), "toegang geweigerd", str(relatie), relatie.pk, "Permissie: Relaties beheren.")
    ]
    row = Activiteit.objects.get(actie="toegang geweigerd")
    assert (row.object_type, row.object_id, compute_hash(row)) == ("crm.relatie", str(relatie.pk), row.hash)


def test_an_office_wide_refusal_is_about_the_permissie(cast):
    assert login(cast.bram).get("/beheer/teamleden/").status_code == 403
    assert refusals() == [
        (str(cast.bram), "toegang geweigerd", "Teamleden beheren", None, "Permissie: Teamleden beheren.")
    ]


def test_a_hidden_object_that_is_asked_for_is_logged(cast):
    client = login(cast.bram)
    contact = KoppelingFactory(relatie=cast.other).contact
    for address in (f"/crm/relaties/{cast.other.pk}/", f"/crm/contacten/{contact.pk}/"):
        assert client.get(address).status_code == 404
    actie = "verborgen object opgevraagd"
    assert refusals() == [
        (str(cast.bram), actie, str(cast.other), cast.other.pk, "Permissie: Relaties inzien."),
        (str(cast.bram), actie, str(contact), None, "Permissie: Contacten inzien."),
    ]


def test_what_does_not_exist_is_not_logged(cast):
    for who in (cast.bram, cast.fenna):
        client = login(who)
        for address in (
            "/crm/relaties/999999999/",
            "/crm/contacten/999999999/",
            "/crm/teamleden/999999999/",
            "/niets/",
        ):
            assert client.get(address).status_code == 404
    assert refusals() == []


def test_a_contact_that_tries_the_pages_of_the_office_is_logged_with_what_it_asked_for(cast):
    client = login(cast.fenna)
    assert client.get(f"/crm/relaties/{cast.other.pk}/").status_code == 404
    assert client.get("/crm/relaties/").status_code == 404
    assert refusals() == [
        (str(cast.fenna), "verborgen object opgevraagd", str(cast.other), cast.other.pk, "Permissie: Relaties inzien.")
    ]


@login_only
def proef(request):
    """A page that leaves the judgement to the service."""
    update_relatie(request.user, Relatie.objects.get(naam="Transport Nowak"), versie=None, memo="Belt")
    return HttpResponse("gelukt")


urlpatterns = [path("proef/", proef), *project_urls]


def test_what_a_service_refuses_is_logged_after_its_transaction(cast, settings):
    settings.ROOT_URLCONF = __name__
    assert login(cast.bram).get("/proef/").status_code == 403
    reden = "Permissie: Relaties beheren."
    assert refusals() == [(str(cast.bram), "toegang geweigerd", "Relaties beheren", None, reden)]
    assert login(cast.chantal).get("/proef/").content == b"gelukt"
    assert said(relatie=cast.other) == [(str(cast.chantal), "relatie gewijzigd", str(cast.other), cast.other.pk, "")]


def test_who_stands_in_is_refused_in_the_name_of(cast):
    assert login(cast.daan).get(f"/crm/relaties/{cast.own_raadpleger.pk}/bewerken/").status_code == 403
    assert refusals()[0][0] == f"{cast.daan} namens {cast.bram}"


def test_a_refusal_stays_a_refusal_when_it_cannot_be_logged(cast, caplog):
    client = login(cast.bram)
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("ALTER TABLE activiteitenlog_logkop RENAME TO weg")
    assert client.get("/beheer/teamleden/").status_code == 403
    assert client.get(f"/crm/relaties/{cast.other.pk}/").status_code == 404
    assert sign_in(cast.bram.email, "verkeerd").status_code == 200
    assert client.post("/uitloggen/").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE weg RENAME TO activiteitenlog_logkop")
    assert refusals() == []
    assert [record.message.split("’")[0] for record in caplog.records if record.name.startswith("activiteitenlog")] == [
        "De regel ‘toegang geweigerd", "De regel ‘verborgen object opgevraagd", "De regel ‘inloggen mislukt",
        "De regel ‘uitgelogd",
    ]  # fmt: skip


def test_nobody_comes_in_without_an_entry(bram):
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("ALTER TABLE activiteitenlog_logkop RENAME TO weg")
    client = login(raise_request_exception=False)
    assert client.post("/inloggen/", {"username": bram.email, "password": WACHTWOORD}).status_code == 500


def test_every_object_in_a_url_can_be_named_when_it_is_hidden(cast):
    found = {kwarg: scope.find_any(0) for kwarg, scope in SCOPES.items()}
    assert found == dict.fromkeys(found)
    assert SCOPES["relatie_pk"].find_any(cast.afgeschermd.pk) == cast.afgeschermd
    assert SCOPES["contact_pk"].find_any(cast.fenna.pk) == cast.fenna
    assert SCOPES["teamlid_pk"].find_any(cast.eva.pk) == cast.eva.teamlid
    assert SCOPES["contact_pk"].find_any(cast.bram.pk) is None


def test_the_chain_goes_on_through_all_of_it(cast):
    client = login(cast.bram)
    client.get("/beheer/teamleden/")
    sign_in("iemand@elders.example")
    rows = list(Activiteit.objects.order_by("pk"))
    assert [row.vorige_hash for row in rows] == ["", *(row.hash for row in rows[:-1])]
    assert LogKop.objects.get().laatste_hash == rows[-1].hash
