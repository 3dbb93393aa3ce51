import pytest

from activiteitenlog.models import Activiteit
from crm.models import Label, Relatie, Relatiegroep, Relatiesoort
from tests.crm.importeren.conftest import errors, organisatie, outcomes, persoon, run_command, warnings

pytestmark = pytest.mark.django_db

BSN = "111222333"
ANDER_BSN = "123456782"


def test_all_columns_arrive_in_their_fields(importer):
    plan = importer.apply([
        organisatie(
            **{
                "KvK-nummer": 1234567.0, "RSIN": 123456782.0, "Btw-nummer": "NL123456782B90",
                "IBAN": "NL91 ABNA 0417 1643 00", "E-mail": "Info@Bedrijf.Example", "Telefoon": "020 123 4567",
                "Website": "bedrijf.example", "Aantal werknemers": 12.0, "Straat": "Kade", "Huisnummer": 3.0,
                "Postcode": "1234ab", "Plaats": "Breda", "Post straat": "Postbus", "Post huisnummer": 12.0,
                "Post postcode": "B-1000", "Post plaats": "Brussel", "Post land": "België", "Memo": "Belt liever",
                "Relatiesoort": "cliënt", "Relatiegroep": "Holding", "Labels": "VIP; maand", "Actief": "nee",
                "Afgeschermd": "ja",
            }
        )
    ])  # fmt: skip
    relatie = Relatie.objects.select_related("relatiesoort", "relatiegroep").get(nummer="00001")
    stored = {veld: getattr(relatie, veld) for veld in (
        "type", "naam", "rechtsvorm", "kvk_nummer", "rsin", "btw_id", "iban", "email", "telefoon", "website",
        "aantal_werknemers", "bezoek_straat", "bezoek_huisnummer", "bezoek_postcode", "bezoek_plaats", "bezoek_land",
        "post_straat", "post_huisnummer", "post_postcode", "post_plaats", "post_land", "memo", "actief", "afgeschermd",
    )}  # fmt: skip
    assert (errors(plan), warnings(plan)) == ({}, {})
    assert stored == {
        "type": "organisatie", "naam": "Bedrijf 00001", "rechtsvorm": "bv", "kvk_nummer": "01234567",
        "rsin": "123456782", "btw_id": "NL123456782B90", "iban": "NL91ABNA0417164300",
        "email": "info@bedrijf.example", "telefoon": "+31201234567", "website": "https://bedrijf.example",
        "aantal_werknemers": 12, "bezoek_straat": "Kade", "bezoek_huisnummer": "3", "bezoek_postcode": "1234 AB",
        "bezoek_plaats": "Breda", "bezoek_land": "Nederland", "post_straat": "Postbus", "post_huisnummer": "12",
        "post_postcode": "B-1000", "post_plaats": "Brussel", "post_land": "België", "memo": "Belt liever",
        "actief": False, "afgeschermd": True,
    }  # fmt: skip
    assert (relatie.relatiesoort.naam, relatie.relatiegroep.naam) == ("cliënt", "Holding")
    assert sorted(relatie.labels.values_list("naam", flat=True)) == ["VIP", "maand"]


def test_what_is_searched_and_sorted_follows_the_import(importer):
    importer.apply([organisatie(Naam="Café Noir")])
    importer.apply([organisatie(Naam="Zoë's Atelier", Plaats="Ede")])
    relatie = Relatie.objects.get(nummer="00001")
    assert (relatie.sorteernaam, relatie.zoektekst) == ("zoe's atelier", relatie.compute_zoektekst())
    assert relatie.versie == 2
    assert relatie.updated_at > relatie.created_at


def test_a_change_is_told_as_old_and_new_and_logged_once(importer):
    importer.apply([organisatie(), organisatie("00002")])
    before = Activiteit.objects.count()
    plan = importer.apply([organisatie(Naam="Nieuw", Labels="VIP"), organisatie("00002")])
    assert outcomes(plan) == [("Relaties", 2, "gewijzigd"), ("Relaties", 3, "ongewijzigd")]
    assert plan.rijen[0].wijzigingen == {"naam": ["Bedrijf 00001", "Nieuw"], "labels": [[], ["VIP"]]}
    entries = Activiteit.objects.order_by("pk")[before:]
    assert [(entry.actie, entry.actor_naam, entry.wijzigingen, entry.reden) for entry in entries] == [
        ("label toegevoegd", "systeem (test)", {"naam": ["", "VIP"]}, "Import van bestand.xlsx"),
        ("relatie gewijzigd", "systeem (test)", plan.rijen[0].wijzigingen, "Import van bestand.xlsx"),
    ]


def test_an_empty_cell_never_blanks_a_value(importer):
    cells = {"E-mail": "a@b.example", "Memo": "tekst", "Labels": "VIP", "Relatiesoort": "cliënt", "Plaats": "Ede"}
    importer.apply([organisatie(**cells)])
    empty = dict.fromkeys(cells, "")
    plan = importer.apply([{"Relatienummer": "00001", "Type": "", "Naam": "", **empty, "Memo": "  "}])
    relatie = Relatie.objects.get(nummer="00001")
    assert outcomes(plan) == [("Relaties", 2, "ongewijzigd")]
    assert (relatie.email, relatie.memo, relatie.bezoek_plaats) == ("a@b.example", "tekst", "Ede")
    assert relatie.relatiesoort.naam == "cliënt"
    assert [label.naam for label in relatie.labels.all()] == ["VIP"]


def test_labels_in_the_file_take_the_place_of_those_that_were_there(importer):
    importer.apply([organisatie(Labels="VIP, maand")])
    plan = importer.apply([organisatie(Labels="vip; kwartaal")])
    assert plan.rijen[0].wijzigingen == {"labels": [["VIP", "maand"], ["VIP", "kwartaal"]]}
    assert sorted(Relatie.objects.get(nummer="00001").labels.values_list("naam", flat=True)) == ["VIP", "kwartaal"]


def test_unknown_names_are_announced_and_made_once_whatever_their_case(importer):
    Label.objects.create(naam="VIP")
    rows = [
        organisatie("1", Labels="vip;Maand", Relatiesoort="Cliënt", Relatiegroep="Holding"),
        organisatie("2", Labels="maand", Relatiesoort="cliënt", Relatiegroep="HOLDING"),
        organisatie("3", Labels="alleen fout", **{"KvK-nummer": "123"}),
    ]
    plan = importer.apply(rows)
    assert {veld: list(namen.values()) for veld, namen in plan.nieuwe_namen.items()} == {
        "labels": ["Maand"],
        "relatiesoort": ["Cliënt"],
        "relatiegroep": ["Holding"],
    }
    assert sorted(Label.objects.values_list("naam", flat=True)) == ["Maand", "VIP"]
    assert list(Relatiesoort.objects.values_list("naam", flat=True)) == ["Cliënt"]
    assert list(Relatiegroep.objects.values_list("naam", flat=True)) == ["Holding"]


def test_rel_1_a_twin_in_leading_zeros_is_accepted_with_a_warning(importer):
    importer.apply([organisatie("00123")])
    plan = importer.apply([organisatie(123.0), organisatie("0123")])
    tekst = "Dit nummer verschilt alleen in voorloopnullen van 00123; het wordt een aparte relatie."
    assert outcomes(plan) == [("Relaties", 2, "nieuw"), ("Relaties", 3, "nieuw")]
    assert warnings(plan) == {2: [("Relatienummer", "123", tekst)], 3: [("Relatienummer", "0123", tekst)]}
    assert set(Relatie.objects.exclude(type="intern").values_list("nummer", flat=True)) == {"123", "0123", "00123"}


def test_rel_1_a_twin_in_the_same_file_is_accepted_with_a_warning(importer):
    plan = importer.apply([organisatie("00123"), organisatie("123")])
    tekst = "Dit nummer verschilt alleen in voorloopnullen van 00123; het wordt een aparte relatie."
    assert outcomes(plan) == [("Relaties", 2, "nieuw"), ("Relaties", 3, "nieuw")]
    assert warnings(plan) == {3: [("Relatienummer", "123", tekst)]}


def test_rel_2_the_interne_relatie_is_neither_made_nor_changed(importer):
    intern = Relatie.objects.intern()
    importer.apply([organisatie()])
    plan = importer.apply(
        [
            organisatie(intern.nummer, Naam="Anders"),
            organisatie("00001", Type="intern"),
            organisatie("00002", Type="Intern"),
        ]
    )
    tweede = "Er is al een interne kantoorrelatie; een tweede kan niet."
    assert errors(plan) == {
        2: [("Relatienummer", "0000", "Dit is het nummer van de interne kantoorrelatie; die wordt niet geïmporteerd.")],
        3: [("Type", "intern", tweede)],
        4: [("Type", "Intern", tweede)],
    }
    assert Relatie.objects.intern().naam == intern.naam


def test_rel_3_a_wrong_value_names_the_column_and_what_is_wrong(importer):
    plan = importer.preview(
        [
            organisatie("1", **{"KvK-nummer": 123.0}),
            organisatie("2", **{"Btw-nummer": "NL1"}),
            organisatie("3", **{"Website": "geen adres"}),
            organisatie("4", Rechtsvorm="GmbH"),
            organisatie("5", Plaats="x" * 81),
            organisatie("6", Actief="misschien"),
            organisatie("7", **{"Aantal werknemers": "veel"}),
        ]
    )
    assert {rij: [(kop, tekst) for kop, _, tekst in fouten] for rij, fouten in errors(plan).items()} == {
        2: [("KvK-nummer", "Een KvK-nummer heeft 8 cijfers.")],
        3: [("Btw-nummer", "Dit btw-id klopt niet; het heeft de vorm NL123456789B01.")],
        4: [("Website", "Dit is geen geldig webadres.")],
        5: [("Rechtsvorm", "Deze rechtsvorm bestaat niet; kies uit B.V., N.V., Eenmanszaak, V.O.F., C.V., Maatschap, "
             "Stichting, Vereniging, Coöperatie, Kerkgenootschap, Overheid, Buitenlandse rechtsvorm, Anders.")],
        6: [("Plaats", "Dit is te lang: er passen 80 tekens in.")],
        7: [("Actief", "Schrijf hier ja of nee.")],
        8: [("Aantal werknemers", "Schrijf hier een geheel getal van 0 tot en met 999999.")],
    }  # fmt: skip


def test_rel_4_a_bsn_is_masked_in_what_changes(importer):
    importer.apply([persoon(BSN=BSN)])
    plan = importer.apply([persoon(BSN=ANDER_BSN)])
    assert plan.rijen[0].wijzigingen == {"bsn": ["•••", "•••"]}
    assert Relatie.objects.get(nummer="00001").bsn == ANDER_BSN


def test_rel_4_a_wrong_bsn_is_refused_without_showing_it(importer):
    out, code = run_command(importer.write([persoon(BSN="123456789"), persoon("2", BSN=12345678.0)]), "--toepassen")
    assert code == 1
    assert "123456789" not in out
    assert "12345678" not in out


def test_a_bsn_of_which_excel_dropped_the_zero_is_whole_again(importer):
    importer.apply([persoon(BSN=13404519.0)])
    assert Relatie.objects.get(nummer="00001").bsn == "013404519"


def test_a_bsn_belongs_to_a_persoon(importer):
    importer.apply([persoon("00002", BSN=BSN)])
    plan = importer.preview([organisatie(BSN=BSN), organisatie("00002")])
    tekst = "Een BSN hoort bij een persoon; kies het type Persoon of laat dit veld leeg."
    assert errors(plan) == {2: [("BSN", "•••", tekst)], 3: [("BSN", "", tekst)]}


def test_the_naam_of_a_persoon_is_made_of_its_parts(importer):
    plan = importer.apply([persoon(Voornaam="Zoë", Tussenvoegsel="van der", Achternaam="Łukasz", Naam="Iets anders")])
    assert Relatie.objects.get(nummer="00001").naam == "Zoë van der Łukasz"
    assert [melding.kop for melding in plan.rijen[0].waarschuwingen] == ["Naam"]


def test_one_changed_name_part_changes_the_naam(importer):
    importer.apply([persoon(Voornaam="Eva")])
    plan = importer.apply([{"Relatienummer": "00001", "Achternaam": "Bakker"}])
    assert plan.rijen[0].wijzigingen == {"achternaam": ["Jansen", "Bakker"], "naam": ["Eva Jansen", "Eva Bakker"]}


def test_what_is_missing_is_refused(importer):
    plan = importer.preview(
        [
            {"Naam": "Zonder nummer", "Type": "Organisatie"},
            {"Relatienummer": "1", "Naam": "Zonder type"},
            {"Relatienummer": "2", "Type": "Leverancier"},
            {"Relatienummer": "3", "Type": "Persoon", "Naam": "Alleen een naam"},
        ]
    )
    assert {rij: [(kop, tekst) for kop, _, tekst in fouten] for rij, fouten in errors(plan).items()} == {
        2: [("Relatienummer", "Vul een relatienummer in.")],
        3: [("Type", "Vul een type in.")],
        4: [("Naam", "Vul een naam in.")],
        5: [("Achternaam", "Vul een achternaam in.")],
    }


def test_of_a_number_that_comes_twice_the_first_row_stays(importer):
    plan = importer.apply([organisatie(Naam="Eerste"), organisatie(Naam="Tweede")])
    assert errors(plan) == {3: [("Relatienummer", "00001", "Dit nummer staat al in rij 2; de eerste rij telt.")]}
    assert Relatie.objects.get(nummer="00001").naam == "Eerste"


def test_a_telephone_number_nobody_can_read_is_kept_as_text_with_a_warning(importer):
    rows = [organisatie(Telefoon="bel na 17:00"), organisatie("00002", Telefoon=612345678.0)]
    plan = importer.apply(rows)
    tekst = "Dit telefoonnummer is niet te lezen en wordt als tekst bewaard."
    assert warnings(plan) == {2: [("Telefoon", "bel na 17:00", tekst)]}
    assert Relatie.objects.get(nummer="00001").telefoon == "bel na 17:00"
    assert Relatie.objects.get(nummer="00002").telefoon == "+31612345678"
    assert outcomes(importer.apply(rows)) == [("Relaties", 2, "ongewijzigd"), ("Relaties", 3, "ongewijzigd")]


@pytest.mark.parametrize("written", ["B.V.", "bv", "BV ", "b.v"])
def test_a_rechtsvorm_may_be_written_in_several_ways(importer, written):
    importer.apply([organisatie(Rechtsvorm=written)])
    assert Relatie.objects.get(nummer="00001").rechtsvorm == "bv"


def test_a_new_organisatie_without_rechtsvorm_becomes_anders_with_a_warning(importer):
    plan = importer.apply([organisatie(Rechtsvorm="")])
    assert warnings(plan) == {2: [("Rechtsvorm", "", "Er is geen rechtsvorm; dit wordt Anders.")]}
    assert Relatie.objects.get(nummer="00001").rechtsvorm == "anders"
    assert warnings(importer.apply([organisatie(Rechtsvorm="")])) == {}


def test_a_persoon_that_becomes_an_organisatie_loses_the_name_parts(importer):
    importer.apply([persoon(Voornaam="Eva")])
    plan = importer.apply([organisatie()])
    assert plan.rijen[0].wijzigingen == {
        "type": ["persoon", "organisatie"],
        "naam": ["Eva Jansen", "Bedrijf 00001"],
        "rechtsvorm": ["", "bv"],
        "voornaam": ["Eva", ""],
        "achternaam": ["Jansen", ""],
    }


def test_an_organisatie_that_becomes_a_persoon_loses_the_rechtsvorm(importer):
    importer.apply([organisatie()])
    plan = importer.apply([persoon(Rechtsvorm="B.V.")])
    tekst = "Een persoon heeft geen rechtsvorm; deze waarde is niet gebruikt."
    assert warnings(plan) == {2: [("Rechtsvorm", "B.V.", tekst)]}
    assert plan.rijen[0].wijzigingen == {
        "type": ["organisatie", "persoon"],
        "achternaam": ["", "Jansen"],
        "rechtsvorm": ["bv", ""],
        "naam": ["Bedrijf 00001", "Jansen"],
    }


def test_the_naam_of_an_organisatie_has_no_parts(importer):
    plan = importer.apply([organisatie(Voornaam="Eva")])
    tekst = "Een naamdeel hoort bij een persoon; deze waarde is niet gebruikt."
    assert warnings(plan) == {2: [("Voornaam", "Eva", tekst)]}
    assert Relatie.objects.get(nummer="00001").voornaam == ""


def test_text_is_kept_in_one_unicode_form(importer):
    importer.apply([organisatie(Naam="Cafe\u0301  Noir\u200b ")])
    assert Relatie.objects.get(nummer="00001").naam == "Café Noir"
    assert outcomes(importer.apply([organisatie(Naam="Café Noir")])) == [("Relaties", 2, "ongewijzigd")]


def test_a_postcode_abroad_is_free(importer):
    plan = importer.apply([organisatie(Postcode="B-1000", Land="België"), organisatie("2", Postcode="B-1000")])
    assert errors(plan) == {3: [("Postcode", "B-1000", "Een postcode heeft de vorm 1234 AB.")]}
    later = importer.apply([organisatie(Postcode="B-2000")])
    assert later.rijen[0].wijzigingen == {"bezoek_postcode": ["B-1000", "B-2000"]}


def test_the_hook_hears_of_new_relaties_with_their_labels_and_only_of_those(importer, monkeypatch):
    heard = []

    def listen(actor, relaties):
        heard.append((str(actor), [(r.nummer, [label.naam for label in r.labels.all()]) for r in relaties]))

    monkeypatch.setattr("crm.hooks._after_create", [listen])
    importer.apply([organisatie(Labels="VIP")])
    importer.apply([organisatie(Naam="Anders"), persoon("00002")])
    assert heard == [("systeem (test)", [("00001", ["VIP"])]), ("systeem (test)", [("00002", [])])]


def test_when_one_row_is_wrong_the_right_ones_are_written(importer):
    plan = importer.apply([organisatie("1", **{"E-mail": "geen-adres@"}), organisatie("2")])
    assert outcomes(plan) == [("Relaties", 2, "fout"), ("Relaties", 3, "nieuw")]
    assert list(Relatie.objects.exclude(type="intern").values_list("nummer", flat=True)) == ["2"]
