"""Inviting a Teamlid, and what the new colleague does with the link."""

import base64
import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY as LOGGED_IN
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from activiteitenlog.models import Activiteit
from crm.models import Persoon
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Status, Teamlid, Uitnodiging
from teamleden.services import accept_uitnodiging, find_uitnodiging, invite_teamlid
from teamleden.services.uitnodigingen import ONGELDIG, hash_token
from teamleden.tasks import deliver_uitnodiging
from tests.client import login
from tests.factories import TeamlidFactory, TeamlidRolFactory
from tests.pages import errors, messages, paragraphs

pytestmark = pytest.mark.django_db

WACHTWOORD = "paarse-fietsen-in-mei-4"


@pytest.fixture
def nieuw(db):
    values = {"voornaam": "Noortje", "achternaam": "Groothuis", "email": "noortje@kantoor.example"}
    return TeamlidFactory(status=Status.CONCEPT, **{f"persoon__{name}": value for name, value in values.items()})


@pytest.fixture
def invite(nieuw, mailoutbox, django_capture_on_commit_callbacks):
    """Invites through the page, has the job run, and gives the token in the mail."""

    def invite(by):
        client = login(by)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"/crm/teamleden/{nieuw.pk}/uitnodigen/")
        assert response.url == nieuw.get_absolute_url()
        return re.search(r"/uitnodiging/(\S+)/", mailoutbox[-1].body).group(1)

    return invite


@pytest.fixture
def token(cast, invite):
    return invite(cast.manon)


def type_password(client, password=WACHTWOORD, again=None):
    return client.post("/uitnodiging/", {"wachtwoord": password, "herhaling": password if again is None else again})


def follow(token):
    """A browser that opened the link."""
    client = login()
    response = client.get(f"/uitnodiging/{token}/")
    assert (response.status_code, response.url) == (302, "/uitnodiging/")
    return client


def is_gone(client, path):
    response = client.get(path)
    return (response.status_code, paragraphs(response)[0]) == (410, ONGELDIG)


def is_dead(token):
    """At the link, and for who opened it before."""
    with pytest.raises(ValidationError) as refused:
        accept_uitnodiging(token, WACHTWOORD)
    assert refused.value.messages == [ONGELDIG]
    assert not Persoon.objects.get(voornaam="Noortje").check_password(WACHTWOORD)
    return is_gone(login(), f"/uitnodiging/{token}/")


# --- The link --------------------------------------------------------------------------------------------------


def test_inv_2_the_mail_holds_the_link_and_says_how_long_it_works(cast, nieuw, token, mailoutbox):
    [mail] = mailoutbox
    until = date_format(timezone.localtime(Uitnodiging.objects.get().geldig_tot), "j F Y H:i")
    assert (mail.to, mail.subject) == (["noortje@kantoor.example"], "Uitnodiging voor Mijn Kantoor")
    assert [line for line in mail.body.splitlines() if line] == [
        "Hallo Noortje,",
        f"{cast.manon} nodigt je uit voor het portaal van Mijn Kantoor.",
        "Stel via deze link je wachtwoord in:",
        f"{settings.BASE_URL}/uitnodiging/{token}/",
        f"De link werkt één keer en is geldig tot {until}.",
        "Je gebruikersnaam is noortje@kantoor.example.",
        "Verwachtte je deze mail niet? Dan hoef je niets te doen.",
    ]


def test_inv_2_the_token_has_at_least_128_bits_and_never_the_same_ones(cast, invite):
    tokens = {invite(cast.manon) for _ in range(3)}
    assert [len(base64.urlsafe_b64decode(token + "==")) * 8 >= 128 for token in tokens] == [True] * 3


def test_inv_2_only_the_hash_of_the_token_is_stored(cast, token):
    stored = Uitnodiging.objects.values().get()
    assert stored["token_hash"] == hash_token(token)
    assert token not in str(stored)
    assert token not in str(list(Activiteit.objects.values()))
    assert Activiteit.objects.get().wijzigingen == {"status": ["concept", "uitgenodigd"]}


def test_inv_2_inviting_says_so_and_is_logged(cast, nieuw, token):
    nieuw.refresh_from_db()
    uitnodiging = Uitnodiging.objects.get()
    assert (nieuw.status, uitnodiging.uitgenodigd_door) == (Status.UITGENODIGD, cast.manon)
    assert uitnodiging.geldig_tot - uitnodiging.created_at < timedelta(days=7)
    assert uitnodiging.geldig_tot - uitnodiging.created_at > timedelta(days=7) - timedelta(minutes=1)
    entry = Activiteit.objects.get()
    assert (entry.actie, entry.actor, entry.object_id) == ("teamlid uitgenodigd", cast.manon, str(nieuw.pk))


def test_inv_2_the_page_says_to_whom_it_goes(cast, nieuw, mailoutbox):
    manon = login(cast.manon)
    response = manon.post(f"/crm/teamleden/{nieuw.pk}/uitnodigen/")
    assert messages(manon.get(response.url)) == ["Noortje Groothuis krijgt een uitnodiging op noortje@kantoor.example."]


@pytest.mark.parametrize("who", ["bram", "rick", "fenna"])
def test_inv_2_only_who_may_invite_does(cast, nieuw, who):
    with pytest.raises(NotAllowed):
        invite_teamlid(getattr(cast, who), nieuw)
    invite_teamlid(cast.manon, nieuw)


@pytest.mark.parametrize("status", [Status.ACTIEF, Status.UIT_DIENST])
def test_inv_2_who_has_an_account_or_left_is_not_invited(cast, nieuw, status):
    Teamlid.objects.filter(pk=nieuw.pk).update(status=status)
    manon = login(cast.manon)
    response = manon.post(f"/crm/teamleden/{nieuw.pk}/uitnodigen/")
    sentence = "Noortje Groothuis heeft al een account of is uit dienst; uitnodigen kan niet meer."
    assert messages(manon.get(response.url)) == [sentence]
    assert Uitnodiging.objects.count() == 0


def test_inv_2_a_link_works_once(token):
    client = follow(token)
    assert type_password(client).status_code == 302
    assert is_gone(login(), f"/uitnodiging/{token}/")
    assert is_gone(client, "/uitnodiging/")
    with pytest.raises(ValidationError) as refused:
        accept_uitnodiging(token, "een-ander-wachtwoord-5")
    assert refused.value.messages == [ONGELDIG]
    assert Persoon.objects.get(voornaam="Noortje").check_password(WACHTWOORD)


def test_inv_2_opening_the_link_does_not_use_it(token):
    """Mail programs open links to look at them."""
    for _ in range(3):
        follow(token)
    assert type_password(follow(token)).status_code == 302


def test_inv_2_a_link_works_for_seven_days(token):
    def valid_until(**delta):
        Uitnodiging.objects.update(geldig_tot=timezone.now() + timedelta(**delta))

    valid_until(minutes=1)
    client = follow(token)
    valid_until(seconds=0)
    assert is_dead(token)
    assert is_gone(client, "/uitnodiging/")
    assert type_password(client).status_code == 410


def test_inv_2_a_link_is_dead_after_a_new_one(cast, invite, token):
    client = follow(token)
    second = invite(cast.anna)
    assert is_dead(token)
    assert type_password(client).status_code == 410
    assert type_password(follow(second)).status_code == 302


def test_inv_2_a_link_is_dead_after_it_is_withdrawn(token):
    client = follow(token)
    Uitnodiging.objects.update(ingetrokken_op=timezone.now())
    assert is_dead(token)
    assert type_password(client).status_code == 410


@pytest.mark.parametrize("status", [Status.CONCEPT, Status.ACTIEF, Status.UIT_DIENST])
def test_inv_2_a_link_is_dead_when_the_teamlid_is_no_longer_invited(nieuw, token, status):
    client = follow(token)
    Teamlid.objects.filter(pk=nieuw.pk).update(status=status)
    assert is_dead(token)
    assert type_password(client).status_code == 410


@pytest.mark.parametrize("lost", [{"autorisatierol": "Mutator"}, {"status": Status.UIT_DIENST}])
def test_inv_2_a_link_is_dead_when_the_inviter_may_no_longer_invite(cast, token, lost):
    client = follow(token)
    if "autorisatierol" in lost:
        lost = {"autorisatierol": Autorisatierol.objects.get(naam="Mutator")}
    before = {name: getattr(cast.manon.teamlid, name) for name in lost}
    Teamlid.objects.filter(pk=cast.manon.pk).update(**lost)
    assert is_dead(token)
    assert type_password(client).status_code == 410
    Teamlid.objects.filter(pk=cast.manon.pk).update(**before)
    assert type_password(follow(token)).status_code == 302


@pytest.mark.parametrize("nonsense", ["x", "%00", "a" * 500, "é"])
def test_inv_2_a_token_that_nobody_sent_is_gone(token, nonsense):
    assert is_gone(login(), f"/uitnodiging/{nonsense}/")


def test_inv_2_an_uitnodiging_that_is_not_mailed_yet_has_no_link(cast, nieuw):
    invite_teamlid(cast.manon, nieuw)
    assert Uitnodiging.objects.get().token_hash is None
    assert find_uitnodiging("") is None


def test_inv_2_a_job_that_comes_late_or_twice_mails_nothing(cast, nieuw, token, mailoutbox):
    mailed = Uitnodiging.objects.get()
    deliver_uitnodiging.enqueue(mailed.pk)
    replaced = invite_teamlid(cast.manon, nieuw)
    invite_teamlid(cast.manon, nieuw)
    deliver_uitnodiging.enqueue(replaced.pk)
    assert len(mailoutbox) == 1


# --- The password ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort-wacht4", "Dit wachtwoord is te kort; het moet minstens 12 tekens hebben."),
        ("manchesterunited", "Dit wachtwoord is te algemeen."),
        ("4820571936284", "Dit wachtwoord bevat alleen cijfers."),
        ("Groothuis-2026", "Dit wachtwoord lijkt te veel op je achternaam."),
        ("noortje@kantoor", "Dit wachtwoord lijkt te veel op je e-mailadres."),
    ],
)
def test_inv_3_a_weak_password_is_refused_at_its_field(nieuw, token, password, sentence):
    client = follow(token)
    response = type_password(client, password)
    assert (response.status_code, errors(response)) == (200, {"wachtwoord": [sentence]})
    nieuw.refresh_from_db()
    assert (nieuw.status, nieuw.persoon.check_password(password)) == (Status.UITGENODIGD, False)
    assert f'value="{password}"' not in response.content.decode()
    assert type_password(client).status_code == 302


def test_inv_3_twelve_characters_are_enough(token):
    assert type_password(follow(token), "vlag-boot-73").status_code == 302


def test_inv_3_two_different_passwords_are_refused_at_the_second(token):
    response = type_password(follow(token), again="paarse-fietsen-in-mei-5")
    assert errors(response) == {"herhaling": ["De twee wachtwoorden zijn niet hetzelfde."]}


def test_inv_3_an_empty_form_is_refused_at_its_fields(token):
    assert errors(follow(token).post("/uitnodiging/", {})) == {
        "wachtwoord": ["Kies een wachtwoord."],
        "herhaling": ["Typ het wachtwoord nog een keer."],
    }


@pytest.mark.parametrize("password", ["  spaties horen erbij  ", "wachtwoord-met-é-en-✓"])
def test_inv_3_the_password_is_kept_as_it_was_typed(nieuw, token, password):
    type_password(follow(token), password)
    nieuw.persoon.refresh_from_db()
    assert [nieuw.persoon.check_password(text) for text in (password, password.strip() + "x")] == [True, False]


def test_inv_3_accepting_lands_logged_in_on_the_own_start_page(cast, nieuw, token):
    TeamlidRolFactory(teamlid=nieuw, relatie=cast.own)
    client = follow(token)
    response = type_password(client)
    assert (response.status_code, response.url) == (302, "/")
    start = client.get("/")
    assert (start.status_code, start.wsgi_request.user) == (200, nieuw.persoon)
    assert messages(start) == ["Welkom! Je wachtwoord is ingesteld en je bent ingelogd."]
    assert [relatie for relatie, _ in start.context["eigen_relaties"]] == [cast.own]
    nieuw.refresh_from_db()
    assert nieuw.status == Status.ACTIEF
    accepted, logged_in = Activiteit.objects.order_by("pk")[1:]
    assert (accepted.actie, accepted.actor, accepted.wijzigingen) == (
        "uitnodiging aangenomen", nieuw.persoon, {"status": ["uitgenodigd", "actief"]},
    )  # fmt: skip
    assert (logged_in.actie, logged_in.actor) == ("ingelogd", nieuw.persoon)


def test_inv_3_the_new_password_is_that_of_the_login_page(token):
    type_password(follow(token))
    response = login().post("/inloggen/", {"username": "noortje@kantoor.example", "password": WACHTWOORD})
    assert (response.status_code, response.url) == (302, "/")


# --- Where the token does not go -------------------------------------------------------------------------------


def test_the_token_is_not_in_the_page_nor_its_address_and_is_not_cached(token):
    client = follow(token)
    page = client.get("/uitnodiging/")
    assert page.request["PATH_INFO"] == "/uitnodiging/"
    assert token not in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert "no-store" in login().get(f"/uitnodiging/{token}/").headers["Cache-Control"]


def test_the_token_leaves_the_session_when_it_is_used(token):
    client = follow(token)
    assert dict(client.session) == {"uitnodiging_token": token}
    type_password(client)
    assert token not in str(dict(client.session))
    assert [session for session in Session.objects.all() if token in str(session.get_decoded())] == []


def test_the_session_key_changes_when_the_new_colleague_comes_in(nieuw, token):
    """Whoever planted a session in this browser before does not share the account."""
    client = follow(token)
    before = client.session.session_key
    type_password(client)
    assert client.session[LOGGED_IN] == str(nieuw.pk)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_colleague_who_opens_the_link_is_replaced_by_the_new_one(cast, nieuw, token):
    client = login(cast.bram)
    before = client.session.session_key
    client.get(f"/uitnodiging/{token}/")
    assert client.get("/").wsgi_request.user == cast.bram
    type_password(client)
    start = client.get("/")
    assert start.wsgi_request.user == nieuw.persoon
    assert not Session.objects.filter(session_key=before).exists()
    assert token not in str(dict(client.session))


def test_two_links_in_two_browsers_do_not_mix(cast, token):
    other = TeamlidFactory(status=Status.CONCEPT)
    first, second = follow(token), login()
    assert is_gone(second, "/uitnodiging/")
    type_password(first)
    assert second.get("/").status_code == 302
    other.refresh_from_db()
    assert other.status == Status.CONCEPT


def test_neither_token_nor_password_is_written_to_the_log(token, caplog):
    caplog.set_level(logging.DEBUG)
    client = follow(token)
    type_password(client, "kort")
    type_password(client)
    login().get(f"/uitnodiging/{'y' * 43}/")
    assert [secret in caplog.text for secret in (token, WACHTWOORD)] == [False, False]
