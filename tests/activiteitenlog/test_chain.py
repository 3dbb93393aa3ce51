"""The log is a chain: each entry carries the hash of the one before, and none can be changed unnoticed."""

import datetime

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compare, compute_hash, record, record_many
from permissions.gate import Systeem
from teamleden.services import grant_rol
from tests.factories import LabelFactory, RelatieFactory

pytestmark = pytest.mark.django_db

# Everything that JSON can hold and a database may write back in another form.
WIJZIGINGEN = {
    "memo": ["", 'Één "regel"\n€ 😀'],
    "labels": [[], ["b", "a"]],
    "aantal": [None, 3],
    "actief": [True, False],
}
# What somebody with the database in hand could make of the last entry, field by field.
TAMPERED = {
    "moment": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    "actor_id": None,
    "actor_naam": "Iemand anders",
    "actie": "relatie bekeken",
    "object_type": "crm.persoon",
    "object_id": "0",
    "object_naam": "Andere klant",
    "relatie_id": None,
    "wijzigingen": {**WIJZIGINGEN, "labels": [[], ["a", "b"]]},
    "reden": "",
    "vorige_hash": "0" * 64,
}


def entries():
    return list(Activiteit.objects.order_by("pk"))


def texts():
    return [f"{row.actie} {row.object_naam}" for row in entries()]


@pytest.fixture
def three(cast):
    """Three entries: by a person about a Relatie, by a command about a label, and one of everything."""
    label = LabelFactory(naam="VIP")
    record(cast.anna, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"naam": ["a", "b"]})
    record(Systeem("proef"), "label toegevoegd", label)
    record(cast.bram, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen=WIJZIGINGEN, reden="Op verzoek")
    return entries()


def test_an_entry_says_who_what_where_and_why(cast, three):
    found = [
        (row.actor, row.actor_naam, row.actie, row.object_type, row.object_id, row.object_naam, row.relatie_id)
        for row in three
    ]
    own = ("crm.relatie", str(cast.own.pk), str(cast.own), cast.own.pk)
    label = ("crm.label", three[1].object_id, "VIP", None)
    assert found == [
        (cast.anna, str(cast.anna), "relatie gewijzigd", *own),
        (None, "systeem (proef)", "label toegevoegd", *label),
        (cast.bram, str(cast.bram), "relatie gewijzigd", *own),
    ]
    assert [(row.wijzigingen, row.reden) for row in three] == [
        ({"naam": ["a", "b"]}, ""), ({}, ""), (WIJZIGINGEN, "Op verzoek"),
    ]  # fmt: skip


def test_each_hash_follows_from_the_entry_before(three):
    assert [row.vorige_hash for row in three] == ["", three[0].hash, three[1].hash]
    # As the database gives them back: what is verified later is what was written.
    assert [compute_hash(row) for row in three] == [row.hash for row in three]
    assert LogKop.objects.get().laatste_hash == three[2].hash


@pytest.mark.parametrize("field", TAMPERED)
def test_tampering_with_an_entry_shows(three, field):
    Activiteit.objects.filter(pk=three[2].pk).update(**{field: TAMPERED[field]})
    tampered = Activiteit.objects.get(pk=three[2].pk)
    assert compute_hash(tampered) != tampered.hash
    Activiteit.objects.filter(pk=tampered.pk).update(**{field: getattr(three[2], field)})
    restored = Activiteit.objects.get(pk=tampered.pk)
    assert compute_hash(restored) == restored.hash


def test_every_field_but_the_hash_itself_is_under_the_hash():
    assert set(TAMPERED) == {field.attname for field in Activiteit._meta.concrete_fields} - {"id", "hash"}


def test_an_entry_taken_out_breaks_the_chain(three):
    three[1].delete()
    first, last = entries()
    assert last.vorige_hash != first.hash


def test_words_cannot_move_from_one_field_to_the_next(cast):
    """The hash keeps the fields apart."""
    label = LabelFactory()
    one, two = record(cast.anna, "ab", label, reden="c"), record(cast.anna, "a", label, reden="bc")
    two.moment, two.vorige_hash = one.moment, one.vorige_hash
    assert compute_hash(two) != compute_hash(one)


def test_record_many_keeps_the_order_and_makes_one_group(cast):
    relaties = RelatieFactory.create_batch(3)
    relaties.reverse()
    changes = [{"naam": ["", relatie.naam]} for relatie in relaties]
    before = record(cast.anna, "proef", cast.own)
    rows = record_many(
        cast.anna,
        "relatie geïmporteerd",
        [(relatie, relatie, change) for relatie, change in zip(relaties, changes, strict=True)],
        reden="Import van maart",
    )
    stored = entries()[1:]
    assert stored == rows
    assert [(row.object_id, row.relatie_id, row.wijzigingen) for row in stored] == [
        (str(relatie.pk), relatie.pk, change) for relatie, change in zip(relaties, changes, strict=True)
    ]
    assert {(row.moment, row.actor, row.actie, row.reden) for row in stored} == {
        (rows[0].moment, cast.anna, "relatie geïmporteerd", "Import van maart")
    }
    assert [row.vorige_hash for row in stored] == [before.hash, rows[0].hash, rows[1].hash]


def test_nothing_to_say_writes_nothing(cast):
    assert record_many(cast.anna, "proef", []) == []
    assert (entries(), list(LogKop.objects.all())) == ([], [])


def test_the_name_of_the_actor_is_kept_as_it_was(cast, three):
    """And the people the log names cannot be deleted."""
    was = str(cast.anna)
    cast.anna.voornaam, cast.anna.achternaam = "Anneke", "van der Berg"
    cast.anna.save()
    assert (entries()[0].actor_naam, str(entries()[0].actor)) == (was, "Anneke van der Berg")
    assert compute_hash(entries()[0]) == three[0].hash
    with pytest.raises(ProtectedError):
        cast.anna.delete()


def test_the_log_outlives_what_it_is_about(cast, three):
    pk, naam = cast.own.pk, str(cast.own)
    cast.own.delete()
    assert [(row.object_naam, row.relatie_id) for row in entries()] == [(naam, pk), ("VIP", None), (naam, pk)]
    assert [compute_hash(row) for row in entries()] == [row.hash for row in three]


def test_a_long_name_is_cut_to_fit(cast):
    label = LabelFactory()
    label.naam = "x" * 500
    assert record(cast.anna, "proef", label).object_naam == "x" * 300


def test_a_rolled_back_change_takes_its_entry_with_it(cast):
    rol = cast.bram.teamlid.teamlidrollen.first().rol
    first = grant_rol(cast.anna, cast.other, cast.bram.teamlid, rol, "raadpleger")
    with transaction.atomic():
        grant_rol(cast.anna, cast.other, cast.manon.teamlid, rol, "raadpleger")
        transaction.set_rollback(True)
    assert list(cast.other.teamlidrollen.exclude(teamlid=cast.chantal.pk)) == [first]
    assert texts() == [f"rol gegeven {cast.bram}"]
    # The chain goes on from the last entry that stayed.
    grant_rol(cast.anna, cast.other, cast.rick.teamlid, rol, "raadpleger")
    stayed, new = entries()
    assert (new.vorige_hash, LogKop.objects.get().laatste_hash) == (stayed.hash, new.hash)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    """It would stay when the change itself does not."""
    label = LabelFactory()
    with pytest.raises(transaction.TransactionManagementError, match="in de transactie van de wijziging"):
        record(Systeem("proef"), "label toegevoegd", label)
    assert entries() == []
    with transaction.atomic():
        record(Systeem("proef"), "label toegevoegd", label)
    assert texts() == [f"label toegevoegd {label}"]


@pytest.mark.parametrize("field", ["bsn", "password", "token_hash"])
def test_rel_4_a_secret_is_never_compared_in_the_open(field):
    """Changed, filled in or emptied: that much is said, and no more."""
    assert compare({field: "123456782"}, {field: "111222333"}) == {field: ["•••", "•••"]}
    assert compare({field: ""}, {field: "111222333"}) == {field: ["", "•••"]}
    assert compare({field: "123456782"}, {field: ""}) == {field: ["•••", ""]}
    assert compare({field: "123456782"}, {field: "123456782"}) == {}


def test_compare_gives_old_and_new_of_what_changed_alone():
    old = {"naam": "Oud", "aantal": 3, "actief": True, "labels": ["b"], "vanaf": None, "weg": 1}
    new = {"naam": "Nieuw", "aantal": 3, "actief": False, "labels": ["b", "a"], "vanaf": datetime.date(2026, 3, 1)}
    assert compare(old, new) == {
        "naam": ["Oud", "Nieuw"],
        "actief": [True, False],
        "labels": [["b"], ["a", "b"]],
        "vanaf": [None, "2026-03-01"],
    }
