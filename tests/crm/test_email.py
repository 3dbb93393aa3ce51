"""The e-mail address: the user name, unique over Contacten and Teamleden together."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.models import Functie, Persoon
from crm.services import create_contact, update_contact
from teamleden.services import update_teamlid
from tests.factories import ContactFactory, KoppelingFactory, TeamlidFactory

pytestmark = pytest.mark.django_db

ADVIES = (
    "Een adres is de gebruikersnaam en kan maar één keer voorkomen; "
    "wil je zien wat een klant ziet, maak dan een los contact met een ander adres."
)
# Upper case, full-width letters, the Kelvin sign, spaces around.
SAME = [
    "KEES@voorbeeld.example",
    "ｋｅｅｓ@voorbeeld.example",
    "\u212aees@voorbeeld.example",
    " kees@Voorbeeld.Example ",
]


def contact(actor, relatie, email):
    functie = Functie.objects.get(naam=Functie.GEVOLMACHTIGDE)
    return create_contact(actor, relatie=relatie, functie=functie, achternaam="Nieuw", email=email)


@pytest.mark.parametrize("written", SAME)
def test_mail_1_one_address_however_it_is_written(db, written):
    first = TeamlidFactory(persoon__email="kees@voorbeeld.example").persoon
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(email=written)
    with pytest.raises(IntegrityError), transaction.atomic():
        Persoon.objects.bulk_create([ContactFactory.build(email=written)])
    other = ContactFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Persoon.objects.filter(pk=other.pk).update(email=written)
    assert Persoon.objects.get(email=written) == Persoon.objects.get_by_natural_key(written) == first


@pytest.mark.parametrize("written", SAME)
def test_mail_1_the_object_in_memory_shows_what_was_stored(db, written):
    persoon = ContactFactory(email=written)
    assert persoon.email == "kees@voorbeeld.example"
    persoon.refresh_from_db()
    assert persoon.email == "kees@voorbeeld.example"


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_mail_1_many_people_may_have_no_address(db, nothing):
    people = [ContactFactory(email=nothing), ContactFactory(email=nothing)]
    assert [person.email for person in people] == [None, None]


@pytest.mark.parametrize("written", SAME)
def test_mail_2_the_refusal_tells_the_kind_the_name_and_what_to_do(cast, written):
    taken = KoppelingFactory(relatie=cast.own, contact__email="kees@voorbeeld.example").contact
    with pytest.raises(ValidationError) as refused:
        contact(cast.bram, cast.own, written)
    sentence = f"Dit e-mailadres is al in gebruik bij een contact ({taken}). {ADVIES}"
    assert refused.value.message_dict == {"email": [sentence]}


def test_mail_2_the_address_of_a_teamlid_is_told_as_such(cast):
    with pytest.raises(ValidationError) as refused:
        contact(cast.bram, cast.own, "Chantal@Kantoor.Example")
    sentence = f"Dit e-mailadres is al in gebruik bij een teamlid ({cast.chantal}). {ADVIES}"
    assert refused.value.message_dict == {"email": [sentence]}


def test_mail_2_who_may_not_see_the_person_is_not_told_the_name(cast):
    KoppelingFactory(relatie=cast.other, contact__email="geheim@voorbeeld.example")
    KoppelingFactory(relatie=cast.afgeschermd, contact__email="stil@voorbeeld.example")
    anonymous = {"email": [f"Dit e-mailadres is al in gebruik bij een contact. {ADVIES}"]}
    for actor, address in (
        (cast.bram, "geheim@voorbeeld.example"),
        (cast.bram, "stil@voorbeeld.example"),
        (cast.anna, "stil@voorbeeld.example"),
    ):
        with pytest.raises(ValidationError) as refused:
            contact(actor, cast.own, address)
        assert refused.value.message_dict == anonymous


def test_mail_2_holds_when_an_address_is_changed(cast):
    with pytest.raises(ValidationError) as refused:
        update_contact(cast.bram, cast.fenna, versie=1, email="CHANTAL@kantoor.example")
    expected = {"email": [f"Dit e-mailadres is al in gebruik bij een teamlid ({cast.chantal}). {ADVIES}"]}
    assert refused.value.message_dict == expected
    with pytest.raises(ValidationError) as refused:
        update_teamlid(cast.anna, cast.bram.teamlid, versie=1, email=cast.fenna.email)
    expected = {"email": [f"Dit e-mailadres is al in gebruik bij een contact ({cast.fenna}). {ADVIES}"]}
    assert refused.value.message_dict == expected
    assert update_contact(cast.bram, cast.fenna, versie=1, email="FENNA@voorbeeld.example").versie == 1


def test_both_number_and_address_are_told_at_once(cast):
    functie = Functie.objects.get(naam=Functie.GEVOLMACHTIGDE)
    with pytest.raises(ValidationError) as refused:
        create_contact(
            cast.bram, relatie=cast.own, functie=functie, achternaam="Nieuw",
            nummer=cast.fenna.nummer, email=cast.fenna.email,
        )  # fmt: skip
    assert set(refused.value.message_dict) == {"nummer", "email"}
