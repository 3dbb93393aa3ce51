"""Who could see what, and who was allowed what, at a moment in the past."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from activiteitenlog import historie
from crm.models import Relatie
from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN
from permissions.models import Autorisatierol
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from teamleden.toegang import MomentUnknown, explain, questions, what_can_see, who_can_see
from teamleden.toegang.history import as_moment, history
from tests.factories import RelatieFactory, TeamlidFactory, TeamlidRolFactory
from tests.historie import Opname
from tests.properties.past import lose_everything

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
BEGIN = timedelta(days=10)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def rows(cast, now):
    """The cast as it was ten days ago, until now; nothing of it is left."""
    Relatie.objects.update(created_at=now - BEGIN)
    Waarneming.objects.update(van=now - timedelta(days=5), tot=now - timedelta(days=3))
    opname = Opname(vanaf=now - BEGIN)
    lose_everything()
    return opname


def seen(relatie, moment, rows):
    return {
        zicht.lid.naam: [bron.tekst for bron in zicht.bronnen]
        for zicht in who_can_see(relatie, moment=moment, rows=rows)
    }


def test_who_could_see_this_with_the_sources_of_then(cast, now, rows):
    row = ["Relatiebeheerder (met de hand)"]
    before = {
        str(cast.anna): ["autorisatierol Beheerder geldt voor alle relaties"],
        str(cast.bram): row,
        str(cast.manon): row,
        str(cast.rick): row,
    }
    until = timezone.localtime(now - timedelta(days=3)).strftime("%d-%m-%Y %H:%M")
    stands_in = {str(cast.daan): [f"neemt waar voor {cast.bram} tot {until}, Relatiebeheerder"]}
    assert seen(cast.own, now - timedelta(days=6), rows) == before
    assert seen(cast.own, now - timedelta(days=4), rows) == before | stands_in
    assert seen(cast.own, now - timedelta(days=2), rows) == before
    assert who_can_see(cast.own) == [], "and now nobody"


def test_wn_4_a_waarneming_in_the_past_held_from_van_until_tot(cast, now, rows):
    van, tot = now - timedelta(days=5), now - timedelta(days=3)
    held = [
        explain(cast.daan, RELATIES_INZIEN, cast.own, moment=moment, rows=rows).allowed
        for moment in (van - TICK, van, tot - TICK, tot)
    ]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(("status", "held"), [("uit_dienst", False), ("uitgenodigd", True)])
def test_who_had_left_the_office_passed_nothing_on(cast, now, status, held):
    """Asked when Bram is back: what counts is what he was then."""
    Relatie.objects.update(created_at=now - BEGIN)
    Waarneming.objects.update(van=now - timedelta(days=5))
    Teamlid.objects.filter(pk=cast.bram.pk).update(status=status)
    opname = Opname(vanaf=now - BEGIN)
    Teamlid.objects.filter(pk=cast.bram.pk).update(status="actief")
    then = explain(cast.daan, RELATIES_INZIEN, cast.own, moment=now - timedelta(days=4), rows=opname)
    assert (then.allowed, explain(cast.daan, RELATIES_INZIEN, cast.own).allowed) == (held, True)


@pytest.mark.parametrize("most_ids", [0, 1, 10_000])
def test_what_somebody_could_see(cast, now, rows, most_ids, monkeypatch):
    """In the order of the names, and only among the Relaties that are asked about; however many there are."""
    monkeypatch.setattr(questions, "MOST_IDS", most_ids)
    everything = Relatie.objects.all()

    def found(who, within=everything, days=4):
        gezien = what_can_see(getattr(cast, who).teamlid, within, moment=now - timedelta(days=days), rows=rows)
        return gezien.count(), [(g.relatie, g.niveau) for g in gezien[:50]]

    own, own_raadpleger = (cast.own, "mutator"), (cast.own_raadpleger, "raadpleger")
    assert found("bram") == (2, [own, own_raadpleger])
    assert found("daan") == (2, [own, own_raadpleger])
    assert found("daan", days=6) == (0, [])
    assert found("bram", everything.filter(pk=cast.own.pk)) == (1, [own])
    alle = [cast.own, cast.intern, cast.own_raadpleger, cast.other]
    assert found("anna") == (4, [(relatie, "mutator") for relatie in alle])
    assert found("chantal") == (2, [(cast.afgeschermd, "mutator"), (cast.other, "mutator")])
    assert found("eva") == (0, [])


def test_a_page_of_the_past_is_a_part_of_it(cast, now, rows):
    gezien = what_can_see(cast.anna.teamlid, Relatie.objects.all(), moment=now - timedelta(days=4), rows=rows)
    assert [g.relatie for g in gezien[1:3]] == [cast.intern, cast.own_raadpleger]


def test_the_permissies_of_then(cast, now, rows):
    then = what_can_see(cast.rick.teamlid, Relatie.objects.all(), moment=now - timedelta(days=4), rows=rows)
    raadpleger = [p for p in then.permissies if "Raadpleger" in p.standaard]
    assert then.permissies == raadpleger != []
    assert what_can_see(cast.rick.teamlid, Relatie.objects.all()).permissies == []


def test_a_relatie_that_did_not_exist_yet(cast, now, rows):
    later = RelatieFactory()
    moment = now - timedelta(days=4)
    uitleg = explain(cast.anna, RELATIES_INZIEN, later, moment=moment, rows=rows)
    assert (uitleg.ontbreekt, uitleg.wijzigingen) == (("De relatie bestond toen nog niet.",), ())
    assert who_can_see(later, moment=moment, rows=rows) == []


def test_a_teamlid_that_was_none_yet(cast, now, rows):
    noor = TeamlidFactory()
    moment = now - timedelta(days=4)
    uitleg = explain(noor, RELATIES_INZIEN, cast.own, moment=moment, rows=rows)
    assert (uitleg.ontbreekt, uitleg.wijzigingen) == (("Dit teamlid was toen nog geen teamlid.",), ())
    gezien = what_can_see(noor, Relatie.objects.all(), moment=moment, rows=rows)
    assert (gezien.lid, gezien.count(), gezien[:50], gezien.permissies) == (None, 0, [], [])


QUESTIONS = {
    "explain": lambda cast, **about: explain(cast.bram, RELATIES_BEHEREN, cast.own, **about),
    "who": lambda cast, **about: who_can_see(cast.own, **about),
    "what": lambda cast, **about: what_can_see(cast.bram.teamlid, Relatie.objects.all(), **about),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("offset", "sentence"),
    [
        (timedelta(minutes=1), "Dat moment is nog niet geweest; kies een moment tot en met nu."),
        (-BEGIN - TICK, "Zo ver terug gaat het log niet."),
    ],
)
def test_a_moment_of_which_nothing_is_known(cast, now, rows, question, offset, sentence):
    with pytest.raises(MomentUnknown) as refused:
        QUESTIONS[question](cast, moment=now + offset, rows=rows)
    assert str(refused.value) == sentence


def test_without_rows_the_history_of_the_log_is_read(cast, now, monkeypatch):
    asked = []
    monkeypatch.setattr(historie, "rows_at", lambda *what, **filters: asked.append((what, filters)) or [{"id": 7}])
    assert history("crm_relatie", now, id__in=[7], afgeschermd=True) == [{"id": 7}]
    assert asked == [(("crm_relatie", now), {"id__in": [7], "afgeschermd": True})]


def test_before_the_history_of_the_log_nothing_is_known(cast, now, monkeypatch):
    def too_early(*what, **filters):
        raise historie.BeforeTheHistory(now)

    monkeypatch.setattr(historie, "rows_at", too_early)
    with pytest.raises(MomentUnknown) as refused:
        explain(cast.bram, RELATIES_BEHEREN, cast.own, moment=now)
    assert str(refused.value) == "Zo ver terug gaat het log niet."


def test_at_the_very_beginning_there_is_an_answer(cast, now, rows):
    assert explain(cast.bram, RELATIES_BEHEREN, cast.own, moment=now - BEGIN, rows=rows).allowed


def test_the_history_is_asked_as_often_for_1_and_for_20_rows(cast, now):
    costs = []
    for many in (1, 20):
        for _ in range(many):
            TeamlidRolFactory(relatie=cast.own)
        Relatie.objects.update(created_at=now - BEGIN)
        rows = Opname(vanaf=now - BEGIN)
        who_can_see(cast.own, moment=timezone.now(), rows=rows)
        costs.append(len(rows.asked))
    assert costs == [7, 7]


def test_an_autorisatierol_that_is_gone_is_still_known(cast, now, rows):
    Teamlid.objects.update(autorisatierol=Autorisatierol.objects.get(naam="Raadpleger"))
    Autorisatierol.objects.filter(naam="Beheerder").delete()
    TeamlidRol.objects.all().delete()
    uitleg = explain(cast.anna, RELATIES_BEHEREN, cast.own, moment=now - timedelta(days=4), rows=rows)
    assert [bron.tekst for bron in uitleg.bronnen] == ["autorisatierol Beheerder geldt voor alle relaties"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("2026-03-04 12:00:00.250000", datetime(2026, 3, 4, 12, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-03-04T13:00:00+01:00", datetime(2026, 3, 4, 12, tzinfo=UTC)),
        (datetime(2026, 3, 4, 12), datetime(2026, 3, 4, 12, tzinfo=UTC)),  # noqa: DTZ001  (as SQLite gives it)
        (datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 4, 12, tzinfo=UTC)),
    ],
)
def test_a_moment_of_the_history_is_in_utc_however_it_was_kept(value, expected):
    assert as_moment(value) == expected


def test_the_history_is_asked_for_no_more_than_the_answer_needs(cast, now, rows):
    """One page of somebody, in an office with much more."""
    asked = {}

    def ask(table, moment, **filters):
        asked[table] = filters
        return rows(table, moment, **filters)

    gezien = what_can_see(cast.bram.teamlid, Relatie.objects.all(), moment=now - timedelta(days=4), rows=ask)
    assert [g.relatie for g in gezien[:1]] == [cast.own]
    bram = [cast.bram.pk]
    assert asked == {
        "permissions_autorisatierol": {},
        "auth_group_permissions": {},
        "teamleden_waarneming": {"waarnemer_id__in": bram},
        "teamleden_teamlid": {"persoon_id__in": bram},
        "crm_persoon": {"id__in": bram},
        "crm_relatie": {"id__in": [cast.own.pk]},
        "teamleden_teamlidrol": {"relatie_id__in": [cast.own.pk], "teamlid_id__in": bram},
    }
    assert list(gezien.stand.relaties) == [cast.own.pk]


def test_a_second_page_is_added_to_the_first(cast, now, rows):
    gezien = what_can_see(cast.bram.teamlid, Relatie.objects.all(), moment=now - timedelta(days=4), rows=rows)
    assert [(g.relatie, g.niveau) for part in (slice(0, 1), slice(1, 2), slice(0, 1)) for g in gezien[part]] == [
        (cast.own, "mutator"), (cast.own_raadpleger, "raadpleger"), (cast.own, "mutator"),
    ]  # fmt: skip
    assert set(gezien.stand.relaties) == {cast.own.pk, cast.own_raadpleger.pk}
