"""Adding and changing Teamleden, from CRM and from Beheer."""

import pytest
from django.core.exceptions import ValidationError

from activiteitenlog.models import Activiteit
from crm.models import Functie, Persoon, Relatie
from crm.nummers import next_free
from mijnkantoor.ui.phrases import INTUSSEN_GEWIJZIGD
from permissions.gate import NotAllowed, Systeem
from permissions.models import Autorisatierol, Bereik
from teamleden.guards import LAATSTE_BEHEERDER
from teamleden.models import Status, Teamlid, TeamlidRol
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN
from teamleden.services import add_teamlid, update_teamlid
from tests.cast import next_request, teamlid
from tests.client import login
from tests.factories import AutorisatierolFactory, KoppelingFactory, LabelFactory
from tests.pages import differences, errors, form_data, messages

pytestmark = pytest.mark.django_db

CRM, BEHEER = "/crm/teamleden/nieuw/", "/beheer/teamleden/nieuw/"
DOORS = pytest.mark.parametrize("door", [CRM, BEHEER])
ADVIES = (
    "Een adres is de gebruikersnaam en kan maar één keer voorkomen; "
    "wil je zien wat een klant ziet, maak dan een los contact met een ander adres."
)


def rol(naam):
    return Autorisatierol.objects.get(naam=naam)


def functie(naam="directeur"):
    return Functie.objects.get(naam=naam)


def typed(**values):
    return {
        "nummer": "91234",
        "voornaam": "Noor",
        "tussenvoegsel": "de",
        "achternaam": "Groot",
        "email": "Noor@Kantoor.Example",
        "telefoon": "06 12345678",
        "functie": functie().pk,
        "autorisatierol": rol("Mutator").pk,
        **values,
    }


def nummer_van(contact):
    return f"Nummer {contact.nummer} is al van een contact ({contact}); een nummer kan maar bij één persoon horen."


def edit_url(persoon):
    return f"/crm/teamleden/{persoon.pk}/bewerken/"


def save(client, persoon, **values):
    """Opens the form of this Teamlid, types `values` and saves; confirms another autorisatierol after its preview."""
    url = edit_url(persoon)
    return confirm(client, client.post(url, {**form_data(client.get(url)), **values}))


def confirm(client, response):
    if response.status_code == 302 and response.url.startswith("/beheer/wijzigingen/"):
        client.post(f"{response.url}toepassen/")
    return response


# --- One form, one code path -----------------------------------------------------------------------------------


def test_tl_1_both_doors_ask_the_same(cast):
    anna = login(cast.anna)
    forms = [anna.get(door).context["form"] for door in (CRM, BEHEER)]
    assert [[field.html_name for field in form] for form in forms] == [
        ["versie", "nummer", "voorgesteld", "voornaam", "tussenvoegsel", "achternaam", "email", "telefoon", "labels",
         "autorisatierol", "functie"]
    ] * 2  # fmt: skip
    assert forms[0].render() == forms[1].render()


@DOORS
def test_tl_1_both_doors_make_the_same_teamlid(cast, door):
    label, anna = LabelFactory(naam="Stagiair"), login(cast.anna)
    response = anna.post(door, typed(labels=[label.pk]))
    made = Teamlid.objects.get(persoon__nummer="91234")
    persoon = made.persoon
    assert response.url == made.get_absolute_url() == f"/crm/teamleden/{made.pk}/"
    assert (made.status, made.autorisatierol.naam, made.functie.naam) == ("concept", "Mutator", "directeur")
    assert (persoon.soort, str(persoon), persoon.email, persoon.telefoon, list(persoon.labels.all())) == (
        "teamlid", "Noor de Groot", "noor@kantoor.example", "+31612345678", [label],
    )  # fmt: skip
    assert messages(anna.get(response.url)) == ["Teamlid Noor de Groot is toegevoegd met nummer 91234."]
    entry = Activiteit.objects.get()
    assert (entry.actie, entry.actor, entry.object_naam) == ("teamlid toegevoegd", cast.anna, "Noor de Groot")
    assert entry.wijzigingen == {
        "nummer": ["", "91234"],
        "voornaam": ["", "Noor"],
        "tussenvoegsel": ["", "de"],
        "achternaam": ["", "Groot"],
        "email": [None, "noor@kantoor.example"],
        "telefoon": ["", "+31612345678"],
        "labels": [[], ["Stagiair"]],
        "autorisatierol": [None, "Mutator"],
        "functie": [None, "directeur"],
    }


@DOORS
def test_tl_1_both_doors_refuse_an_empty_form_with_the_same_sentences(cast, door):
    assert errors(login(cast.anna).post(door, {})) == {
        "nummer": ["Vul een nummer in."],
        "achternaam": ["Vul een achternaam in."],
        "email": ["Vul een e-mailadres in; het is de gebruikersnaam."],
        "functie": ["Kies een functie."],
        "autorisatierol": ["Kies een autorisatierol."],
    }
    assert Teamlid.objects.count() == 7


@DOORS
def test_num_3_and_mail_2_are_told_at_their_fields_through_both_doors(cast, door):
    response = login(cast.anna).post(door, typed(nummer=cast.fenna.nummer, email="ＢＲＡＭ@kantoor.example"))
    number = cast.fenna.nummer
    assert errors(response) == {
        "nummer": [
            f"Nummer {number} is al van een contact (Fenna van Vliet); een nummer kan maar bij één persoon horen."
        ],
        "email": [f"Dit e-mailadres is al in gebruik bij een teamlid ({cast.bram}). {ADVIES}"],
    }
    assert Teamlid.objects.count() == 7


@DOORS
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("nummer", "100000", "Nummer 100000 valt buiten de nummerreeks van het kantoor (00001 tot en met 99999)."),
        ("nummer", "9x", "Een nummer bestaat uit cijfers, van 00001 tot en met 99999."),
        ("email", "noor", "Dit is geen geldig e-mailadres."),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_through_both_doors(cast, door, field, value, sentence):
    assert errors(login(cast.anna).post(door, typed(**{field: value}))) == {field: [sentence]}


@DOORS
def test_num_2_both_doors_propose_the_next_free_number_of_the_own_block(cast, door):
    form = login(cast.anna).get(door).context["form"]
    assert form["nummer"].value() == form["voorgesteld"].value() == next_free("teamlid")


def test_tl_1_a_teamlid_may_exist_without_ever_logging_in(cast):
    login(cast.anna).post(BEHEER, typed())
    made = Persoon.objects.get(nummer="91234")
    assert (made.has_usable_password(), made.last_login, made.teamlid.status) == (False, None, Status.CONCEPT)
    response = login().post("/inloggen/", {"username": made.email, "password": ""})
    assert errors(response) == {"password": ["Vul je wachtwoord in."]}
    assert list(made.teamlid.uitnodigingen.all()) == []


def test_tl_1_each_door_leads_back_to_its_own_list(cast):
    anna = login(cast.anna)
    assert [anna.get(door).context["cancel_url"] for door in (CRM, BEHEER)] == ["/crm/teamleden/", "/beheer/teamleden/"]


def test_tl_1_the_service_refuses_whoever_may_not(cast):
    values = {"autorisatierol": rol("Mutator"), "functie": functie(), "achternaam": "Groot", "email": "n@k.example"}
    with pytest.raises(NotAllowed):
        add_teamlid(cast.manon, **values)
    assert add_teamlid(cast.anna, **values).persoon.email == "n@k.example"
    with pytest.raises(NotAllowed):
        update_teamlid(cast.manon, cast.bram.teamlid, versie=1, achternaam="Anders")
    assert update_teamlid(cast.anna, cast.bram.teamlid, versie=1, achternaam="Anders").persoon.achternaam == "Anders"


@pytest.mark.parametrize("nothing", ["", None])
def test_mail_1_a_teamlid_is_never_without_an_address(cast, nothing):
    sentence = "Een teamlid heeft een e-mailadres nodig; het is de gebruikersnaam."
    with pytest.raises(ValidationError) as refused:
        add_teamlid(cast.anna, autorisatierol=rol("Mutator"), functie=functie(), achternaam="Groot", email=nothing)
    assert refused.value.message_dict == {"email": [sentence]}
    with pytest.raises(ValidationError) as refused:
        update_teamlid(cast.anna, cast.bram.teamlid, versie=1, email=nothing)
    assert refused.value.message_dict == {"email": [sentence]}


# --- Functie ---------------------------------------------------------------------------------------------------


def test_tl_2_a_functie_grants_nothing(cast):
    """Not at the interne kantoorrelatie either, and changing it changes nothing."""
    ids = set(TeamlidRol.objects.values_list("pk", flat=True))
    seen = set(Relatie.objects.visible_to(cast.bram))
    login(cast.anna).post(CRM, typed())
    noor = Persoon.objects.get(nummer="91234")
    Teamlid.objects.filter(pk=noor.pk).update(status=Status.ACTIEF)
    update_teamlid(cast.anna, cast.bram.teamlid, versie=1, functie=functie())
    assert set(Relatie.objects.visible_to(next_request(noor))) == set()
    assert set(Relatie.objects.visible_to(next_request(cast.bram))) == seen == {cast.own, cast.own_raadpleger}
    assert set(TeamlidRol.objects.values_list("pk", flat=True)) == ids


# --- Changing --------------------------------------------------------------------------------------------------


def test_num_3_and_mail_2_are_told_at_their_fields_when_a_teamlid_is_changed(cast):
    response = save(login(cast.anna), cast.bram, nummer=cast.fenna.nummer, email="FENNA@voorbeeld.example")
    number = cast.fenna.nummer
    assert errors(response) == {
        "nummer": [
            f"Nummer {number} is al van een contact (Fenna van Vliet); een nummer kan maar bij één persoon horen."
        ],
        "email": [f"Dit e-mailadres is al in gebruik bij een contact (Fenna van Vliet). {ADVIES}"],
    }
    assert next_request(cast.bram).nummer == cast.bram.nummer


def test_mail_2_the_name_of_a_contact_that_anna_may_not_see_is_not_told(cast):
    KoppelingFactory(relatie=cast.afgeschermd, contact__email="stil@voorbeeld.example")
    response = save(login(cast.anna), cast.bram, email="stil@voorbeeld.example")
    assert errors(response) == {"email": [f"Dit e-mailadres is al in gebruik bij een contact. {ADVIES}"]}


def test_a_change_is_stored_and_logged_as_what_it_was_and_became(cast):
    anna = login(cast.anna)
    response = save(anna, cast.bram, achternaam="Bakker", functie=functie().pk)
    assert messages(anna.get(response.url)) == ["Bram Bakker is opgeslagen."]
    entry = Activiteit.objects.get()
    assert (entry.actie, entry.wijzigingen) == (
        "teamlid gewijzigd",
        {"achternaam": [cast.bram.achternaam, "Bakker"], "functie": ["medewerker", "directeur"]},
    )
    assert (Teamlid.objects.get(pk=cast.bram.pk).versie, next_request(cast.bram).achternaam) == (2, "Bakker")


def test_saving_without_a_change_is_no_change(cast):
    assert save(login(cast.anna), cast.bram).status_code == 302
    assert (Teamlid.objects.get(pk=cast.bram.pk).versie, Activiteit.objects.count()) == (1, 0)


def test_aut_4_another_autorisatierol_holds_on_the_next_request(cast):
    bram, anna = login(cast.bram), login(cast.anna)
    url = f"/crm/relaties/{cast.own.pk}/bewerken/"
    assert bram.get(url).status_code == 200
    save(anna, cast.bram, autorisatierol=rol("Raadpleger").pk)
    entry = Activiteit.objects.get(actie="teamlid gewijzigd")
    assert entry.wijzigingen == {"autorisatierol": ["Mutator", "Raadpleger"]}
    assert bram.get(url).status_code == 403
    save(anna, cast.bram, autorisatierol=rol("Mutator").pk)
    assert bram.get(url).status_code == 200


# --- Nobody gives more than they hold --------------------------------------------------------------------------


@pytest.fixture
def henk(cast):
    """May manage Teamleden, and little else."""
    AutorisatierolFactory(naam="Personeelszaken", permissies=[TEAMLEDEN_INZIEN, TEAMLEDEN_BEHEREN])
    return teamlid("Henk", "Personeelszaken")


def te_veel(naam):
    return {"autorisatierol": [f"Je kunt de autorisatierol {naam} niet geven: die mag meer dan jijzelf."]}


@DOORS
def test_tl_5_nobody_adds_somebody_who_may_more(cast, henk, door):
    AutorisatierolFactory(naam="Kijker", permissies=[TEAMLEDEN_INZIEN])
    client = login(henk)
    assert errors(client.post(door, typed())) == te_veel("Mutator")
    assert client.post(door, typed(autorisatierol=rol("Kijker").pk)).status_code == 302


def test_tl_5_nobody_gives_somebody_more_than_they_hold(cast, henk):
    AutorisatierolFactory(naam="Kijker", permissies=[TEAMLEDEN_INZIEN])
    kees = teamlid("Kees", "Kijker")
    assert errors(save(login(henk), kees, autorisatierol=rol("Beheerder").pk)) == te_veel("Beheerder")
    assert save(login(henk), kees, autorisatierol=rol("Personeelszaken").pk).status_code == 302
    assert Teamlid.objects.get(pk=kees.pk).autorisatierol == rol("Personeelszaken")


def test_tl_5_nobody_raises_the_own_autorisatierol(cast, henk):
    assert errors(save(login(henk), henk, autorisatierol=rol("Beheerder").pk)) == te_veel("Beheerder")
    assert Teamlid.objects.get(pk=henk.pk).autorisatierol == rol("Personeelszaken")


def test_tl_5_nobody_takes_from_somebody_what_they_do_not_hold_themselves(cast, henk):
    refused = save(login(henk), cast.bram, autorisatierol=rol("Personeelszaken").pk)
    assert errors(refused) == {
        "autorisatierol": ["Je kunt dit teamlid niet wijzigen: een Mutator mag meer dan jijzelf."]
    }
    assert save(login(cast.anna), cast.bram, autorisatierol=rol("Personeelszaken").pk).status_code == 302


def test_tl_5_bereik_alle_is_given_only_by_who_has_it(cast, henk):
    same = [TEAMLEDEN_INZIEN, TEAMLEDEN_BEHEREN]
    everywhere = AutorisatierolFactory(naam="Overal", bereik=Bereik.ALLE, permissies=same)
    for door in (CRM, BEHEER):
        assert errors(login(henk).post(door, typed(autorisatierol=everywhere.pk))) == te_veel("Overal")
    assert errors(save(login(henk), henk, autorisatierol=everywhere.pk)) == te_veel("Overal")
    assert save(login(cast.anna), henk, autorisatierol=everywhere.pk).status_code == 302


# --- The last beheerder ----------------------------------------------------------------------------------------


def demote(client, persoon):
    return save(client, persoon, autorisatierol=rol("Mutator").pk)


def test_tl_4_the_last_beheerder_cannot_demote_itself(cast):
    anna = login(cast.anna)
    assert errors(demote(anna, cast.anna)) == {"": [LAATSTE_BEHEERDER]}
    assert (Teamlid.objects.get(pk=cast.anna.pk).autorisatierol, Activiteit.objects.count()) == (rol("Beheerder"), 0)
    berend = teamlid("Berend", "Beheerder")
    assert demote(anna, cast.anna).status_code == 302
    assert errors(demote(login(berend), berend)) == {"": [LAATSTE_BEHEERDER]}


@pytest.mark.parametrize(
    "values", [{"status": Status.CONCEPT}, {"status": Status.UIT_DIENST}, {"persoon__is_active": False}]
)
def test_tl_4_a_beheerder_who_is_not_active_does_not_count(cast, values):
    teamlid("Berend", "Beheerder", **values)
    assert errors(demote(login(cast.anna), cast.anna)) == {"": [LAATSTE_BEHEERDER]}


@pytest.mark.parametrize("permissie", [TEAMLEDEN_BEHEREN, AUTORISATIEROLLEN_BEHEREN], ids=str)
def test_tl_4_who_may_only_half_of_it_does_not_count(cast, permissie):
    AutorisatierolFactory(naam="Half", permissies=[permissie])
    teamlid("Berend", "Half")
    assert errors(demote(login(cast.anna), cast.anna)) == {"": [LAATSTE_BEHEERDER]}


def test_tl_4_a_command_cannot_demote_the_last_beheerder(cast):
    with pytest.raises(ValidationError) as refused:
        update_teamlid(Systeem("test"), cast.anna.teamlid, versie=1, autorisatierol=rol("Mutator"))
    assert refused.value.messages == [LAATSTE_BEHEERDER]
    teamlid("Berend", "Beheerder")
    update_teamlid(Systeem("test"), cast.anna.teamlid, versie=1, autorisatierol=rol("Mutator"))


def test_tl_4_the_last_beheerder_can_be_changed_in_every_other_way(cast):
    assert save(login(cast.anna), cast.anna, achternaam="Bakker", functie=functie().pk).status_code == 302
    assert str(next_request(cast.anna)) == "Anna Bakker"


# --- A stale form ----------------------------------------------------------------------------------------------


def test_a_stale_form_shows_the_difference_and_can_be_saved_over_it(cast):
    first, second = login(cast.anna), login(teamlid("Berend", "Beheerder"))
    url, label = edit_url(cast.bram), LabelFactory(naam="Stagiair")
    data = form_data(first.get(url))
    theirs = {"achternaam": "Bakker", "functie": functie().pk, "autorisatierol": rol("Manager").pk}
    mine = {**data, "achternaam": "Visser", "telefoon": "06 12345678", "labels": [label.pk]}
    confirm(first, first.post(url, {**data, **theirs}))

    stale = second.post(url, mine)
    assert errors(stale) == {"": [INTUSSEN_GEWIJZIGD]}
    assert differences(stale) == [
        ["Achternaam", "Visser", "Bakker"],
        ["Telefoon", "+31612345678", "(leeg)"],
        ["Labels", "Stagiair", "(leeg)"],
        ["Autorisatierol", "Mutator", "Manager"],
        ["Functie", "medewerker", "directeur"],
    ]
    assert shown(cast.bram) == ("Bakker", "", [], "Manager", "directeur", 3)
    assert form_data(stale)["achternaam"] == "Visser"

    assert confirm(second, second.post(url, {**mine, "overschrijven": "3"})).status_code == 302
    assert shown(cast.bram) == ("Visser", "+31612345678", ["Stagiair"], "Mutator", "medewerker", 5)


def test_saving_over_a_version_that_is_old_again_shows_the_difference_again(cast):
    anna, url = login(cast.anna), edit_url(cast.bram)
    data = form_data(anna.get(url))
    for name in ("Bakker", "Smid"):
        save(anna, cast.bram, achternaam=name)
    for over in ("2", "1", "0", "-1", "x", ""):
        stale = anna.post(url, {**data, "achternaam": "Visser", "overschrijven": over})
        assert differences(stale) == [["Achternaam", "Visser", "Smid"]]
    assert anna.post(url, {**data, "achternaam": "Visser", "overschrijven": "3"}).status_code == 302
    assert shown(cast.bram)[0] == "Visser"


@pytest.mark.parametrize("versie", ["", "0", "99"])
def test_a_form_without_the_version_it_read_never_overwrites(cast, versie):
    anna, url = login(cast.anna), edit_url(cast.bram)
    response = anna.post(url, {**form_data(anna.get(url)), "achternaam": "Visser", "versie": versie})
    assert errors(response) == {"": [INTUSSEN_GEWIJZIGD]}
    assert shown(cast.bram)[0] == cast.bram.achternaam


def shown(persoon):
    lid = Teamlid.objects.select_related("persoon", "autorisatierol", "functie").get(pk=persoon.pk)
    labels = [label.naam for label in lid.persoon.labels.all()]
    return (
        lid.persoon.achternaam, lid.persoon.telefoon, labels, lid.autorisatierol.naam, lid.functie.naam, lid.versie,
    )  # fmt: skip
