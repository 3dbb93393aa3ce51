"""The office's own sample sheet, and what it says must happen."""

import json
from collections import Counter
from pathlib import Path

import pytest

from activiteitenlog.models import Activiteit
from crm.importeren.toepassen import import_file, preview_file
from crm.models import Koppeling, Label, Persoon, Relatie
from permissions.gate import Systeem
from tests.crm.importeren.conftest import run_command

DATA = Path(__file__).parent / "data"
SHEET = DATA / "crm-voorbeeld.xlsx"
EXPECTED = json.loads((DATA / "crm-voorbeeld.verwacht.json").read_text())
ACTOR = Systeem("test")

pytestmark = pytest.mark.django_db


def refused(plan, blad):
    return {row.rij for row in plan.rijen if row.blad == blad and row.fouten}


@pytest.mark.parametrize("blad", ["Relaties", "Contacten"])
def test_exactly_the_expected_rows_are_refused(blad):
    plan = preview_file(SHEET, ACTOR)
    expected = EXPECTED[blad.lower()]
    assert refused(plan, blad) == {int(row) for row in expected["refused"]}
    assert plan.counts[blad] == Counter(nieuw=expected["new"], fout=len(expected["refused"]))


def test_each_expected_row_is_refused_in_the_column_it_is_wrong_in():
    plan = preview_file(SHEET, ACTOR)
    columns = {(row.blad, row.rij): [melding.kop for melding in row.fouten] for row in plan.rijen if row.fouten}
    assert columns == {
        ("Relaties", 13): ["Relatienummer"],
        ("Relaties", 51): ["Relatienummer"],
        ("Relaties", 89): ["Relatienummer"],
        ("Relaties", 127): ["Type"],
        ("Relaties", 165): ["Type"],
        ("Relaties", 203): ["KvK-nummer"],
        ("Relaties", 241): ["BSN"],
        ("Relaties", 279): ["IBAN"],
        ("Relaties", 317): ["E-mail"],
        ("Relaties", 355): ["Postcode"],
        ("Relaties", 399): ["Naam", "BSN"],
        ("Contacten", 47): ["Relatienummers"],
        ("Contacten", 66): ["E-mail"],
        ("Contacten", 82): ["Contactnummer"],
        ("Contacten", 108): ["Achternaam"],
        ("Contacten", 162): ["Contactnummer"],
    }


def test_the_unknown_column_is_named():
    assert preview_file(SHEET, ACTOR).onbekend == {"Relaties": EXPECTED["unknown_columns"]}


def test_without_the_flag_nothing_is_written():
    before = (Relatie.objects.count(), Persoon.objects.count(), Label.objects.count(), Activiteit.objects.count())
    run_command(SHEET)
    after = (Relatie.objects.count(), Persoon.objects.count(), Label.objects.count(), Activiteit.objects.count())
    assert after == before


def test_applying_makes_exactly_the_right_rows_and_reports_them_as_new():
    plan = import_file(SHEET, ACTOR)
    assert Relatie.objects.exclude(type="intern").count() == EXPECTED["relaties"]["new"]
    assert Persoon.objects.contacten().count() == EXPECTED["contacten"]["new"]
    assert plan.counts["Relaties"]["nieuw"] == EXPECTED["relaties"]["new"]
    assert plan.counts["Contacten"]["nieuw"] == EXPECTED["contacten"]["new"]


def test_a_second_run_finds_every_right_row_unchanged_and_writes_nothing():
    import_file(SHEET, ACTOR)
    logged = Activiteit.objects.count()
    versions = Counter(Relatie.objects.values_list("versie", flat=True))
    plan = import_file(SHEET, ACTOR)
    assert plan.counts == {
        "Relaties": Counter(ongewijzigd=EXPECTED["relaties"]["new"], fout=len(EXPECTED["relaties"]["refused"])),
        "Contacten": Counter(ongewijzigd=EXPECTED["contacten"]["new"], fout=len(EXPECTED["contacten"]["refused"])),
    }
    assert Activiteit.objects.count() == logged
    assert Counter(Relatie.objects.values_list("versie", flat=True)) == versions


def test_a_bsn_stands_neither_in_the_report_nor_in_the_log():
    out, _ = run_command(SHEET, "--toepassen")
    again, _ = run_command(SHEET)
    numbers = set(Relatie.objects.exclude(bsn="").values_list("bsn", flat=True))
    log = "".join(f"{row.object_naam} {row.wijzigingen} {row.reden}" for row in Activiteit.objects.all())
    assert len(numbers) > 100
    assert {number for number in numbers if number in out + again + log} == set()


def test_text_is_data_and_stays_what_it_is():
    import_file(SHEET, ACTOR)
    memos = set(Relatie.objects.values_list("memo", flat=True))
    assert memos == {"", "=1+1", "Let op: <b>vet</b>", "Belt liever"}
    assert Relatie.objects.get(nummer="00001").naam == "Slagerij Güneş Stichting"
    assert Relatie.objects.get(nummer="00001").kvk_nummer == "11535642"
    assert Relatie.objects.get(nummer="00001").bezoek_plaats == "Breda"


def test_a_relatie_has_at_most_one_voorkeurscontact():
    import_file(SHEET, ACTOR)
    per_relatie = Counter(Koppeling.objects.filter(voorkeur=True).values_list("relatie", flat=True))
    assert set(per_relatie.values()) == {1}
