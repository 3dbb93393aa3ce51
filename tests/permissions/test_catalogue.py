"""The catalogue is the table of the specification, and a code outside it is an error everywhere."""

import pytest
from django.http import HttpRequest
from django.template import Context, Template

from permissions import catalogue, gate
from permissions.catalogue import Categorie, UnknownPermissie
from permissions.gate import Systeem

# Section 4 of the specification, written out by hand: office-wide, view or change at a Relatie; and who has it by
# default: Raadpleger, Mutator, Manager, Beheerder.
SPECIFICATION = {
    "CRM - Relaties": """
        v xxxx Relaties inzien
        c -xxx Relaties beheren
        o -xxx Relaties aanmaken
        c --xx Relaties verwijderen
        o --xx Relaties importeren
        o --xx Relatiegroepen beheren
        c --xx Teamleden (ont)koppelen van een relatie
        v -xxx BSN inzien
        c ---x Afgeschermde relaties beheren
    """,
    "CRM - Contacten": """
        v xxxx Contacten inzien
        c -xxx Contacten beheren
        c -xxx Contacten (ont)koppelen van een relatie
        c -xxx Contacten uitnodigen
        c --xx Contacten verwijderen
        c --xx Tweestapsverificatie van contacten kunnen resetten
    """,
    "CRM - Insights": """
        o xxxx Insights filter inzien
        o --xx Insights filter beheren
        o --xx Insights bulkacties uitvoeren
        o --xx Insights exporteren
    """,
    "Labels": """
        c -xxx Labels gebruiken
        o --xx Labels beheren
    """,
    "Teamleden": """
        o xxxx Teamleden inzien
        o ---x Teamleden beheren
        o --xx Teamleden uitnodigen
        o ---x Rollen beheren
        o --xx Standaard teamlidrollen beheren
        o ---x Autorisatierollen beheren
        o --xx Procesteams beheren
        o --xx Waarnemers beheren
        o xxxx Eigen waarnemer instellen
        o --xx Toegang van anderen uitleggen
        o ---x Tweestapsverificatie van teamleden kunnen resetten
    """,
    "Activiteiten log": """
        o --xx Activiteiten log inzien
        o ---x Verwijderde items kunnen herstellen
    """,
    "Instellingen": """
        o ---x Algemene instellingen beheren
    """,
}
LETTERS = {"kantoor": "o", "inzien": "v", "wijzigen": "c"}
ROLLEN = ("Raadpleger", "Mutator", "Manager", "Beheerder")
UNKNOWN = "crm.relaties_bekijken"


def as_specified():
    return {
        categorie: [line.strip() for line in lines.strip().splitlines()] for categorie, lines in SPECIFICATION.items()
    }


def as_declared():
    found = {}
    for permissie in catalogue.all_permissies():
        marks = "".join("x" if rol in permissie.standaard else "-" for rol in ROLLEN)
        line = f"{LETTERS[permissie.reikwijdte]} {marks} {permissie.naam}"
        found.setdefault(permissie.categorie, []).append(line)
    return found


def test_the_catalogue_is_the_table_of_the_specification():
    assert as_declared() == as_specified()


def test_the_categories_stand_in_the_order_of_the_specification():
    assert list(as_declared()) == [
        "Activiteiten log",
        "CRM - Relaties",
        "CRM - Contacten",
        "CRM - Insights",
        "Labels",
        "Teamleden",
        "Instellingen",
    ]


def test_what_holds_at_a_relatie_is_kept_where_guardian_looks_for_it():
    """AUT-1: guardian finds a permissie by the content type of the Relatie."""
    at_a_relatie = [p for p in catalogue.all_permissies() if not p.is_office_wide]
    assert {(p.model, p.code.partition(".")[0]) for p in at_a_relatie} == {("crm.relatie", "crm")}


def test_every_permissie_says_what_it_opens():
    assert [p.code for p in catalogue.all_permissies() if not p.opent.endswith(".")] == []


def test_a_permissie_is_found_by_its_code_and_by_itself():
    permissie = catalogue.get("crm.view_relatie")
    assert (permissie.naam, permissie.codename, str(permissie)) == (
        "Relaties inzien",
        "view_relatie",
        "Relaties inzien",
    )
    assert catalogue.get(permissie) is permissie


def ask_in_a_template(user):
    request = HttpRequest()
    request.user = user
    return Template(f'{{% may "{UNKNOWN}" as mag %}}{{% if mag %}}ja{{% endif %}}').render(
        Context({"request": request})
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda user, relatie: catalogue.get(UNKNOWN),
        lambda user, relatie: gate.may(user, UNKNOWN),
        lambda user, relatie: gate.may(user, UNKNOWN, relatie),
        lambda user, relatie: gate.may(Systeem("proef"), UNKNOWN),
        lambda user, relatie: gate.require(user, UNKNOWN, relatie),
        lambda user, relatie: gate.subject(user).holds(UNKNOWN),
        lambda user, relatie: user.has_perm(UNKNOWN),
        lambda user, relatie: user.has_perm(UNKNOWN, relatie),
        lambda user, relatie: ask_in_a_template(user),
    ],
)
def test_an_unknown_code_raises_however_one_asks(cast, ask):
    """For the beheerder too, who holds everything there is."""
    with pytest.raises(UnknownPermissie, match=f"Onbekende permissie '{UNKNOWN}'"):
        ask(cast.anna, cast.own)


def test_a_permissie_is_declared_once(declared):
    before = dict(declared)
    with pytest.raises(ValueError, match=r"Permissie crm\.view_relatie is al gedeclareerd"):
        Categorie("Proef", model="crm.relatie").change("view_relatie", "Alles", "xxxx", "Alles.")
    assert declared == before


@pytest.mark.parametrize("standaard", ["", "xxx", "xxxxx", "xxX-", "xx-1", "xx -"])
def test_malformed_defaults_are_refused(declared, standaard):
    before = dict(declared)
    with pytest.raises(ValueError, match="moet vier tekens x of - zijn"):
        Categorie("Proef", model="crm.relatie").view("proef", "Proef", standaard, "Proef.")
    assert declared == before


def test_a_new_module_declares_its_own_category(declared):
    """What holds at a Relatie belongs to the Relatie, whichever module it is about."""
    taken = Categorie("Taken", model="taken.taak")
    made = [
        taken.office_wide("taken_inrichten", "Taken inrichten", "---x", "Taken."),
        taken.view("taken_inzien", "Taken inzien", "xxxx", "De taken van een relatie."),
        taken.change("taken_beheren", "Taken beheren", "-x-x", "Taken maken."),
    ]
    assert [(p.code, p.needs_mutator, p.is_office_wide, p.standaard) for p in made] == [
        ("taken.taken_inrichten", False, True, {"Beheerder"}),
        ("crm.taken_inzien", False, False, set(ROLLEN)),
        ("crm.taken_beheren", True, False, {"Mutator", "Beheerder"}),
    ]
    assert [(p.naam, p.opent, p.model) for p in made] == [
        ("Taken inrichten", "Taken.", "taken.taak"),
        ("Taken inzien", "De taken van een relatie.", "crm.relatie"),
        ("Taken beheren", "Taken maken.", "crm.relatie"),
    ]
    assert [p for p in catalogue.all_permissies() if p.categorie == "Taken"] == made
    assert list(as_declared())[-2:] == ["Taken", "Instellingen"]


def test_a_category_stands_where_it_says_and_the_first_word_counts(declared):
    """The second declaration of a category that exists does not move it."""
    first = Categorie("Vooraan", model="taken.taak", volgorde=1).office_wide("vooraan", "Vooraan", "xxxx", "Iets.")
    again = Categorie("Vooraan", model="taken.taak", volgorde=99).office_wide("ook", "Ook", "xxxx", "Iets.")
    assert catalogue.all_permissies()[:2] == (first, again)


def test_the_office_wide_codes_are_those_without_a_relatie():
    assert catalogue.office_wide_codes() == {p.code for p in catalogue.all_permissies() if p.is_office_wide}
