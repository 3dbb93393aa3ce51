"""Two people who save the same thing at the same moment: nobody's work is lost unnoticed."""

import io

import pytest
from django.core.management import call_command

from crm.models import Koppeling, Persoon
from crm.services import create_contact, update_contact, update_koppeling, update_relatie
from crm.versies import StaleObject
from mijnkantoor.ui.phrases import INTUSSEN_GEWIJZIGD
from teamleden.services import update_teamlid
from tests.cast import next_request
from tests.client import login
from tests.concurrency.at_once import at_once
from tests.crm.importeren.conftest import contact, organisatie, write_workbook
from tests.pages import differences, errors, form_data

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def save_twice(save, obj, field):
    """Both have read version 1; the second is told, and the first's value stays."""
    saved, stale = at_once(lambda: save(versie=1, **{field: "eerste"}), lambda: save(versie=1, **{field: "tweede"}))
    assert (type(stale), stale.current) == (StaleObject, saved)
    obj.refresh_from_db()
    assert (getattr(obj, field), getattr(stale.current, field), obj.versie) == ("eerste", "eerste", 2)


def test_a_relatie_saved_twice_at_once_keeps_the_first(cast):
    save_twice(lambda **values: update_relatie(next_request(cast.bram), cast.own, **values), cast.own, "bezoek_plaats")


def test_a_contact_saved_twice_at_once_keeps_the_first(cast):
    save_twice(lambda **values: update_contact(next_request(cast.bram), cast.fenna, **values), cast.fenna, "voornaam")


def test_a_teamlid_saved_twice_at_once_keeps_the_first(cast):
    bram = cast.bram.teamlid
    saved, stale = at_once(
        lambda: update_teamlid(cast.anna, bram, versie=1, voornaam="eerste"),
        lambda: update_teamlid(next_request(cast.anna), bram, versie=1, voornaam="tweede"),
    )
    assert (type(stale), stale.current) == (StaleObject, saved)
    assert Persoon.objects.get(pk=bram.pk).voornaam == stale.current.persoon.voornaam == "eerste"


def edit(client, url, **typed):
    data = {**form_data(client.get(url)), **typed}
    return lambda: client.post(url, data)


@pytest.mark.parametrize("what", ["relaties", "contacten", "teamleden"])
def test_two_forms_at_once_show_the_difference_and_lose_nothing(cast, what):
    obj, field, label = {
        "relaties": (cast.own, "bezoek_plaats", "Plaats"),
        "contacten": (cast.fenna, "voornaam", "Voornaam"),
        "teamleden": (cast.bram, "voornaam", "Voornaam"),
    }[what]
    url = f"/crm/{what}/{obj.pk}/bewerken/"
    anna, other = login(cast.anna), login(cast.anna)
    saved, stale = at_once(edit(anna, url, **{field: "eerste"}), edit(other, url, **{field: "tweede"}))
    assert (saved.status_code, stale.status_code) == (302, 200)
    assert errors(stale) == {"": [INTUSSEN_GEWIJZIGD]}
    assert differences(stale) == [[label, "tweede", "eerste"]]
    obj.refresh_from_db()
    assert getattr(obj, field) == "eerste"


# --- Voorkeurscontact ------------------------------------------------------------------------------------------


def voorkeur_at(relatie):
    return list(Koppeling.objects.current().filter(relatie=relatie, voorkeur=True).values_list("contact", flat=True))


def koppelingen(cast):
    """Those of Fenna and Gerda; of neither it is the voorkeur."""
    Koppeling.objects.filter(relatie=cast.own).update(voorkeur=False)
    return list(Koppeling.objects.filter(relatie=cast.own).select_related("functie").order_by("pk"))


def test_con_1_two_voorkeurscontacten_at_once_are_one(cast):
    first, second = koppelingen(cast)
    at_once(
        lambda: update_koppeling(cast.anna, first, functie=first.functie, voorkeur=True),
        lambda: update_koppeling(cast.bram, second, functie=second.functie, voorkeur=True),
    )
    assert voorkeur_at(cast.own) == [second.contact_id]


def test_con_1_two_voorkeurscontacten_at_once_through_the_page_are_one(cast):
    first, second = koppelingen(cast)
    tab = f"/crm/relaties/{cast.own.pk}/contacten/"
    outcomes = at_once(
        edit(login(cast.anna), f"{tab}{first.pk}/", voorkeur="on"),
        edit(login(cast.bram), f"{tab}{second.pk}/", voorkeur="on"),
    )
    assert [(outcome.status_code, outcome.url) for outcome in outcomes] == [(302, tab)] * 2
    assert voorkeur_at(cast.own) == [second.contact_id]


def test_con_1_a_new_voorkeurscontact_beside_another_is_the_one(cast):
    first, _ = koppelingen(cast)
    _, made = at_once(
        lambda: update_koppeling(cast.anna, first, functie=first.functie, voorkeur=True),
        lambda: create_contact(cast.bram, relatie=cast.own, functie=first.functie, achternaam="Nieuw", voorkeur=True),
    )
    assert voorkeur_at(cast.own) == [made.pk]


# --- Beside an import ------------------------------------------------------------------------------------------


def importing(cast, folder):
    """Imports another field of the Relatie, and of its Contact."""
    relatie = organisatie(cast.own.nummer, Naam=cast.own.naam, Plaats="Breda")
    persoon = contact(cast.fenna.nummer, cast.own.nummer, Achternaam=cast.fenna.achternaam, Voornaam="Femke")
    path = write_workbook(folder / "bestand.xlsx", {"Relaties": [relatie], "Contacten": [persoon]})
    return lambda: call_command("crm_importeren", str(path), "--toepassen", stdout=io.StringIO())


def stored(cast):
    for obj in (cast.own, cast.fenna):
        obj.refresh_from_db()
    return cast.own.bezoek_plaats, cast.own.website, cast.fenna.voornaam, cast.fenna.telefoon


FORMS = {
    "relaties": ("own", {"website": "https://bakker.example"}, "Plaats", "Utrecht", "Breda"),
    "contacten": ("fenna", {"telefoon": "+31612345678"}, "Voornaam", "Fenna", "Femke"),
}
TELEFOON = "+31612345678"


def form_beside_import(cast, what):
    name, typed, *shown = FORMS[what]
    url = f"/crm/{what}/{getattr(cast, name).pk}/bewerken/"
    return edit(login(cast.bram), url, **typed), shown


@pytest.mark.parametrize("what", FORMS)
def test_a_form_saved_just_before_an_import_keeps_both(cast, tmp_path, what):
    form, _ = form_beside_import(cast, what)
    saved, imported = at_once(form, importing(cast, tmp_path))
    assert (saved.status_code, imported) == (302, None)
    mine = ("https://bakker.example", "") if what == "relaties" else ("", TELEFOON)
    assert stored(cast) == ("Breda", mine[0], "Femke", mine[1])


@pytest.mark.parametrize("what", FORMS)
def test_a_form_saved_during_an_import_shows_the_difference(cast, tmp_path, what):
    form, (label, mine, now) = form_beside_import(cast, what)
    imported, stale = at_once(importing(cast, tmp_path), form)
    assert (imported, stale.status_code, errors(stale)) == (None, 200, {"": [INTUSSEN_GEWIJZIGD]})
    assert [label, mine, now] in differences(stale)
    assert stored(cast) == ("Breda", "", "Femke", "")


def naming_a_new_contact(cast, folder):
    """An import and a form that both know of nobody with number 77777."""
    nieuw = contact("77777", cast.own.nummer, Achternaam="Importeur")
    path = write_workbook(folder / "bestand.xlsx", {"Contacten": [nieuw]})
    values = {"relatie": cast.own, "functie": Koppeling.objects.first().functie, "achternaam": "Typer"}
    return (
        lambda: call_command("crm_importeren", str(path), "--toepassen", stdout=io.StringIO()),
        lambda: create_contact(cast.bram, nummer="77777", **values),
    )


def test_num_1_a_contact_added_during_an_import_of_its_number_gets_the_sentence(cast, tmp_path):
    imported, refused = at_once(*naming_a_new_contact(cast, tmp_path))
    sentence = "Nummer 77777 is al van een contact (Importeur); een nummer kan maar bij één persoon horen."
    assert (imported, refused.message_dict) == (None, {"nummer": [sentence]})
    assert Persoon.objects.get(nummer="77777").achternaam == "Importeur"


def test_num_1_an_import_of_a_number_that_is_just_given_out_changes_who_has_it(cast, tmp_path):
    importing_it, adding_it = naming_a_new_contact(cast, tmp_path)
    added, imported = at_once(adding_it, importing_it)
    added.refresh_from_db()
    assert (imported, added.nummer, added.achternaam, added.versie) == (None, "77777", "Importeur", 2)
