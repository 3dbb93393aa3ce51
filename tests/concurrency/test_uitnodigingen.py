"""INV-2: a link works once, also when it is used twice at the same moment."""

import pytest

from activiteitenlog.models import Activiteit
from teamleden.models import Status
from teamleden.services import accept_uitnodiging
from teamleden.services.uitnodigingen import ONGELDIG, make_uitnodiging, renew_token
from tests.client import login
from tests.concurrency.at_once import at_once
from tests.factories import TeamlidFactory
from tests.pages import errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

EERSTE, TWEEDE = "paarse-fietsen-in-mei-4", "groene-ladders-in-juni-5"


@pytest.fixture
def nieuw(db):
    return TeamlidFactory(status=Status.CONCEPT)


@pytest.fixture
def token(cast, nieuw):
    return renew_token(make_uitnodiging(cast.anna, nieuw))


def works(persoon, password):
    persoon.refresh_from_db()
    return persoon.check_password(password)


def accepted():
    return Activiteit.objects.filter(actie="uitnodiging aangenomen").count()


def test_inv_2_two_redemptions_at_once_give_one_winner(nieuw, token):
    winner, refused = at_once(lambda: accept_uitnodiging(token, EERSTE), lambda: accept_uitnodiging(token, TWEEDE))
    assert (winner, refused.messages) == (nieuw.persoon, [ONGELDIG])
    assert (works(winner, EERSTE), works(winner, TWEEDE), accepted()) == (True, False, 1)


def open_link(token):
    client = login()
    client.get(f"/uitnodiging/{token}/")
    return client


def test_inv_2_two_redemptions_at_once_through_the_page_let_one_in(nieuw, token):
    clients = [open_link(token), open_link(token)]
    jobs = [
        lambda client=client, password=password: client.post(
            "/uitnodiging/", {"wachtwoord": password, "herhaling": password}
        )
        for client, password in zip(clients, (EERSTE, TWEEDE), strict=True)
    ]
    welcome, refused = at_once(*jobs)
    assert (welcome.status_code, welcome.url, errors(refused)) == (302, "/", {"wachtwoord": [ONGELDIG]})
    assert [client.get("/").status_code for client in clients] == [200, 302]
    assert (works(nieuw.persoon, EERSTE), works(nieuw.persoon, TWEEDE), accepted()) == (True, False, 1)


def test_inv_2_inviting_twice_at_once_leaves_one_link(cast, nieuw):
    first, second = at_once(lambda: make_uitnodiging(cast.anna, nieuw), lambda: make_uitnodiging(cast.manon, nieuw))
    assert list(nieuw.uitnodigingen.open()) == [second]
    first.refresh_from_db()
    assert (first.ingetrokken_op is None, second.ingetrokken_op) == (False, None)
