import pytest

from activiteitenlog.models import Activiteit
from crm.importeren.lezen import read_file
from crm.importeren.maken import make_plan
from crm.importeren.toepassen import import_file, preview_file
from crm.models import Functie, Kantoor, Koppeling, Label, Persoon, Relatie, Soort
from permissions import gate
from tests.crm.importeren.conftest import contact, errors, organisatie, outcomes, warnings

pytestmark = pytest.mark.django_db

ADVIES = (
    "Een adres is de gebruikersnaam en kan maar één keer voorkomen; "
    "wil je zien wat een klant ziet, maak dan een los contact met een ander adres."
)


@pytest.fixture
def relaties(importer):
    importer.apply([organisatie("00001"), organisatie("00002"), organisatie("00003")])


@pytest.fixture
def teamlid(db):
    return Persoon.objects.create(
        nummer="90001", soort=Soort.TEAMLID, voornaam="Tess", achternaam="Vos", email="tess@kantoor.example"
    )


def koppelingen():
    return {
        (koppeling.contact.nummer, koppeling.relatie.nummer): (koppeling.functie.naam, koppeling.voorkeur)
        for koppeling in Koppeling.objects.current().select_related("contact", "relatie", "functie")
    }


def test_all_columns_arrive_in_their_fields(importer, relaties):
    cells = {
        "Voornaam": "Zoë", "Tussenvoegsel": "van der", "Achternaam": "Łukasz", "E-mail": "Zoe@Klant.Example",
        "Telefoon": "06 12345678", "Functie": "directeur", "Voorkeur": "ja", "Labels": "VIP",
    }  # fmt: skip
    plan = importer.apply(contacten=[contact(123.0, "00001", **cells)])
    zoe = Persoon.objects.get(nummer="00123")
    assert (errors(plan), warnings(plan)) == ({}, {})
    assert (zoe.soort, zoe.volledige_naam, zoe.email) == ("contact", "Zoë van der Łukasz", "zoe@klant.example")
    assert (zoe.telefoon, zoe.sorteernaam) == ("+31612345678", "lukasz zoe van der")
    assert [label.naam for label in zoe.labels.all()] == ["VIP"]
    assert koppelingen() == {("00123", "00001"): ("directeur", True)}


def test_a_new_contact_cannot_log_in_with_any_password(importer, relaties):
    importer.apply(contacten=[contact()])
    assert Persoon.objects.get(nummer="10001").has_usable_password() is False


def test_con_1_a_contact_is_coupled_to_each_relatie_as_gevolmachtigde_by_default(importer, relaties):
    plan = importer.apply(contacten=[contact("10001", "00001; 00003;00001")])
    assert koppelingen() == {
        ("10001", "00001"): (Functie.GEVOLMACHTIGDE, False),
        ("10001", "00003"): (Functie.GEVOLMACHTIGDE, False),
    }
    logged = Activiteit.objects.filter(actie="contact gekoppeld").order_by("pk")
    assert [(row.relatie_id, row.wijzigingen) for row in logged] == [
        (Relatie.objects.get(nummer=nummer).pk, {"functie": ["", "gevolmachtigde"]}) for nummer in ("00001", "00003")
    ]
    assert outcomes(plan) == [("Contacten", 2, "nieuw")]


def test_a_relatie_of_the_same_file_counts_when_its_row_is_right(importer):
    plan = importer.apply(
        [organisatie("00001"), organisatie("00002", **{"E-mail": "fout"})],
        [contact("10001", "00001"), contact("10002", "00001; 00002"), contact("10003", "1")],
    )
    assert {row.rij: [m.tekst for m in row.fouten] for row in plan.rijen if row.blad == "Contacten"} == {
        2: [],
        3: ["Relatie 00002 bestaat niet en staat niet goed op het blad Relaties."],
        4: [
            "Relatie 1 bestaat niet en staat niet goed op het blad Relaties. "
            "Bedoel je 00001? Voorloopnullen tellen mee."
        ],
    }
    assert koppelingen() == {("10001", "00001"): ("gevolmachtigde", False)}


def test_a_stored_relatie_counts_also_when_its_row_is_wrong(importer, relaties):
    importer.apply([organisatie("00001", **{"E-mail": "fout"})], [contact("10001", "00001")])
    assert koppelingen() == {("10001", "00001"): ("gevolmachtigde", False)}


def test_a_contact_is_not_coupled_to_the_interne_relatie(importer):
    plan = importer.preview(contacten=[contact("10001", "0000")])
    tekst = "Een contact hoort bij een klant; de interne kantoorrelatie is van de teamleden."
    assert errors(plan) == {2: [("Relatienummers", "0000", tekst)]}


def test_a_later_file_adds_relaties_and_uncouples_none(importer, relaties):
    importer.apply(contacten=[contact("10001", "00001", Functie="directeur")])
    plan = importer.apply(contacten=[contact("10001", "00002")])
    assert outcomes(plan) == [("Contacten", 2, "gewijzigd")]
    assert koppelingen() == {
        ("10001", "00001"): ("directeur", False),
        ("10001", "00002"): ("gevolmachtigde", False),
    }


def test_a_changed_functie_is_logged_at_the_relatie(importer, relaties):
    importer.apply(contacten=[contact(Functie="directeur")])
    importer.apply(contacten=[contact(Functie="Bestuurder")])
    assert koppelingen() == {("10001", "00001"): ("Bestuurder", False)}
    entry = Activiteit.objects.get(actie="koppeling gewijzigd")
    assert entry.wijzigingen == {"functie": ["directeur", "Bestuurder"]}
    assert entry.relatie_id == Relatie.objects.get(nummer="00001").pk


def test_a_koppeling_that_ended_begins_anew(importer, relaties):
    importer.apply(contacten=[contact()])
    Koppeling.objects.update(ontkoppeld_op="2026-01-01T12:00Z")
    plan = importer.apply(contacten=[contact()])
    assert outcomes(plan) == [("Contacten", 2, "gewijzigd")]
    assert Koppeling.objects.count() == 2
    assert koppelingen() == {("10001", "00001"): ("gevolmachtigde", False)}


def test_the_first_ja_of_a_relatie_is_its_voorkeurscontact_and_stays_so(importer, relaties):
    rows = [
        contact("10001", "00001", Voorkeur="nee"),
        contact("10002", "00001; 00002", Voorkeur="ja"),
        contact("10003", "00001", Voorkeur="ja"),
    ]
    plan = importer.apply(contacten=rows)
    assert warnings(plan) == {4: [("Voorkeur", "ja", "Bij relatie 00001 is rij 3 al het voorkeurscontact.")]}
    assert {pair: voorkeur for pair, (_, voorkeur) in koppelingen().items()} == {
        ("10001", "00001"): False,
        ("10002", "00001"): True,
        ("10002", "00002"): True,
        ("10003", "00001"): False,
    }
    assert [row[2] for row in outcomes(importer.apply(contacten=rows))] == ["ongewijzigd"] * 3


def test_a_ja_takes_over_from_a_contact_outside_the_file(importer, relaties):
    importer.apply(contacten=[contact("10001", "00001", Voorkeur="ja")])
    rows = [contact("10002", "00001", Voorkeur="ja")]
    plan = importer.apply(contacten=rows)
    tekst = "Bij relatie 00001 neemt dit contact het over van 10001."
    assert warnings(plan) == {2: [("Voorkeur", "ja", tekst)]}
    assert {pair: voorkeur for pair, (_, voorkeur) in koppelingen().items()} == {
        ("10001", "00001"): False,
        ("10002", "00001"): True,
    }
    assert Activiteit.objects.get(actie="koppeling gewijzigd").wijzigingen == {"voorkeur": [True, False]}
    assert outcomes(importer.apply(contacten=rows)) == [("Contacten", 2, "ongewijzigd")]


def test_a_ja_takes_over_from_another_row_of_the_file(importer, relaties):
    importer.apply(contacten=[contact("10001", "00001", Voorkeur="ja")])
    rows = [contact("10001", "00001"), contact("10002", "00001", Voorkeur="ja")]
    plan = importer.apply(contacten=rows)
    assert [row.koppelingen[0].wijzigingen for row in plan.rijen] == [
        {"voorkeur": [True, False]},
        {"functie": ["", "gevolmachtigde"], "voorkeur": [False, True]},
    ]
    assert [row[2] for row in outcomes(importer.apply(contacten=rows))] == ["ongewijzigd"] * 2


def test_two_contacts_can_change_places_as_voorkeurscontact(importer, relaties):
    importer.apply(contacten=[contact("10001", "00001", Voorkeur="ja"), contact("10002", "00001")])
    importer.apply(contacten=[contact("10001", "00001", Voorkeur="nee"), contact("10002", "00001", Voorkeur="ja")])
    assert {pair: voorkeur for pair, (_, voorkeur) in koppelingen().items()} == {
        ("10001", "00001"): False,
        ("10002", "00001"): True,
    }


def test_a_nee_ends_the_voorkeur_and_an_empty_cell_leaves_it(importer, relaties):
    importer.apply(contacten=[contact("10001", "00001; 00002", Voorkeur="ja")])
    importer.apply(contacten=[contact("10001", "00001", Voorkeur="nee"), contact("10002", "00002")])
    assert {pair: voorkeur for pair, (_, voorkeur) in koppelingen().items()} == {
        ("10001", "00001"): False,
        ("10001", "00002"): True,
        ("10002", "00002"): False,
    }


def test_an_empty_cell_never_blanks_a_value(importer, relaties):
    cells = {"Voornaam": "Eva", "E-mail": "eva@klant.example", "Telefoon": "06 12345678", "Labels": "VIP"}
    importer.apply(contacten=[contact(**cells)])
    plan = importer.apply(contacten=[{"Contactnummer": "10001", **dict.fromkeys(cells, " ")}])
    eva = Persoon.objects.get(nummer="10001")
    assert outcomes(plan) == [("Contacten", 2, "ongewijzigd")]
    assert (eva.voornaam, eva.achternaam, eva.email) == ("Eva", "Pietersen", "eva@klant.example")
    assert [label.naam for label in eva.labels.all()] == ["VIP"]


def test_a_change_is_told_as_old_and_new_and_makes_a_next_version(importer, relaties):
    importer.apply(contacten=[contact(**{"E-mail": "a@klant.example"})])
    plan = importer.apply(contacten=[contact(Achternaam="Bakker", **{"E-mail": "B@klant.example"})])
    changes = {"achternaam": ["Pietersen", "Bakker"], "email": ["a@klant.example", "b@klant.example"]}
    bakker = Persoon.objects.get(nummer="10001")
    assert plan.rijen[0].wijzigingen == changes
    assert Activiteit.objects.get(actie="contact gewijzigd").wijzigingen == changes
    assert (bakker.versie, bakker.sorteernaam, bakker.zoektekst) == (2, "bakker", bakker.compute_zoektekst())


def test_num_2_a_number_outside_the_range_is_refused(importer, relaties):
    Kantoor.objects.update(nummer_eerste=100)
    plan = importer.apply(contacten=[contact("ABC"), contact(99.0), contact("100000"), contact("00100")])
    assert errors(plan) == {
        2: [("Contactnummer", "ABC", "Een nummer bestaat uit cijfers, van 00100 tot en met 99999.")],
        3: [("Contactnummer", "99", "Nummer 99 valt buiten de nummerreeks van het kantoor (00100 tot en met 99999).")],
        4: [
            (
                "Contactnummer",
                "100000",
                "Nummer 100000 valt buiten de nummerreeks van het kantoor (00100 tot en met 99999).",
            )
        ],
    }
    assert list(Persoon.objects.values_list("nummer", flat=True)) == ["00100"]


def test_num_2_a_number_from_before_the_range_may_stay(importer, relaties):
    Persoon.objects.create(nummer="7", soort=Soort.CONTACT, achternaam="Oud")
    Kantoor.objects.update(nummer_eerste=100)
    plan = importer.apply(contacten=[contact(7.0, Achternaam="Nieuw")])
    assert outcomes(plan) == [("Contacten", 2, "gewijzigd")]
    assert list(Persoon.objects.values_list("nummer", "achternaam")) == [("7", "Nieuw")]


def test_num_2_a_number_without_its_zeros_is_the_same_contact(importer, relaties):
    importer.apply(contacten=[contact("00123")])
    plan = importer.apply(contacten=[contact(123.0, Achternaam="Nieuw")])
    assert outcomes(plan) == [("Contacten", 2, "gewijzigd")]
    assert list(Persoon.objects.values_list("nummer", "achternaam")) == [("00123", "Nieuw")]


def test_num_3_the_number_of_a_teamlid_is_refused_and_says_whose_kind_it_is(importer, relaties, teamlid):
    plan = importer.apply(contacten=[contact("90001")])
    tekst = "Nummer 90001 is al van een teamlid (Tess Vos); een nummer kan maar bij één persoon horen."
    assert errors(plan) == {2: [("Contactnummer", "90001", tekst)]}
    teamlid.refresh_from_db()
    assert (teamlid.soort, teamlid.achternaam, teamlid.versie) == ("teamlid", "Vos", 1)


def test_mail_1_addresses_are_compared_in_one_form(importer, relaties):
    rows = [
        contact("10001", **{"E-mail": "eva@klant.example"}),
        contact("10002", **{"E-mail": " EVA@klant.example "}),
        contact("10003", **{"E-mail": "ｅｖａ@klant.example"}),
    ]
    plan = importer.apply(contacten=rows)
    tekst = "Dit e-mailadres staat al in rij 2; de eerste rij telt."
    assert {rij: [(kop, reden) for kop, _, reden in fouten] for rij, fouten in errors(plan).items()} == {
        3: [("E-mail", tekst)],
        4: [("E-mail", tekst)],
    }


def test_mail_2_the_address_of_somebody_else_is_refused_with_the_kind(importer, relaties, teamlid):
    importer.apply(contacten=[contact("10001", Voornaam="Eva", **{"E-mail": "eva@klant.example"})])
    rows = [
        contact("10002", **{"E-mail": "TESS@kantoor.example"}),
        contact("10003", **{"E-mail": "eva@klant.example"}),
        contact("10001", **{"E-mail": "eva@klant.example"}),
    ]
    plan = importer.apply(contacten=rows)
    bij = "Dit e-mailadres is al in gebruik bij een"
    assert errors(plan) == {
        2: [("E-mail", "TESS@kantoor.example", f"{bij} teamlid (Tess Vos). {ADVIES}")],
        3: [("E-mail", "eva@klant.example", f"{bij} contact (Eva Pietersen). {ADVIES}")],
    }


def test_of_a_number_that_comes_twice_the_first_row_stays(importer, relaties):
    plan = importer.apply(contacten=[contact(1.0, Achternaam="Eerste"), contact("00001", Achternaam="Tweede")])
    assert errors(plan) == {3: [("Contactnummer", "00001", "Dit nummer staat al in rij 2; de eerste rij telt.")]}
    assert list(Persoon.objects.values_list("nummer", "achternaam")) == [("00001", "Eerste")]


def test_functie_and_voorkeur_need_a_relatie(importer, relaties):
    importer.apply(contacten=[contact()])
    plan = importer.apply(contacten=[contact(relaties="", Functie="directeur", Voorkeur="ja")])
    tekst = "Dit geldt bij de genoemde relaties, en deze rij noemt er geen; de waarde is niet gebruikt."
    assert warnings(plan) == {2: [("Functie", "directeur", tekst), ("Voorkeur", "ja", tekst)]}
    assert koppelingen() == {("10001", "00001"): ("gevolmachtigde", False)}


def test_what_is_missing_is_refused(importer, relaties):
    plan = importer.preview(contacten=[contact("", Voornaam="Eva"), contact("2", ""), contact("3", Achternaam="")])
    assert {rij: [(kop, tekst) for kop, _, tekst in fouten] for rij, fouten in errors(plan).items()} == {
        2: [("Contactnummer", "Vul een contactnummer in.")],
        3: [("Relatienummers", "Noem minstens één relatienummer.")],
        4: [("Achternaam", "Vul een achternaam in.")],
    }


def test_a_telephone_number_nobody_can_read_is_kept_as_text_with_a_warning(importer, relaties):
    plan = importer.apply(contacten=[contact(Telefoon="toestel 12")])
    tekst = "Dit telefoonnummer is niet te lezen en wordt als tekst bewaard."
    assert warnings(plan) == {2: [("Telefoon", "toestel 12", tekst)]}
    assert Persoon.objects.get(nummer="10001").telefoon == "toestel 12"


def test_the_name_of_a_teamlid_is_told_to_the_shell_only(importer, relaties, teamlid):
    manager = Persoon(nummer="90002", soort=Soort.TEAMLID, achternaam="Manager")
    bladen = read_file(importer.write(contacten=[contact("90001")]))
    plan = make_plan(bladen, actor=manager)
    assert [melding.tekst for melding in plan.rijen[0].fouten] == [
        "Nummer 90001 is al van een teamlid; een nummer kan maar bij één persoon horen."
    ]


def test_labels_are_shared_by_both_sheets(importer):
    importer.apply([organisatie(Labels="VIP")], [contact(Labels="vip")])
    assert list(Label.objects.values_list("naam", flat=True)) == ["VIP"]
    assert [label.naam for label in Persoon.objects.get(nummer="10001").labels.all()] == ["VIP"]


@pytest.mark.parametrize("function", [preview_file, import_file])
def test_who_may_not_import_reads_no_file(importer, relaties, function):
    importer.apply(contacten=[contact()])
    nobody = Persoon.objects.get(nummer="10001")
    with pytest.raises(gate.NotAllowed):
        function("bestaat-niet.xlsx", nobody)
