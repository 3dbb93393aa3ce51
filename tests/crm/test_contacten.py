"""Contacten: their Koppelingen, and who may see and change them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activiteitenlog.models import Activiteit
from crm.forms import ContactCreateForm, KoppelingForm, relaties_for_new_contact
from crm.models import Functie, Koppeling, Persoon
from crm.permissions import CONTACTEN_BEHEREN
from crm.services import couple_contact, create_contact, uncouple_contact, update_contact, update_koppeling
from crm.versies import StaleObject
from permissions.gate import NotAllowed
from tests.cast import next_request
from tests.factories import ContactFactory, FunctieFactory, KoppelingFactory

pytestmark = pytest.mark.django_db


def functie():
    return Functie.objects.get(naam=Functie.GEVOLMACHTIGDE)


def voorkeur_at(relatie):
    return list(Koppeling.objects.current().filter(relatie=relatie, voorkeur=True).values_list("contact", flat=True))


def visible(persoon, permissie=None):
    args = () if permissie is None else (permissie,)
    return set(Persoon.objects.visible_to(next_request(persoon), *args))


def test_con_1_a_contact_starts_coupled_to_its_relatie(cast):
    made = create_contact(cast.bram, relatie=cast.own, functie=functie(), voornaam="Jo", achternaam="Nieuw")
    row = made.koppelingen.get()
    assert (made.soort, row.relatie, row.functie.naam, row.voorkeur, row.ontkoppeld_op) == (
        "contact", cast.own, "gevolmachtigde", False, None,
    )  # fmt: skip
    assert not made.has_usable_password()


def test_con_1_the_default_functie_is_gevolmachtigde(cast):
    form = ContactCreateForm(actor=cast.bram)
    assert form.fields["functie"].initial == functie()
    assert KoppelingForm(actor=cast.bram, relatie=cast.own).fields["functie"].initial == functie()


def test_con_1_one_contact_is_the_voorkeurscontact(cast):
    assert voorkeur_at(cast.own) == [cast.fenna.pk]
    second = create_contact(cast.bram, relatie=cast.own, functie=functie(), achternaam="Nieuw", voorkeur=True)
    assert voorkeur_at(cast.own) == [second.pk]
    update_koppeling(cast.bram, cast.fenna.koppelingen.get(), functie=functie(), voorkeur=True)
    assert voorkeur_at(cast.own) == [cast.fenna.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        KoppelingFactory(relatie=cast.own, voorkeur=True)


def test_con_1_uncoupling_ends_access_at_once_and_keeps_history(cast):
    row = cast.fenna.koppelingen.get()
    assert visible(cast.bram) >= {cast.fenna}
    uncouple_contact(cast.bram, row)
    row.refresh_from_db()
    assert (row.ontkoppeld_op is not None, row.voorkeur) == (True, False)
    assert cast.fenna not in visible(cast.bram)
    assert list(Koppeling.objects.current().filter(contact=cast.fenna)) == []
    with pytest.raises(ValidationError) as refused:
        uncouple_contact(cast.bram, row)
    assert refused.value.messages == ["Dit contact is intussen al ontkoppeld."]


def test_con_1_coupling_again_is_a_new_row(cast):
    uncouple_contact(cast.bram, cast.fenna.koppelingen.get())
    couple_contact(cast.bram, cast.own, cast.fenna, functie=functie())
    assert [row.ontkoppeld_op is None for row in cast.fenna.koppelingen.order_by("pk")] == [False, True]
    with pytest.raises(ValidationError) as refused:
        couple_contact(cast.bram, cast.own, cast.fenna, functie=functie())
    assert refused.value.message_dict == {"contact": ["Dit contact is al aan deze relatie gekoppeld."]}


def test_con_1_a_refused_coupling_leaves_the_voorkeur_where_it_was(cast):
    gerda = cast.own.koppelingen.get(voorkeur=False).contact
    with pytest.raises(ValidationError):
        couple_contact(cast.bram, cast.own, gerda, functie=functie(), voorkeur=True)
    assert voorkeur_at(cast.own) == [cast.fenna.pk]


def test_a_teamlid_is_never_a_contact(cast):
    with pytest.raises(ValidationError) as refused:
        couple_contact(cast.anna, cast.own, cast.chantal, functie=functie())
    assert refused.value.messages == ["Een teamlid kan geen contact van een relatie zijn."]


@pytest.mark.parametrize("who", ["anna", "bram", "chantal", "daan", "eva", "fenna", "manon", "rick"])
def test_changing_koppelingen_needs_a_mutator_rol_there(cast, who):
    actor, other = getattr(cast, who), FunctieFactory(naam="directeur")
    calls = [
        lambda: create_contact(actor, relatie=cast.own, functie=other, achternaam="Nieuw"),
        lambda: couple_contact(actor, cast.own, ContactFactory(), functie=other),
        lambda: update_koppeling(actor, cast.fenna.koppelingen.get(), functie=other, voorkeur=True),
        lambda: update_contact(actor, cast.fenna, versie=1, achternaam="Anders"),
        lambda: uncouple_contact(actor, cast.fenna.koppelingen.get()),
    ]
    for call in calls:
        if who in {"anna", "bram", "daan", "manon"}:
            call()
        else:
            with pytest.raises(NotAllowed):
                call()


def test_contacten_follow_their_relaties(cast):
    gerda = cast.own.koppelingen.get(voorkeur=False).contact
    at_raadpleger = KoppelingFactory(relatie=cast.own_raadpleger).contact
    at_other = KoppelingFactory(relatie=cast.other).contact
    at_hidden = KoppelingFactory(relatie=cast.afgeschermd).contact
    own = {cast.fenna, gerda}
    expected = {
        "anna": {*own, at_raadpleger, at_other},
        "bram": {*own, at_raadpleger},
        "daan": {*own, at_raadpleger},
        "chantal": {at_other, at_hidden},
        "manon": own,
        "rick": own,
        "eva": set(),
        "fenna": set(),
    }
    assert {who: visible(getattr(cast, who)) for who in expected} == expected
    may_change = {who: visible(getattr(cast, who), CONTACTEN_BEHEREN) for who in ("bram", "rick", "chantal")}
    assert may_change == {"bram": own, "rick": set(), "chantal": {at_other, at_hidden}}


def test_who_is_coupled_to_nothing_is_seen_with_bereik_alle_only(cast):
    never = ContactFactory()
    was_hidden = KoppelingFactory(relatie=cast.afgeschermd).contact
    uncouple_contact(cast.chantal, was_hidden.koppelingen.get())
    uncouple_contact(cast.bram, cast.fenna.koppelingen.get())
    gerda = cast.own.koppelingen.get(contact__voornaam="Gerda").contact
    assert visible(cast.anna) == {never, cast.fenna, gerda}
    assert visible(cast.bram) == {gerda}
    assert visible(cast.chantal) == set()


def test_rel_5_a_contact_shows_only_the_relaties_one_may_know_of(cast):
    KoppelingFactory(contact=cast.fenna, relatie=cast.afgeschermd)
    KoppelingFactory(contact=cast.fenna, relatie=cast.other)
    expected = {
        "anna": {cast.own, cast.other},
        "bram": {cast.own},
        "chantal": {cast.other, cast.afgeschermd},
    }
    found = {
        who: set(Persoon.objects.with_visible_relaties(getattr(cast, who)).get(pk=cast.fenna.pk).zichtbare_relaties)
        for who in expected
    }
    assert found == expected


def test_the_same_version_of_a_contact_saved_twice_is_refused(cast):
    assert update_contact(cast.bram, cast.fenna, versie=1, telefoon="+31612345678").versie == 2
    with pytest.raises(StaleObject) as refused:
        update_contact(cast.manon, cast.fenna, versie=1, telefoon="+31612345679")
    assert refused.value.current.telefoon == "+31612345678"


def test_aut_3_the_choices_in_forms_are_what_one_may_use(cast):
    """Couple: only Contacten one sees and that are not here yet; add: only Relaties where one may."""
    at_raadpleger = KoppelingFactory(relatie=cast.own_raadpleger).contact
    KoppelingFactory(relatie=cast.other)
    assert set(KoppelingForm(actor=cast.bram, relatie=cast.own).fields["contact"].queryset) == {at_raadpleger}
    assert set(relaties_for_new_contact(cast.bram)) == {cast.own}
    assert set(relaties_for_new_contact(cast.rick)) == set()
    assert set(relaties_for_new_contact(cast.anna)) == {cast.own, cast.own_raadpleger, cast.other}


def test_a_contact_is_never_coupled_to_the_office_itself(cast):
    with pytest.raises(ValidationError) as refused:
        couple_contact(cast.anna, cast.intern, cast.fenna, functie=functie())
    assert refused.value.messages == ["Een contact hoort bij een klant; de interne kantoorrelatie is van de teamleden."]


def test_aut_3_nobody_couples_a_contact_they_may_not_see(cast):
    """Coupling would make it visible; a form offers only what one sees, and so does every other caller."""
    hidden = KoppelingFactory(relatie=cast.other).contact
    with pytest.raises(ValidationError) as refused:
        couple_contact(cast.bram, cast.own, hidden, functie=functie())
    assert refused.value.message_dict == {"contact": ["Dit contact bestaat niet."]}
    assert not Persoon.objects.visible_to(cast.bram).filter(pk=hidden.pk).exists()
    seen = KoppelingFactory(relatie=cast.own_raadpleger).contact
    assert couple_contact(cast.bram, cast.own, seen, functie=functie()).contact == seen


def test_the_address_of_who_logs_in_is_changed_only_by_who_manages_all_their_relaties(cast):
    """It is the user name: whoever changes it could log in as that person, at the other Relatie too."""
    KoppelingFactory(contact=cast.fenna, relatie=cast.other)
    cast.fenna.set_password("een-lang-wachtwoord-27")
    cast.fenna.save(update_fields=["password"])
    with pytest.raises(ValidationError) as refused:
        update_contact(cast.bram, cast.fenna, versie=1, email="bram@elders.example", telefoon="")
    assert list(refused.value.message_dict) == ["email"]
    cast.fenna.refresh_from_db()
    assert (cast.fenna.email, cast.fenna.versie) == ("fenna@voorbeeld.example", 1)
    assert update_contact(cast.bram, cast.fenna, versie=1, voornaam="Fien").versie == 2
    assert update_contact(cast.anna, cast.fenna, versie=2, email="fien@voorbeeld.example").versie == 3


def test_the_former_voorkeurscontact_is_logged(cast):
    gerda = cast.own.koppelingen.get(voorkeur=False)
    update_koppeling(cast.bram, gerda, functie=gerda.functie, voorkeur=True)
    entries = Activiteit.objects.filter(actie="koppeling gewijzigd").order_by("pk")
    assert [(entry.object_id, entry.wijzigingen) for entry in entries] == [
        (str(cast.fenna.pk), {"voorkeur": [True, False]}),
        (str(gerda.contact_id), {"voorkeur": [False, True]}),
    ]
