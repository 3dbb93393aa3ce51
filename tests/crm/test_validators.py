"""REL-3: what a value must look like, and the sentence when it does not."""

import pytest
from django.core.exceptions import ValidationError

from crm import validators
from crm.forms import RelatieForm
from crm.models import Relatie
from tests.factories import PersoonRelatieFactory

GOED = [
    (validators.clean_kvk, " 1234 5678", "12345678"),
    (validators.clean_rsin, "1112.22.333", "111222333"),
    (validators.clean_bsn, "111222333", "111222333"),
    (validators.clean_btw_id, "nl 1112.22.333.b01", "NL111222333B01"),
    (validators.clean_iban, "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
    (validators.clean_iban, "BE68539007547034", "BE68539007547034"),
    (validators.clean_postcode, "1234ab", "1234 AB"),
    (validators.clean_email, " Piet@Voorbeeld.Example ", "piet@voorbeeld.example"),
    (validators.clean_website, "voorbeeld.example", "https://voorbeeld.example"),
    (validators.clean_telefoon, "06-12 34 56 78", "+31612345678"),
]
FOUT = [
    (validators.clean_kvk, "1234567", "Een KvK-nummer heeft 8 cijfers."),
    (validators.clean_kvk, "١٢٣٤٥٦٧٨", "Een KvK-nummer heeft 8 cijfers."),
    (validators.clean_rsin, "11122233", "Een RSIN heeft 9 cijfers."),
    (validators.clean_rsin, "111222334", "Dit RSIN klopt niet: het voldoet niet aan de elfproef."),
    (validators.clean_bsn, "111222334", "Dit BSN klopt niet: het voldoet niet aan de elfproef."),
    (validators.clean_btw_id, "NL111222333", "Dit btw-id klopt niet; het heeft de vorm NL123456789B01."),
    (
        validators.clean_iban,
        "NL91ABNA0417164301",
        "Dit IBAN klopt niet: de controlecijfers passen niet bij het nummer.",
    ),
    (validators.clean_iban, "rekening", "Dit is geen geldig IBAN."),
    (validators.clean_postcode, "0123 AB", "Een postcode heeft de vorm 1234 AB."),
    (validators.clean_email, "piet.voorbeeld", "Dit is geen geldig e-mailadres."),
    (validators.clean_website, "javascript:alert(1)", "Dit is geen geldig webadres."),
]


@pytest.mark.parametrize(("clean", "typed", "stored"), GOED)
def test_rel_3_a_right_value_is_stored_in_one_form(clean, typed, stored):
    assert clean(typed) == stored
    assert clean(stored) == stored


@pytest.mark.parametrize(("clean", "typed", "sentence"), FOUT)
def test_rel_3_a_wrong_value_says_what_is_wrong(clean, typed, sentence):
    with pytest.raises(ValidationError) as refused:
        clean(typed)
    assert refused.value.messages == [sentence]


def filled_in(**values):
    return {"nummer": "70001", "type": "organisatie", "naam": "Nieuwe Klant", "rechtsvorm": "bv", **values}


def test_rel_3_the_form_names_the_field(cast):
    wrong = {"kvk_nummer": "12", "rsin": "111222334", "iban": "x", "bezoek_postcode": "12", "email": "x"}
    form = RelatieForm(filled_in(**wrong), actor=cast.anna)
    assert set(form.errors) == set(wrong)
    assert form.errors["rsin"] == ["Dit RSIN klopt niet: het voldoet niet aan de elfproef."]
    assert RelatieForm(filled_in(), actor=cast.anna).is_valid()


def test_rel_3_a_foreign_postcode_is_left_as_it_is(cast):
    form = RelatieForm(filled_in(bezoek_postcode="B-1000", bezoek_land="België"), actor=cast.anna)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["bezoek_postcode"] == "B-1000"


def test_each_type_asks_for_its_own_name(cast):
    person = {"type": "persoon", "naam": "", "rechtsvorm": ""}
    form = RelatieForm(filled_in(**person), actor=cast.anna)
    assert form.errors == {"achternaam": ["Vul een achternaam in."]}
    form = RelatieForm(filled_in(**person, voornaam="Piet", achternaam="Klant"), actor=cast.anna)
    assert form.is_valid()
    assert form.cleaned_data["naam"] == "Piet Klant"
    form = RelatieForm(filled_in(naam="", rechtsvorm=""), actor=cast.anna)
    assert form.errors == {"naam": ["Vul een naam in."], "rechtsvorm": ["Kies een rechtsvorm."]}


def test_rel_4_an_empty_bsn_keeps_what_is_stored_and_the_form_never_shows_it(cast):
    relatie = PersoonRelatieFactory(bsn="111222333")
    data = filled_in(nummer=relatie.nummer, type="persoon", achternaam="Klant", actief="on", versie=1)
    form = RelatieForm(data, actor=cast.anna, instance=relatie)
    assert "111222333" not in form.as_p()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["bsn"] == "111222333"
    form = RelatieForm({**data, "bsn": "-"}, actor=cast.anna, instance=relatie)
    assert form.is_valid()
    assert form.cleaned_data["bsn"] == ""


def test_rel_4_a_bsn_is_masked_and_cannot_be_searched(db):
    relatie = PersoonRelatieFactory(bsn="111222333")
    assert relatie.bsn_gemaskeerd == "••••••333"
    assert PersoonRelatieFactory().bsn_gemaskeerd == ""
    assert list(Relatie.objects.search("111222333")) == []
    assert list(Relatie.objects.search(relatie.nummer)) == [relatie]


def test_rel_4_a_bsn_belongs_to_a_person(cast):
    form = RelatieForm(filled_in(bsn="111222333"), actor=cast.anna)
    assert form.errors == {"bsn": ["Een BSN hoort bij een persoon; kies het type Persoon of laat dit veld leeg."]}


def test_rel_5_only_who_may_is_asked_about_shielding(cast):
    assert "afgeschermd" in RelatieForm(actor=cast.anna).fields
    assert "afgeschermd" not in RelatieForm(actor=cast.bram).fields
    assert "afgeschermd" not in RelatieForm(actor=cast.bram, instance=cast.own).fields


def test_rel_5_the_form_says_in_gebruik_and_no_name(cast):
    form = RelatieForm(filled_in(nummer=cast.afgeschermd.nummer), actor=cast.anna)
    assert form.errors == {"nummer": ["Dit nummer is in gebruik."]}


def test_rel_2_the_form_of_the_interne_relatie_asks_nothing_that_cannot_change(cast):
    form = RelatieForm(actor=cast.anna, instance=cast.intern)
    assert form.fields["type"].choices == [("intern", "Intern")]
    assert {"actief", "afgeschermd"} & set(form.fields) == set()
