"""Beheer → Kantoor, and `manage.py kantoor_inrichten`."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from activiteitenlog.models import Activiteit
from crm.models import Kantoor, Persoon, Relatie
from crm.nummers import next_free
from crm.services.kantoor import blokken, update_kantoor
from permissions.gate import NotAllowed, Systeem
from teamleden.models import Status, Teamlid
from tests.client import login
from tests.factories import ContactFactory
from tests.pages import errors, form_data, messages

pytestmark = pytest.mark.django_db

URL = "/beheer/kantoor/"
OMGEKEERD = "Het laatste nummer van het blok ligt voor het eerste."


def kantoor():
    return Kantoor.objects.get(pk=Kantoor.PK)


def low_numbers():
    """The Contacten of the cast get 00007 and 00008; its Teamleden are numbered downwards from 99000."""
    for number, contact in enumerate(Persoon.objects.filter(soort="contact").order_by("pk"), start=7):
        Persoon.objects.filter(pk=contact.pk).update(nummer=f"{number:05d}")


def send(persoon, **values):
    client = login(persoon)
    return client.post(URL, {**form_data(client.get(URL)), **values}, follow=True)


def test_num_2_a_new_range_is_where_the_next_numbers_come_from(cast):
    response = send(
        cast.anna, naam="Kantoor De Brug", nummer_breedte="6", nummer_eerste="200000", nummer_laatste="299999",
        teamlid_eerste="290000", teamlid_laatste="299999",
    )  # fmt: skip
    assert messages(response) == ["Opgeslagen."]
    assert (next_free("contact"), next_free("teamlid")) == ("200000", "290000")
    [entry] = Activiteit.objects.filter(actie="kantoor gewijzigd")
    assert entry.wijzigingen["naam"] == ["Mijn Kantoor", "Kantoor De Brug"]
    assert kantoor().nagekeken_op is not None


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"naam": " "}, "naam", "Vul de naam van het kantoor in."),
        ({"nummer_breedte": 4}, "nummer_laatste", "Dit past niet in 4 cijfers."),
        ({"nummer_breedte": 0}, "nummer_breedte", "Een nummer heeft 1 tot en met 9 cijfers."),
        ({"nummer_eerste": 99_999, "nummer_laatste": 5}, "nummer_laatste", "Het laatste nummer ligt voor het eerste."),
        ({"teamlid_eerste": 99_998, "teamlid_laatste": 99_997}, "teamlid_laatste",
         OMGEKEERD),
        ({"nummer_laatste": 95_000}, "teamlid_laatste",
         "Het blok van de teamleden ligt binnen de nummerreeks van het kantoor."),
        ({"nummer_eerste": 90_001}, "teamlid_laatste", "Zo blijft er geen nummer over voor contacten."),
        ({"teamlid_eerste": 2}, "teamlid_eerste", "2 contacten hebben al een nummer in dit blok; kies een ander blok."),
        ({"teamlid_eerste": ""}, "teamlid_eerste", "Vul een getal in."),
        ({"teamlid_eerste": "x"}, "teamlid_eerste", "Vul een heel getal in."),
    ],
)  # fmt: skip
def test_num_2_a_wrong_range_is_refused_at_its_field(cast, values, field, sentence):
    low_numbers()
    response = send(cast.anna, **values)
    assert errors(response) == {field: [sentence]}
    assert (kantoor().naam, kantoor().nummer_laatste, kantoor().nagekeken_op) == ("Mijn Kantoor", 99_999, None)


def test_two_who_change_the_settings_do_not_overwrite_each_other(cast):
    client = login(cast.anna)
    data = form_data(client.get(URL))
    send(cast.anna, naam="Eerst")
    response = client.post(URL, {**data, "naam": "Daarna"})
    assert "intussen" in response.content.decode()
    assert kantoor().naam == "Eerst"


def test_the_page_shows_how_full_each_block_is(cast):
    low_numbers()
    shown = [(blok["naam"], blok["van"], blok["tot"], blok["gebruikt"]) for blok in blokken(kantoor())]
    teamleden = Teamlid.objects.filter(persoon__nummer__gte="90001").count()
    assert shown == [
        ("Contacten", "00001", "90000", 2 + Teamlid.objects.count() - teamleden),
        ("Teamleden", "90001", "99999", teamleden),
    ]
    assert "van 90000" in login(cast.anna).get(URL).content.decode()


def test_the_service_refuses_a_manager(cast):
    with pytest.raises(NotAllowed):
        update_kantoor(cast.manon, naam="Van Manon")
    assert login(cast.manon).get(URL).status_code == 403


# --- From the shell ------------------------------------------------------------------------------------------------


def set_up(*arguments):
    out = StringIO()
    call_command("kantoor_inrichten", *arguments, stdout=out)
    return out.getvalue()


REEKS = ("--cijfers=6", "--laatste=299999", "--eerste=200000", "--teamlid-eerste=290000", "--teamlid-laatste=299999")
FIRST = ("--naam=De Brug", *REEKS, "--beheerder=Anna@Kantoor.example", "--achternaam=Vermeer", "--voornaam=Anna")


def test_an_office_is_set_up_with_one_command():
    out = set_up(*FIRST)
    assert kantoor().naam == Relatie.objects.intern().naam == "De Brug"
    anna = Teamlid.objects.get()
    assert (anna.persoon.nummer, str(anna.autorisatierol), anna.status) == ("290000", "Beheerder", Status.UITGENODIGD)
    assert "Nummers 200000 tot en met 299999, teamleden vanaf 290000 tot en met 299999." in out
    assert "6 rollen en 4 autorisatierollen staan klaar." in out
    assert "/uitnodiging/" in out


def test_running_it_twice_changes_nothing_more():
    set_up(*FIRST)
    before = Activiteit.objects.count()
    out = set_up(*FIRST)
    assert "Er is al iemand met Anna@Kantoor.example; er is niemand toegevoegd." in out
    assert (Teamlid.objects.count(), Activiteit.objects.count()) == (1, before)
    assert "Kantoor De Brug" in set_up()


def test_without_a_beheerder_it_says_how_to_add_one():
    assert "Er is nog geen beheerder; geef --beheerder en --achternaam" in set_up()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--beheerder=a@b.example"], "Geef bij --beheerder ook de --achternaam."),
        (["--cijfers=3"], "--laatste: Dit past niet in 3 cijfers."),
        (["--naam=X", "--teamlid-laatste=5"], f"--teamlid-laatste: {OMGEKEERD}"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_changes_nothing(arguments, sentence):
    with pytest.raises(CommandError, match="^" + sentence.replace(".", r"\.") + "$"):
        set_up(*arguments)
    assert (kantoor().naam, kantoor().nummer_breedte, Teamlid.objects.count()) == ("Mijn Kantoor", 5, 0)


def test_a_range_that_holds_contacten_is_refused_from_the_shell_too():
    ContactFactory(nummer="95000")
    with pytest.raises(ValidationError, match="1 contact heeft al een nummer in dit blok"):
        update_kantoor(Systeem("proef"), naam="De Brug")
