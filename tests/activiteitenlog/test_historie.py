"""The rights tables as they were at a moment, for random changes against what was remembered at the time."""

import time
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activiteitenlog.historie import BeforeTheHistory, rows_at
from activiteitenlog.models import Rijwijziging
from activiteitenlog.watched import WATCHED, NotWatched
from crm.models import Persoon, Relatie
from permissions.models import Autorisatierol
from teamleden.models import Rol, Teamlid, TeamlidRol, Waarneming
from tests.factories import RelatieFactory, TeamlidFactory

pytestmark = pytest.mark.django_db


def moment_between():
    """A moment after everything so far and before everything to come, also for a clock that counts milliseconds."""
    time.sleep(0.002)
    now = timezone.now()
    time.sleep(0.002)
    return now


def rows_now(one):
    """Straight from the table."""
    fields = {column: field.attname for column, field in one.fields.items()}
    rows = one.model._base_manager.values_list(*fields.values())
    return [dict(zip(fields, row, strict=True)) for row in rows]


def in_order(rows):
    return sorted(rows, key=str)


NIVEAUS = ("raadpleger", "mutator")


class World:
    """A small office in which anything may change, through the models, in bulk and by raw SQL."""

    def __init__(self):
        self.leden = [TeamlidFactory() for _ in range(2)]
        self.relaties = [RelatieFactory() for _ in range(2)]
        self.rol = Rol.objects.first()
        self.groups = [rol.group for rol in Autorisatierol.objects.all()[:2]]

    def give(self, number, niveau):
        TeamlidRol.objects.update_or_create(
            teamlid=self.leden[number % 2],
            relatie=self.relatie(number // 2),
            rol=self.rol,
            defaults={"niveau": NIVEAUS[niveau % 2]},
        )

    def take(self, number, _):
        TeamlidRol.objects.filter(teamlid=self.leden[number % 2]).delete()

    def put_back(self, number, niveau):
        """The same key again, which only undoing or raw SQL would do."""
        gone = Rijwijziging.objects.filter(tabel="teamleden_teamlidrol", operatie="verwijderd").first()
        if gone and not TeamlidRol.objects.filter(pk=gone.sleutel).exists():
            row = {**gone.oud, "niveau": NIVEAUS[niveau % 2]}
            if not TeamlidRol.objects.filter(teamlid=row["teamlid_id"], relatie=row["relatie_id"]).exists():
                TeamlidRol.objects.bulk_create([TeamlidRol(**row | {"created_at": timezone.now()})])

    def move(self, number, _):
        """A row goes to another Relatie, so that it answers to another filter."""
        row = TeamlidRol.objects.filter(relatie=self.relatie(number)).first()
        other = self.relatie(number + 1)
        if row and not TeamlidRol.objects.filter(teamlid=row.teamlid_id, relatie=other).exists():
            TeamlidRol.objects.filter(pk=row.pk).update(relatie=other)

    def raise_all(self, _, niveau):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE teamleden_teamlidrol SET niveau = %s", [NIVEAUS[niveau % 2]])

    def change_lid(self, number, value):
        status = ("actief", "uit_dienst", "concept")[value % 3]
        Teamlid.objects.filter(pk=self.leden[number % 2].pk).update(status=status)
        Persoon.objects.filter(pk=self.leden[number % 2].pk).update(is_active=bool(value % 2))

    def shield(self, number, value):
        Relatie.objects.filter(pk=self.relatie(number).pk).update(afgeschermd=bool(value % 2), memo=str(value))

    def stand_in(self, number, value):
        lid, other = self.leden[number % 2], self.leden[(number + 1) % 2]
        if value % 3:
            Waarneming.objects.create(afwezige=lid, waarnemer=other, van=timezone.now(), reden="Proef")
        else:
            Waarneming.objects.all().delete()

    def change_bereik(self, number, value):
        rollen = Autorisatierol.objects.filter(group=self.groups[number % 2])
        rollen.update(bereik=("gekoppeld", "alle")[value % 2])

    def change_permissies(self, number, value):
        group = self.groups[number % 2]
        some = list(Group.permissions.through.objects.filter(group=self.groups[0]).values_list("permission", flat=True))
        if value % 2:
            group.permissions.remove(*some[: value % 4])
        else:
            group.permissions.add(*some[: value % 4])

    def new_relatie(self, number, value):
        self.relaties[number % 2] = RelatieFactory(afgeschermd=bool(value % 2))

    def relatie(self, number):
        return self.relaties[number % 2]


CHANGES = [name for name in vars(World) if not name.startswith("_") and name != "relatie"]
change = st.tuples(st.sampled_from(CHANGES), st.integers(0, 3), st.integers(0, 5))


@given(rounds=st.lists(st.lists(change, max_size=4), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
def test_every_moment_is_remembered_exactly(rounds):
    with transaction.atomic():
        world, snapshots = World(), []
        for changes in rounds:
            snapshots.append((moment_between(), {one.table: rows_now(one) for one in WATCHED}))
            for name, number, value in changes:
                getattr(world, name)(number, value)
        snapshots.append((moment_between(), {one.table: rows_now(one) for one in WATCHED}))
        for moment, tables in snapshots:
            for table, rows in tables.items():
                assert in_order(rows_at(table, moment)) == in_order(rows)
            check_filters(moment, tables, world)
        transaction.set_rollback(True)


def check_filters(moment, tables, world):
    """Filters speak of the row as it was then."""
    relaties = [relatie.pk for relatie in world.relaties]
    leden = [teamlid.pk for teamlid in world.leden]
    rijen = tables["teamleden_teamlidrol"]
    for relatie in relatie_ids(relaties, rijen):
        expected = [row for row in rijen if row["relatie_id"] == relatie]
        assert in_order(rows_at(TeamlidRol, moment, relatie_id=relatie)) == in_order(expected)
        both = [row for row in expected if row["niveau"] == "mutator" and row["teamlid_id"] in leden[:1]]
        asked = rows_at(TeamlidRol, moment, relatie_id=relatie, niveau="mutator", teamlid_id__in=leden[:1])
        assert in_order(asked) == in_order(both)
    shielded = [row for row in tables["crm_relatie"] if row["afgeschermd"]]
    assert in_order(rows_at(Relatie, moment, afgeschermd=True)) == in_order(shielded)
    open_ = [row for row in tables["crm_relatie"] if row["id"] in relaties and not row["afgeschermd"]]
    assert in_order(rows_at(Relatie, moment, id__in=relaties, afgeschermd=False)) == in_order(open_)
    actief = [row for row in tables["teamleden_teamlid"] if row["status"] == "actief"]
    assert in_order(rows_at(Teamlid, moment, status__in=["actief"])) == in_order(actief)
    nobody = [row for row in rijen if row["created_by_id"] is None]
    assert in_order(rows_at(TeamlidRol, moment, created_by_id=None)) == in_order(nobody)
    ends = [row for row in tables["teamleden_waarneming"] if row["tot"] is None]
    assert in_order(rows_at(Waarneming, moment, tot=None)) == in_order(ends)


def relatie_ids(relaties, rijen):
    return {*relaties, *(row["relatie_id"] for row in rijen)}


def test_values_have_the_types_that_the_table_gives(cast):
    before = moment_between()
    row = Waarneming.objects.get()
    expected = {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields}
    Waarneming.objects.all().delete()
    assert rows_at("teamleden_waarneming", before) == [expected]
    assert isinstance(rows_at("teamleden_waarneming", before)[0]["van"], datetime)
    Persoon.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert rows_at(Persoon, before, id=cast.anna.pk) == [{"id": cast.anna.pk, "soort": "teamlid", "is_active": True}]


def test_a_row_that_is_now_gone_and_one_that_was_not_there_yet(cast):
    row = TeamlidRol.objects.filter(relatie=cast.other).get()
    before = moment_between()
    row.delete()
    between = moment_between()
    new = TeamlidRol.objects.create(
        teamlid=cast.bram.teamlid, relatie=cast.other, rol_id=cast.rol_id, niveau="raadpleger"
    )
    found = [
        [r["teamlid_id"] for r in rows_at(TeamlidRol, when, relatie_id=cast.other.pk)] for when in (before, between)
    ]
    assert found == [[cast.chantal.pk], []]
    assert [r["id"] for r in rows_at(TeamlidRol, moment_between(), relatie_id=cast.other.pk)] == [new.pk]


def test_two_questions_whatever_changed(cast, django_assert_num_queries):
    before = moment_between()
    for niveau in ("mutator", "raadpleger") * 3:
        TeamlidRol.objects.update(niveau=niveau)
    with django_assert_num_queries(2):
        rows = rows_at(TeamlidRol, before)
    assert len(rows) == TeamlidRol.objects.count()


def test_before_the_history_nothing_is_known_and_that_is_said(cast):
    begin = Rijwijziging.objects.get(tabel="teamleden_teamlidrol", operatie="begin").moment
    with pytest.raises(BeforeTheHistory, match=r"begint op \d\d-\d\d-\d{4} om \d\d:\d\d") as refused:
        rows_at(TeamlidRol, begin - timedelta(seconds=1))
    assert refused.value.begin == begin
    assert rows_at(TeamlidRol, begin) == []


def test_of_other_tables_and_columns_there_is_no_history(cast):
    with pytest.raises(NotWatched, match="crm_label"):
        rows_at("crm_label", timezone.now())
    for name in ("naam", "rol__naam", "niveau__gt"):
        with pytest.raises(ValueError, match=name):
            rows_at(TeamlidRol, timezone.now(), **{name: 1})
    with pytest.raises(ValueError, match="bsn"):
        rows_at(Relatie, timezone.now(), bsn="123456782")
