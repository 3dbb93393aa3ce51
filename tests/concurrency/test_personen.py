"""A number and an address belong to one person, also when two people save at the same moment."""

import pytest

from crm.models import Functie, Persoon, Soort
from crm.nummers import next_free
from crm.services import create_contact, update_contact
from permissions.models import Autorisatierol
from teamleden.services import add_teamlid, update_teamlid
from tests.cast import next_request
from tests.client import login
from tests.concurrency.at_once import at_once
from tests.pages import errors, form_data, messages

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ADVIES = (
    "Een adres is de gebruikersnaam en kan maar één keer voorkomen; "
    "wil je zien wat een klant ziet, maak dan een los contact met een ander adres."
)
NUMMER = "77777"
# The same address, in another case and in full-width letters.
ADRES, ZELFDE_ADRES = "noor@voorbeeld.example", "ＮＯＯＲ@Voorbeeld.Example"


def nummer_bezet(kind, naam):
    return {"nummer": [f"Nummer {NUMMER} is al van een {kind} ({naam}); een nummer kan maar bij één persoon horen."]}


def email_bezet(kind, naam):
    return {"email": [f"Dit e-mailadres is al in gebruik bij een {kind} ({naam}). {ADVIES}"]}


class Doors:
    """The two kinds of person, each made by its service or through its page, with what both need."""

    def __init__(self, cast):
        self.cast = cast
        self.functie = Functie.objects.get(naam="medewerker")
        self.rol = Autorisatierol.objects.get(naam="Mutator")
        self.clients = {"contact": login(cast.bram), "teamlid": login(cast.anna)}
        self.urls = {"contact": "/crm/contacten/nieuw/", "teamlid": "/crm/teamleden/nieuw/"}

    def by_service(self, kind, **values):
        values = {"achternaam": kind, "email": f"{kind}@voorbeeld.example", **values}
        if kind == "contact":
            bram = next_request(self.cast.bram)
            return lambda: create_contact(bram, relatie=self.cast.own, functie=self.functie, **values)
        anna = next_request(self.cast.anna)
        return lambda: add_teamlid(anna, autorisatierol=self.rol, functie=self.functie, **values)

    def by_page(self, kind, client=None, **values):
        client, url = client or self.clients[kind], self.urls[kind]
        own = {"relatie": self.cast.own.nummer} if kind == "contact" else {"autorisatierol": self.rol.pk}
        typed = {"achternaam": kind, "email": f"{kind}@voorbeeld.example", "functie": self.functie.pk, **own, **values}
        data = {**form_data(client.get(url)), **typed}
        return lambda: client.post(url, data)


@pytest.fixture
def doors(cast):
    return Doors(cast)


ORDERS = pytest.mark.parametrize(("first", "second"), [("contact", "teamlid"), ("teamlid", "contact")])


@ORDERS
def test_num_1_two_services_at_once_give_a_number_to_one_person(doors, first, second):
    made, refused = at_once(doors.by_service(first, nummer=NUMMER), doors.by_service(second, nummer=NUMMER))
    assert refused.message_dict == nummer_bezet(first, first)
    assert [persoon.achternaam for persoon in Persoon.objects.filter(nummer=NUMMER)] == [first]
    assert made.pk == Persoon.objects.get(nummer=NUMMER).pk


@ORDERS
def test_num_1_two_forms_at_once_give_a_number_to_one_person(doors, first, second):
    made, refused = at_once(doors.by_page(first, nummer=NUMMER), doors.by_page(second, nummer=NUMMER))
    assert (made.status_code, refused.status_code) == (302, 200)
    assert errors(refused) == nummer_bezet(first, first)
    assert [persoon.achternaam for persoon in Persoon.objects.filter(nummer=NUMMER)] == [first]


@ORDERS
def test_mail_1_two_services_at_once_give_an_address_to_one_person(doors, first, second):
    made, refused = at_once(doors.by_service(first, email=ADRES), doors.by_service(second, email=ZELFDE_ADRES))
    assert refused.message_dict == email_bezet(first, first)
    assert [persoon.achternaam for persoon in Persoon.objects.filter(email=ADRES)] == [first]
    assert made.pk == Persoon.objects.get(email=ADRES).pk


@ORDERS
def test_mail_1_two_forms_at_once_give_an_address_to_one_person(doors, first, second):
    made, refused = at_once(doors.by_page(first, email=ADRES), doors.by_page(second, email=ZELFDE_ADRES))
    assert (made.status_code, refused.status_code) == (302, 200)
    assert errors(refused) == email_bezet(first, first)
    assert [persoon.achternaam for persoon in Persoon.objects.filter(email=ADRES)] == [first]


def test_mail_1_two_changes_of_an_address_at_once_are_refused_by_the_database_with_the_same_sentence(cast):
    """Without the number there is no lock on the kantoor: both pass the check and the constraint decides."""
    changed, refused = at_once(
        lambda: update_contact(cast.bram, cast.fenna, versie=1, email=ADRES),
        lambda: update_contact(cast.manon, Persoon.objects.get(voornaam="Gerda"), versie=1, email=ZELFDE_ADRES),
    )
    assert refused.message_dict == email_bezet("contact", "Fenna van Vliet")
    assert [changed] == list(Persoon.objects.filter(email=ADRES)) == [cast.fenna]


def test_num_1_two_changes_of_a_number_at_once_give_it_to_one_person(cast):
    changed, refused = at_once(
        lambda: update_teamlid(cast.anna, cast.bram.teamlid, versie=1, nummer=NUMMER),
        lambda: update_contact(cast.bram, cast.fenna, versie=1, nummer=NUMMER),
    )
    assert refused.message_dict == nummer_bezet("teamlid", cast.bram)
    assert [changed.pk] == [persoon.pk for persoon in Persoon.objects.filter(nummer=NUMMER)]


@pytest.mark.parametrize("kind", ["contact", "teamlid"])
def test_num_2_two_untouched_proposals_at_once_get_two_numbers(doors, cast, kind):
    proposal = next_free(Soort(kind))
    other = login(cast.manon if kind == "contact" else cast.anna)
    jobs = [
        doors.by_page(kind, achternaam="Eerste", email="een@voorbeeld.example"),
        doors.by_page(kind, client=other, achternaam="Tweede", email="twee@voorbeeld.example"),
    ]
    first, second = at_once(*jobs)
    following = str(int(proposal) + 1).zfill(len(proposal))
    assert numbers_of("Eerste", "Tweede") == [proposal, following]
    soort = kind.capitalize()
    assert messages(doors.clients[kind].get(first.url)) == [f"{soort} Eerste is toegevoegd met nummer {proposal}."]
    assert messages(other.get(second.url)) == [
        f"{soort} Tweede is toegevoegd met nummer {following}; "
        f"nummer {proposal} was intussen aan iemand anders gegeven."
    ]


@pytest.mark.parametrize("kind", ["contact", "teamlid"])
def test_num_2_two_services_without_a_number_at_once_get_two(doors, kind):
    proposal = next_free(Soort(kind))
    at_once(
        doors.by_service(kind, achternaam="Eerste", email="een@voorbeeld.example"),
        doors.by_service(kind, achternaam="Tweede", email="twee@voorbeeld.example"),
    )
    assert numbers_of("Eerste", "Tweede") == [proposal, str(int(proposal) + 1)]


def numbers_of(*names):
    return [Persoon.objects.get(achternaam=name).nummer for name in names]
