"""The demo office is believable, keeps the portal's own rules, and shows each login what it promises."""

import re
from collections import Counter

import pytest

from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compute_hash
from crm import validators
from crm.forms import ContactForm, RelatieForm
from crm.models import Kantoor, Koppeling, Persoon, Relatie
from mijnkantoor.demo.kantoor import NAAM
from mijnkantoor.demo.logins import LOGINS, WACHTWOORD
from permissions.models import RelatieToegang
from teamleden.forms import TeamlidForm
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from tests.client import login

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("said")]


def persoon(naam):
    return Persoon.objects.get(email=f"{naam}@kantoor.example")


def what_was_typed(form):
    """The form's own first values, as a browser sends them back."""
    values = {field.html_name: field.value() for field in form}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    return {name: getattr(value, "pk", value) for name, value in sent.items()}


def changed(form_class, instance, actor, **typed):
    """Sends the form about `instance` unchanged; what is refused, or differs from what is stored."""
    first = form_class(actor=actor, instance=instance)
    form = form_class({**what_was_typed(first), **typed}, actor=actor, instance=instance)
    if not form.is_valid():
        return form.errors.as_data()
    stored = form.initial_of(instance)
    values = {name: list(value) if name == "labels" else value for name, value in form.values().items()}
    return {name: (stored[name], value) for name, value in values.items() if name in stored and stored[name] != value}


def log_in(email, password=WACHTWOORD):
    client = login()
    return client.post("/inloggen/", {"username": email, "password": password}).status_code == 302


# --- What it is made of --------------------------------------------------------------------------------------------


def test_the_office_has_a_name():
    assert (Kantoor.objects.get().naam, Relatie.objects.intern().naam) == (NAAM, NAAM)


def test_twelve_teamleden_over_the_four_autorisatierollen():
    teamleden = Teamlid.objects.all()
    assert Counter(teamleden.values_list("autorisatierol__naam", flat=True)) == {
        "Beheerder": 2,
        "Manager": 2,
        "Mutator": 6,
        "Raadpleger": 2,
    }
    assert Counter(teamleden.values_list("status", flat=True)) == {
        "actief": 9,
        "uit_dienst": 1,
        "uitgenodigd": 1,
        "concept": 1,
    }


def test_one_teamlid_has_a_last_day_that_is_still_to_come():
    leaving = [teamlid for teamlid in Teamlid.objects.select_related("persoon") if teamlid.laatste_dag]
    assert [(teamlid.persoon.voornaam, teamlid.is_actief) for teamlid in leaving] == [("Karima", True)]


def test_three_hundred_relaties_of_every_type():
    assert Counter(Relatie.objects.values_list("type", flat=True)) == {
        "organisatie": 165,
        "persoon": 105,
        "leverancier": 30,
        "intern": 1,
    }
    assert Relatie.objects.filter(afgeschermd=True).count() == 3
    archived = Relatie.objects.filter(actief=False)
    assert set(archived.values_list("relatiesoort__naam", flat=True)) == {"Oud-cliënt"}


def test_two_hundred_fifty_contacten_each_at_a_relatie():
    contacten = Persoon.objects.contacten()
    assert contacten.count() == 250
    assert list(contacten.filter(koppelingen=None)) == []
    assert list(Koppeling.objects.filter(relatie__actief=False)) == []


def test_nobody_is_both_contact_and_teamlid():
    teamleden = set(Teamlid.objects.values_list("pk", flat=True))
    assert set(Persoon.objects.filter(soort="teamlid").values_list("pk", flat=True)) == teamleden
    assert set(Koppeling.objects.values_list("contact", flat=True)) & teamleden == set()


# --- The portal's own rules ----------------------------------------------------------------------------------------


def test_every_fifth_relatie_passes_its_form_unchanged():
    """A form takes a while; that every number is right is the test below."""
    anna = persoon("anna")
    relaties = Relatie.objects.exclude(type="intern").order_by("nummer").prefetch_related("labels")[::5]
    assert {relatie.type for relatie in relaties} == {"organisatie", "persoon", "leverancier"}
    wrong = {str(relatie): changed(RelatieForm, relatie, anna, bsn=relatie.bsn) for relatie in relaties}
    assert {name: fault for name, fault in wrong.items() if fault} == {}


def test_every_contact_passes_its_form_unchanged():
    anna = persoon("anna")
    contacten = Persoon.objects.contacten().prefetch_related("labels")
    wrong = {str(contact): changed(ContactForm, contact, anna) for contact in contacten}
    assert {name: fault for name, fault in wrong.items() if fault} == {}


def test_every_teamlid_passes_its_form_unchanged():
    anna = persoon("anna")
    wrong = {str(teamlid): changed(TeamlidForm, teamlid, anna) for teamlid in Teamlid.objects.for_list()}
    assert {name: fault for name, fault in wrong.items() if fault} == {}


def test_every_object_passes_the_checks_of_its_model():
    objects = [*Persoon.objects.all(), *Relatie.objects.all(), *Waarneming.objects.all()]
    for obj in objects:
        obj.clean_fields()


@pytest.mark.parametrize(
    ("field", "clean", "number"),
    [
        ("bsn", validators.clean_bsn, 105),
        ("rsin", validators.clean_rsin, 195),
        ("btw_id", validators.clean_btw_id, 195),
        ("kvk_nummer", validators.clean_kvk, 195),
        ("iban", validators.clean_iban, 300),
        ("bezoek_postcode", validators.clean_postcode, 300),
        ("telefoon", validators.clean_telefoon, 300),
        ("email", validators.clean_email, 300),
        ("website", validators.clean_website, 195),
    ],
)
def test_every_value_is_one_and_stored_in_its_form(field, clean, number):
    values = [value for value in Relatie.objects.values_list(field, flat=True) if value]
    assert [clean(value) for value in values] == values
    assert len(values) == number


def test_nobody_is_mailed_or_paid():
    """Addresses under .example and IBANs at a bank that does not exist."""
    addresses = [email for email in Persoon.objects.values_list("email", flat=True) if email]
    addresses += [email for email in Relatie.objects.values_list("email", flat=True) if email]
    assert [address for address in addresses if not address.endswith(".example")] == []
    ibans = Relatie.objects.exclude(type="intern").values_list("iban", flat=True)
    assert {iban[4:8] for iban in ibans} == {"TEST"}


def test_every_number_is_there_once():
    for name in ("nummer", "naam", "iban"):
        values = Relatie.objects.exclude(type="intern").values_list(name, flat=True)
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_the_log_is_whole_and_tells_of_everything():
    previous = ""
    for row in Activiteit.objects.order_by("pk"):
        assert (row.vorige_hash, row.hash) == (previous, compute_hash(row))
        previous = row.hash
    assert LogKop.objects.get().laatste_hash == previous
    assert Counter(Activiteit.objects.values_list("actie", flat=True)) == {
        "relatie toegevoegd": 300,
        "contact toegevoegd": 250,
        "contact gekoppeld": Koppeling.objects.count(),
        "teamlid toegevoegd": 12,
        "rol gegeven": TeamlidRol.objects.count(),
        "standaardrol toegevoegd": 7,
        "procesteam toegevoegd": 3,
        "waarneming toegevoegd": 10,
        "teamlid uitgenodigd": 1,
    }


# --- Who sees what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "comes_in"),
    [(email, email != "eva@kantoor.example") for email, _ in LOGINS],
    ids=lambda value: str(value),
)
def test_every_login_that_is_shown_does_what_it_says(email, comes_in):
    assert log_in(email) is comes_in
    assert log_in(email, "een-ander-wachtwoord-1") is False


def test_nobody_comes_in_who_has_not_accepted_yet():
    waiting = Persoon.objects.filter(teamlid__status__in=("uitgenodigd", "concept"))
    assert [(str(each), log_in(each.email)) for each in waiting] == [
        ("Gijs ter Horst", False),
        ("Lotte van der Meer", False),
    ]


def test_only_one_contact_has_a_password():
    with_password = [contact.email for contact in Persoon.objects.contacten() if contact.has_usable_password()]
    assert with_password == ["fenna@voorbeeld.example"]


def test_the_logins_are_shown_with_the_password(said):
    lines = said.splitlines()
    assert lines[0] == "Het voorbeeldkantoor is gemaakt."
    assert lines[2] == f"Log in met een van deze adressen en het wachtwoord {WACHTWOORD}"
    assert [tuple(re.split("  +", line.strip())) for line in lines[3:]] == list(LOGINS)


def test_the_invitation_that_is_shown_opens(said):
    link = said.splitlines()[1].removeprefix("Gijs ter Horst is uitgenodigd en kan hier een wachtwoord kiezen: ")
    response = login().get(link.removeprefix("http://testserver"), follow=True)
    assert response.status_code == 200
    assert "Gijs" in response.content.decode()


def test_every_relatie_has_somebody_who_sees_it():
    seen = set(RelatieToegang.objects.values_list("content_object", flat=True))
    assert set(Relatie.objects.values_list("pk", flat=True)) - seen == set()


def test_an_afgeschermde_relatie_is_seen_by_who_has_a_rol_there():
    for relatie in Relatie.objects.filter(afgeschermd=True):
        everybody = Persoon.objects.filter(soort="teamlid")
        viewers = {each for each in everybody if Relatie.objects.visible_to(each).filter(pk=relatie.pk).exists()}
        assert viewers == {row.teamlid.persoon for row in relatie.teamlidrollen.all()}
        assert persoon("anna") not in viewers


def test_the_contacten_of_an_afgeschermde_relatie_do_not_leak():
    afgeschermd = set(Koppeling.objects.filter(relatie__afgeschermd=True).values_list("contact", flat=True))
    elsewhere = set(Koppeling.objects.filter(relatie__afgeschermd=False).values_list("contact", flat=True))
    assert afgeschermd - elsewhere != set(), "the office has a contact that only an afgeschermde relatie has"
    seen = set(Persoon.objects.visible_to(persoon("anna")).values_list("pk", flat=True))
    assert seen == elsewhere


def test_a_contact_sees_its_own_relaties_only():
    fenna = Persoon.objects.get(email="fenna@voorbeeld.example")
    html = login(fenna).get("/").content.decode()
    own = {row.relatie.naam for row in fenna.koppelingen.select_related("relatie")}
    names = Relatie.objects.exclude(type="intern").values_list("naam", flat=True)
    assert {naam for naam in names if naam.replace("'", "&#x27;") in html} == own
    assert Relatie.objects.visible_to(fenna).count() == 0


def test_bram_edits_and_reads_and_daan_stands_in_for_him():
    def own(naam, **filters):
        return set(TeamlidRol.objects.filter(teamlid=persoon(naam).pk, **filters).values_list("relatie", flat=True))

    seen = set(Relatie.objects.visible_to(persoon("daan")).values_list("pk", flat=True))
    assert seen == own("daan") | own("bram")
    assert own("bram", niveau="mutator") - own("daan") != set()
    assert own("bram") - own("bram", niveau="mutator") != set()
    assert own("chantal") - own("bram") != set()
