"""`manage.py log_controleren`: the first entry that is not in order is named, whatever was done to the log."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from activiteitenlog import chain, triggers
from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compute_hash, record
from tests.log import tampering

pytestmark = pytest.mark.django_db


def check(**options):
    output = io.StringIO()
    call_command("log_controleren", stdout=output, **options)
    return output.getvalue().splitlines()


def problem(**options):
    with pytest.raises(CommandError) as refused:
        check(**options)
    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.fixture
def five(cast, monkeypatch):
    """The numbers of five entries; they are read two at a time, as many more would be."""
    monkeypatch.setattr(chain, "CHUNK", 2)
    return [record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, reden=str(n)).pk for n in range(5)]


def test_an_empty_log_is_in_order(db):
    assert check() == ["Het activiteitenlog is in orde: 0 regels."]


def test_a_log_that_nobody_touched_is_in_order(five):
    assert check() == [f"Het activiteitenlog is in orde: 5 regels, tot en met regel {five[-1]}."]


def test_an_entry_that_was_changed_by_sql_is_named(five):
    """As somebody would who has the database in hand: drop the trigger, change one row, put the trigger back."""
    with connection.cursor() as cursor:
        connection.check_constraints()
        for name, table in triggers.present().items():
            if table == "activiteitenlog_activiteit":
                cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        cursor.execute("UPDATE activiteitenlog_activiteit SET reden = 'anders' WHERE id = %s", [five[2]])
    expected = f"Regel {five[2]} is gewijzigd: de inhoud past niet bij de hash."
    assert problem() == expected
    triggers.create()
    assert problem() == expected


def test_a_trigger_that_is_gone_is_told_although_the_chain_is_right(five):
    name, table = next(iter(triggers.present().items()))
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    assert problem() == (
        f"De regels kloppen, maar de database bewaakt ze niet meer: {name} ontbreekt. "
        "Zet dit terug met manage.py migrate."
    )


def test_an_entry_that_is_missing_is_named_by_the_one_after_it(five):
    with tampering():
        Activiteit.objects.filter(pk=five[2]).delete()
    assert problem() == (
        f"Regel {five[3]} sluit niet aan op regel {five[1]}: daartussen ontbreekt een regel, "
        f"of regel {five[1]} is vervangen."
    )


def test_the_first_entry_that_is_missing_shows(five):
    with tampering():
        Activiteit.objects.filter(pk=five[0]).delete()
    assert problem() == f"Vóór regel {five[1]} ontbreekt het begin van het log."


def test_an_entry_whose_hash_was_made_to_fit_shows_at_the_next(five):
    with tampering():
        row = Activiteit.objects.get(pk=five[1])
        row.reden = "anders"
        row.hash = compute_hash(row)
        row.save()
    assert problem().startswith(f"Regel {five[2]} sluit niet aan op regel {five[1]}:")


def test_entries_that_changed_places_are_told_from_missing_ones(five):
    with tampering():
        Activiteit.objects.filter(pk=five[1]).update(id=five[1] + 1000)
        Activiteit.objects.filter(pk=five[2]).update(id=five[1])
        Activiteit.objects.filter(pk=five[1] + 1000).update(id=five[2])
    assert problem() == f"Regel {five[1]} staat niet op zijn plaats: hij hoort direct na regel {five[2]}."


def test_a_log_that_was_cut_off_at_its_end_shows(five):
    with tampering():
        Activiteit.objects.filter(pk__in=five[3:]).delete()
    assert problem() == (
        f"Na regel {five[2]} ontbreken de laatste regels: de kop van het log verwijst naar een regel die er niet is."
    )


def test_a_log_that_was_emptied_shows(five):
    with tampering():
        Activiteit.objects.all().delete()
    assert problem().startswith("Alle regels ontbreken:")


def test_an_entry_that_was_written_past_the_head_shows(five, cast):
    last = Activiteit.objects.get(pk=five[-1])
    row = Activiteit.objects.get(pk=five[-1])
    row.pk, row.vorige_hash = None, last.hash
    row.hash = compute_hash(row)
    row.save(force_insert=True)
    assert problem() == f"Regel {row.pk} staat in het log, maar de kop van het log kent hem niet."


def test_a_head_that_is_gone_shows(five):
    LogKop.objects.all().delete()
    assert problem() == f"Regel {five[-1]} staat in het log, maar de kop van het log kent hem niet."


def test_gaps_in_the_numbers_are_no_gaps_in_the_log(five, cast):
    """A transaction that was rolled back took its number with it."""
    with tampering():
        Activiteit.objects.filter(pk=five[-1]).update(id=F("id") + 100)
    assert check() == [f"Het activiteitenlog is in orde: 5 regels, tot en met regel {five[-1] + 100}."]


def test_the_head_that_was_kept_elsewhere_proves_that_nothing_changed(five, cast, tmp_path):
    path = tmp_path / "kop.json"
    row = Activiteit.objects.get(pk=five[-1])
    assert check(kop=str(path)) == [
        f"De kop staat in {path}.",
        f"Het activiteitenlog is in orde: 5 regels, tot en met regel {five[-1]}.",
    ]
    assert json.loads(path.read_text()) == {"nummer": row.pk, "hash": row.hash, "moment": row.moment.isoformat()}
    record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own)
    assert check(vergelijk=str(path))[1:] == [f"De eerdere kop, regel {five[-1]}, staat er nog precies zo in."]


def test_a_log_that_was_written_anew_does_not_pass_the_earlier_head(five, cast, tmp_path):
    """Every hash and the head made to fit: the log itself is in order, but it is another log."""
    path = tmp_path / "kop.json"
    check(kop=str(path))
    with tampering():
        previous = ""
        for row in Activiteit.objects.order_by("pk"):
            row.reden, row.vorige_hash = "anders", previous
            row.hash = previous = compute_hash(row)
            row.save()
        LogKop.objects.update(laatste_hash=previous)
    assert len(check()) == 1
    assert problem(vergelijk=str(path)) == (
        f"Regel {five[-1]} is niet meer wat hij was bij de eerdere kop: de hash is anders."
    )
    with tampering():
        Activiteit.objects.all().delete()
        LogKop.objects.all().delete()
    assert problem(vergelijk=str(path)) == f"Regel {five[-1]} van de eerdere kop is er niet meer."


def test_a_head_is_never_written_over_a_file(five, tmp_path):
    path = tmp_path / "kop.json"
    path.write_text("eerder")
    assert problem(kop=str(path)) == f"Het bestand {path} bestaat al; kies een andere naam."
    assert path.read_text() == "eerder"


def test_no_head_is_written_of_a_broken_log(five, tmp_path):
    with tampering():
        Activiteit.objects.filter(pk=five[0]).update(reden="anders")
    problem(kop=str(tmp_path / "kop.json"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["geen json", "[]", '{"nummer": 1}', '{"nummer": "x", "hash": "", "moment": ""}'])
def test_a_file_that_is_no_head_is_refused(five, tmp_path, text):
    path = tmp_path / "kop.json"
    path.write_text(text)
    assert problem(vergelijk=str(path)) == f"Het bestand {path} is geen kop van het log."


def test_a_file_that_is_not_there_or_a_folder_that_is_not(five, tmp_path):
    assert problem(vergelijk=str(tmp_path / "weg")).startswith(f"Het bestand {tmp_path / 'weg'} is niet te lezen (")
    where = tmp_path / "weg" / "kop"
    assert problem(kop=str(where)).startswith(f"In {where} kan niet worden geschreven (")


def test_of_an_empty_log_there_is_no_head(db, tmp_path):
    assert problem(kop=str(tmp_path / "kop")) == "Het log is nog leeg; er is geen kop om te schrijven."
