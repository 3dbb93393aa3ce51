"""WN-3: what a waarnemer does at a relatie only thanks to a waarneming is logged as "B namens A"."""

import datetime

import pytest

from activiteitenlog.models import Activiteit
from activiteitenlog.services import compute_hash, record, record_many
from crm.services import update_contact, update_relatie
from permissions import gate
from permissions.gate import Systeem
from teamleden.models import TeamlidRol, Waarneming
from teamleden.services import change_niveau, revoke_rol
from tests.cast import next_request
from tests.factories import KoppelingFactory, TeamlidFactory, TeamlidRolFactory, WaarnemingFactory
from tests.log import said

pytestmark = pytest.mark.django_db


def acting_for(persoon, relatie, **options):
    return gate.acting_for(next_request(persoon), relatie, **options)


def test_wn_3_a_change_by_a_waarnemer_names_whose_access_it_took(cast):
    update_relatie(next_request(cast.daan), cast.own, versie=None, memo="Belt")
    row = Activiteit.objects.get()
    assert (row.actor, row.namens, row.namens_naam) == (cast.daan, cast.bram, str(cast.bram))
    assert row.wie == f"{cast.daan} namens {cast.bram}"
    assert compute_hash(row) == row.hash


def test_wn_3_with_an_own_row_it_is_the_own_access(cast):
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own, niveau="mutator")
    update_relatie(next_request(cast.daan), cast.own, versie=None, memo="Belt")
    row = Activiteit.objects.get()
    assert (row.namens, row.namens_naam, row.wie) == (None, "", str(cast.daan))


def test_wn_3_an_own_row_that_allows_no_change_does_not_count_for_a_change(cast):
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own, niveau="raadpleger")
    assert acting_for(cast.daan, cast.own) == ()
    assert acting_for(cast.daan, cast.own, wijzigt=True) == (cast.bram.pk,)
    update_relatie(next_request(cast.daan), cast.own, versie=None, memo="Belt")
    assert Activiteit.objects.get().namens == cast.bram


def test_wn_3_where_the_afwezige_has_no_row_nobody_is_named(cast):
    assert [acting_for(cast.daan, relatie) for relatie in (cast.own, cast.own_raadpleger, cast.other, cast.intern)] == [
        (cast.bram.pk,), (cast.bram.pk,), (), (),
    ]  # fmt: skip
    assert acting_for(cast.daan, cast.own_raadpleger, wijzigt=True) == ()


def test_wn_3_bereik_alle_is_own_access_except_where_it_does_not_reach(cast):
    WaarnemingFactory(waarnemer=cast.anna.teamlid, afwezige=cast.chantal.teamlid)
    assert acting_for(cast.anna, cast.other) == ()
    assert acting_for(cast.anna, cast.afgeschermd) == (cast.chantal.pk,)


def test_wn_3_a_waarneming_that_is_over_names_nobody(cast):
    Waarneming.objects.update(tot=Waarneming.objects.get().van.replace(year=2100))
    assert acting_for(cast.daan, cast.own) == (cast.bram.pk,)
    Waarneming.objects.all().delete()
    assert acting_for(cast.daan, cast.own) == ()


def test_wn_3_two_afwezigen_are_both_named(cast):
    other = TeamlidFactory()
    TeamlidRolFactory(teamlid=other, relatie=cast.own, niveau="mutator")
    WaarnemingFactory(waarnemer=cast.daan.teamlid, afwezige=other)
    row = record(next_request(cast.daan), "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"memo": [1, 2]})
    assert (row.namens, row.namens_naam) == (cast.bram, f"{cast.bram} en {other}")


def test_wn_3_many_entries_at_once_are_each_judged_at_their_own_relatie(cast):
    own = TeamlidRolFactory(teamlid=cast.daan.teamlid, niveau="mutator").relatie
    entries = [(r, r, {"memo": ["", "x"]}) for r in (cast.own, own)] + [(cast.own_raadpleger, cast.own_raadpleger, {})]
    record_many(next_request(cast.daan), "relatie gewijzigd", [*entries, (cast.fenna, None, {})])
    assert [row.namens for row in Activiteit.objects.order_by("pk")] == [cast.bram, None, cast.bram, None]


def test_wn_3_taking_away_the_own_rol_is_done_with_that_rol(cast):
    """At the moment of writing the row is gone or lowered, and only the Waarneming is left."""
    manager = cast.manon.teamlid
    WaarnemingFactory(waarnemer=manager, afwezige=cast.bram.teamlid)
    row = TeamlidRol.objects.get(teamlid=manager, relatie=cast.own)
    change_niveau(next_request(cast.manon), row, "raadpleger")
    TeamlidRol.objects.filter(pk=row.pk).update(niveau="mutator")
    revoke_rol(next_request(cast.manon), row)
    assert [who for who, *_ in said()] == [str(cast.manon), str(cast.manon)]


def test_wn_3_a_contact_is_changed_in_the_name_of_who_is_at_its_relaties(cast):
    update_contact(next_request(cast.daan), cast.fenna, versie=None, telefoon="+31612345678")
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=KoppelingFactory(contact=cast.fenna).relatie, niveau="mutator")
    update_contact(next_request(cast.daan), cast.fenna, versie=None, telefoon="+31612345679")
    update_contact(next_request(cast.bram), cast.fenna, versie=None, telefoon="+31612345670")
    assert [who for who, *_ in said()] == [f"{cast.daan} namens {cast.bram}", str(cast.daan), str(cast.bram)]


def test_it_costs_a_question_only_for_who_stands_in_for_somebody(cast, django_assert_num_queries):
    for persoon, queries in ((cast.bram, 0), (cast.daan, 1), (cast.fenna, 0)):
        user = next_request(persoon)
        gate.subject(user)
        with django_assert_num_queries(queries):
            gate.acting_for(user, cast.own)
    with django_assert_num_queries(0):
        assert gate.acting_for(Systeem("proef"), cast.own) == ()


def test_entries_from_before_namens_keep_their_hash(cast):
    """The hash of an entry as version 0.1.0 wrote it."""
    row = Activiteit(
        moment=datetime.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=datetime.UTC), actor_id=7, actor_naam="Anna",
        actie="relatie gewijzigd", object_type="crm.relatie", object_id="3", object_naam="00003 Bakker", relatie_id=3,
        wijzigingen={"memo": ["", "Eén"]}, reden="Op verzoek", vorige_hash="a" * 64,
    )  # fmt: skip
    before = "c37e972ac0740c70451ccef1c1212b1d62e50032a2ee3cfb40f11804de34a620"
    assert compute_hash(row) == before
    row.namens_id = 8
    with_id = compute_hash(row)
    row.namens_naam = "Bram"
    assert len({before, with_id, compute_hash(row)}) == 3
