"""Numbers of people: one range for Contacten and Teamleden together."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.models import Functie, Kantoor, Persoon, Soort
from crm.nummers import clean_persoonsnummer, next_free
from crm.services import create_contact, update_contact
from permissions.models import Autorisatierol
from teamleden.services import add_teamlid, update_teamlid
from tests.factories import ContactFactory, KoppelingFactory, TeamlidFactory

pytestmark = pytest.mark.django_db


def contact(actor, relatie, **values):
    functie = Functie.objects.get(naam=Functie.GEVOLMACHTIGDE)
    return create_contact(actor, relatie=relatie, functie=functie, achternaam="Nieuw", **values)


def lid(actor, **values):
    rol, functie = Autorisatierol.objects.get(naam="Mutator"), Functie.objects.get(naam="medewerker")
    values = {"achternaam": "Nieuw", "email": "nieuw@kantoor.example", **values}
    return add_teamlid(actor, autorisatierol=rol, functie=functie, **values)


def set_range(**values):
    Kantoor.objects.filter(pk=Kantoor.PK).update(**values)


def test_num_1_the_database_keeps_one_number_for_both_kinds(db):
    number = TeamlidFactory().persoon.nummer
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(nummer=number)
    assert Persoon.objects.get(nummer=number).is_teamlid


def test_num_1_a_number_is_unique_over_contacten_and_teamleden(cast):
    taken = cast.bram.nummer
    with pytest.raises(ValidationError) as refused:
        contact(cast.anna, cast.own, nummer=taken)
    sentence = f"Nummer {taken} is al van een teamlid ({cast.bram}); een nummer kan maar bij één persoon horen."
    assert refused.value.message_dict == {"nummer": [sentence]}
    with pytest.raises(ValidationError) as refused:
        lid(cast.anna, nummer=cast.fenna.nummer)
    sentence = (
        f"Nummer {cast.fenna.nummer} is al van een contact ({cast.fenna}); een nummer kan maar bij één persoon horen."
    )
    assert refused.value.message_dict == {"nummer": [sentence]}


def test_num_2_each_kind_is_proposed_from_its_own_block(db):
    assert (next_free(Soort.CONTACT), next_free(Soort.TEAMLID)) == ("00001", "90001")
    ContactFactory(nummer="00041")
    TeamlidFactory(persoon__nummer="90007")
    assert (next_free(Soort.CONTACT), next_free(Soort.TEAMLID)) == ("00042", "90008")


def test_num_2_at_the_end_of_the_block_the_gaps_are_used(db):
    set_range(nummer_eerste=1, nummer_laatste=9, teamlid_eerste=4, teamlid_laatste=6)
    for number in ("00001", "00003"):
        ContactFactory(nummer=number)
    assert next_free(Soort.CONTACT) == "00002"
    ContactFactory(nummer="00002")
    assert next_free(Soort.CONTACT) == "00007"
    for number in ("00007", "00008", "00009"):
        ContactFactory(nummer=number)
    with pytest.raises(ValidationError) as refused:
        next_free(Soort.CONTACT)
    assert refused.value.messages == ["De nummerreeks is vol; vraag een beheerder om de reeks te vergroten."]
    assert next_free(Soort.TEAMLID) == "00004"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "Nummer 0 valt buiten de nummerreeks van het kantoor (00001 tot en met 99999)."),
        ("100000", "Nummer 100000 valt buiten de nummerreeks van het kantoor (00001 tot en met 99999)."),
        ("9" * 30, f"Nummer {'9' * 30} valt buiten de nummerreeks van het kantoor (00001 tot en met 99999)."),
        ("12a", "Een nummer bestaat uit cijfers, van 00001 tot en met 99999."),
        ("-5", "Een nummer bestaat uit cijfers, van 00001 tot en met 99999."),
        ("١٢", "Een nummer bestaat uit cijfers, van 00001 tot en met 99999."),
    ],
)
def test_num_2_outside_the_range_is_refused(db, typed, sentence):
    with pytest.raises(ValidationError) as refused:
        clean_persoonsnummer(typed)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(("typed", "stored"), [("1", "00001"), (" 00042 ", "00042"), ("99999", "99999")])
def test_num_2_a_free_number_may_be_typed(cast, typed, stored):
    Persoon.objects.filter(nummer=stored).update(nummer="55555")
    assert contact(cast.anna, cast.own, nummer=typed).nummer == stored


def test_num_2_a_teamlid_may_have_a_typed_number_outside_its_block(cast):
    assert lid(cast.anna, nummer="50000").persoon.nummer == "50000"


def test_num_2_the_untouched_proposal_that_is_gone_gives_the_next(cast):
    proposal = next_free(Soort.TEAMLID)
    first = lid(cast.anna, nummer=proposal, voorgesteld=proposal)
    second = lid(cast.anna, nummer=proposal, voorgesteld=proposal, email="tweede@kantoor.example")
    assert [first.persoon.nummer, second.persoon.nummer] == [proposal, str(int(proposal) + 1)]


def test_num_2_a_typed_number_that_is_gone_is_refused(cast):
    proposal = next_free(Soort.TEAMLID)
    typed = str(int(proposal) + 5)
    lid(cast.anna, nummer=typed, voorgesteld=proposal)
    with pytest.raises(ValidationError) as refused:
        lid(cast.anna, nummer=typed, voorgesteld=proposal, email="tweede@kantoor.example")
    assert set(refused.value.message_dict) == {"nummer"}


def test_num_2_no_number_given_takes_the_next_free_one(cast):
    expected = next_free(Soort.CONTACT)
    assert contact(cast.anna, cast.own).nummer == expected


def test_num_2_a_number_from_before_the_range_changed_may_stay(cast):
    set_range(nummer_eerste=10_000, teamlid_eerste=90_001)
    old = KoppelingFactory(relatie=cast.own, contact__nummer="00007").contact
    assert update_contact(cast.anna, old, versie=1, nummer="00007", achternaam="Anders").achternaam == "Anders"
    with pytest.raises(ValidationError) as refused:
        update_contact(cast.anna, old, versie=2, nummer="00008")
    sentence = "Nummer 00008 valt buiten de nummerreeks van het kantoor (10000 tot en met 99999)."
    assert refused.value.message_dict == {"nummer": [sentence]}


def test_num_3_an_edit_never_takes_the_number_of_the_other_kind(cast):
    for change, owner in (
        (lambda: update_contact(cast.anna, cast.fenna, versie=1, nummer=cast.bram.nummer), cast.bram),
        (lambda: update_teamlid(cast.anna, cast.bram.teamlid, versie=1, nummer=cast.fenna.nummer), cast.fenna),
    ):
        kind = "teamlid" if owner.is_teamlid else "contact"
        with pytest.raises(ValidationError) as refused:
            change()
        sentence = f"Nummer {owner.nummer} is al van een {kind} ({owner}); een nummer kan maar bij één persoon horen."
        assert refused.value.message_dict == {"nummer": [sentence]}
    assert {p.nummer: p.soort for p in Persoon.objects.filter(pk__in=[cast.bram.pk, cast.fenna.pk])} == {
        cast.bram.nummer: "teamlid",
        cast.fenna.nummer: "contact",
    }


def test_num_3_the_name_is_told_only_to_who_may_see_them(cast):
    hidden = KoppelingFactory(relatie=cast.afgeschermd).contact
    for actor, name in ((cast.anna, ""), (cast.chantal, f" ({hidden})")):
        at = cast.other
        with pytest.raises(ValidationError) as refused:
            contact(actor, at, nummer=hidden.nummer)
        sentence = f"Nummer {hidden.nummer} is al van een contact{name}; een nummer kan maar bij één persoon horen."
        assert refused.value.message_dict == {"nummer": [sentence]}
