"""`manage.py crm_importeren`: what it prints and how it ends."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from activiteitenlog.models import Activiteit
from crm.importeren import toepassen
from crm.models import Persoon, Relatie
from tests.crm.importeren.conftest import contact, organisatie, persoon, run_command

pytestmark = pytest.mark.django_db


def test_the_whole_report_of_a_trial(importer):
    importer.apply([organisatie("00001", Plaats="Ede"), persoon("00002", BSN="111222333")])
    path = importer.write(
        [
            organisatie("00001", Plaats="Breda", Labels="VIP", **{"Code oud": "x"}),
            persoon("00002", BSN="123456782", Actief="nee"),
            organisatie("00003", **{"KvK-nummer": "123"}),
        ],
        [contact("10001", "00001", Voorkeur="ja"), contact("10002", "00003")],
    )
    out, code = run_command(path)
    assert out.splitlines() == [
        "Onbekende kolommen op het blad Relaties, overgeslagen: Code oud",
        "Relaties rij 2 (00001): gewijzigd",
        "    Plaats: Ede → Breda",
        "    Labels: (leeg) → VIP",
        "Relaties rij 3 (00002): gewijzigd",
        "    BSN: ••• → •••",
        "    Actief: ja → nee",
        "Relaties rij 4 (00003): fout",
        "    fout in KvK-nummer “123”: Een KvK-nummer heeft 8 cijfers.",
        "Contacten rij 2 (10001): nieuw",
        "Contacten rij 3 (10002): fout",
        "    fout in Relatienummers “00003”: Relatie 00003 bestaat niet en staat niet goed op het blad Relaties.",
        "",
        "Relaties: 0 nieuw, 2 gewijzigd, 0 ongewijzigd, 1 fout",
        "Contacten: 1 nieuw, 0 gewijzigd, 0 ongewijzigd, 1 fout",
        "Nog te maken labels: VIP",
        "Dit was een proef: er is niets gewijzigd. Voer de goede rijen door met --toepassen.",
    ]
    assert code == 1


def test_a_changed_koppeling_is_told(importer):
    importer.apply([organisatie("00001"), organisatie("00002")], [contact("10001", "00001")])
    rows = [contact("10001", "00001; 00002", Functie="directeur", Voorkeur="ja")]
    out, code = run_command(importer.write(contacten=rows), "--toepassen")
    assert out.splitlines() == [
        "Contacten rij 2 (10001): gewijzigd",
        "    Functie bij relatie 00001: gevolmachtigde → directeur",
        "    Voorkeur bij relatie 00001: nee → ja",
        "    gekoppeld aan relatie 00002 als directeur, voorkeurscontact",
        "",
        "Relaties: 0 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 fout",
        "Contacten: 0 nieuw, 1 gewijzigd, 0 ongewijzigd, 0 fout",
        "Alle rijen zijn doorgevoerd.",
    ]
    assert code == 0


def test_the_report_after_applying_still_says_what_was_new(importer):
    out, code = run_command(importer.write([organisatie(Labels="VIP")], [contact()]), "--toepassen")
    assert out.splitlines() == [
        "Relaties rij 2 (00001): nieuw",
        "Contacten rij 2 (10001): nieuw",
        "",
        "Relaties: 1 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 fout",
        "Contacten: 1 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 fout",
        "Nieuwe labels: VIP",
        "Alle rijen zijn doorgevoerd.",
    ]
    assert code == 0


def test_the_trial_and_the_import_say_the_same_about_every_row(importer):
    path = importer.write([organisatie(), organisatie("2", **{"E-mail": "fout"})], [contact(), contact("2", "2")])
    trial, _ = run_command(path)
    done, _ = run_command(path, "--toepassen")
    assert trial.split("\n\n")[0] == done.split("\n\n")[0]


def test_a_refused_file_ends_with_two(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("crm_importeren", str(tmp_path / "weg.xlsx"))
    assert refused.value.returncode == 2


def test_the_shell_sees_one_line_and_exit_code_two(tmp_path):
    command = [sys.executable, "manage.py", "crm_importeren", str(tmp_path / "weg.xlsx")]
    ended = subprocess.run(command, capture_output=True, text=True, env=_environment(tmp_path), check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        2,
        "",
        f"CommandError: Het bestand {tmp_path / 'weg.xlsx'} bestaat niet.\n",
    )


def _environment(folder):
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "mijnkantoor.settings", "DEBUG": "1", "VAR_DIR": str(folder)}


def test_a_clash_with_somebody_else_undoes_everything(importer, monkeypatch):
    def clash(*arguments, **options):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(toepassen, "relaties_created", clash)
    path = importer.write([organisatie(Labels="VIP")], [contact()])
    with pytest.raises(CommandError) as refused:
        call_command("crm_importeren", str(path), "--toepassen")
    assert str(refused.value) == toepassen.BOTSING
    assert (Relatie.objects.exclude(type="intern").count(), Persoon.objects.count()) == (0, 0)
    assert Activiteit.objects.count() == 0


def test_a_cell_cannot_send_commands_to_the_terminal(importer):
    row = organisatie("00001", **{"KvK-nummer": "\x1b[2J123", "Plaats": "\u202eede"})
    out, _ = run_command(importer.write([row]))
    assert {c for c in out if not c.isprintable()} == {"\n"}
