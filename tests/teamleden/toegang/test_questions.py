"""What the questions about access give to a page: names, parts, numbers, and to whom it is said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.models import Relatie
from crm.permissions import RELATIES_BEHEREN, RELATIES_INZIEN
from permissions import catalogue, gate
from permissions.gate import Decision
from teamleden.models import Teamlid, TeamlidRol
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN
from teamleden.toegang import IEDEREEN, Lezer, explain, refusal, subject, what_can_see, who_can_see
from tests.cast import next_request
from tests.factories import RelatieFactory, TeamlidRolFactory, WaarnemingFactory
from tests.historie import Opname

pytestmark = pytest.mark.django_db

EVERYTHING = Relatie.objects.all()


@pytest.fixture(params=["now", "then"])
def about(request, cast):
    """The same office asked about now, and about this very moment in its history."""
    if request.param == "now":
        return {}
    yesterday = timezone.now() - timedelta(days=1)
    Relatie.objects.update(created_at=yesterday)
    return {"moment": timezone.now(), "rows": Opname(vanaf=yesterday)}


def found(cast, who, lezer=IEDEREEN, within=EVERYTHING, **about):
    return what_can_see(getattr(cast, who).teamlid, within, lezer=lezer, **about)


def test_what_somebody_can_see_with_the_sources_at_each(cast, about):
    gezien = found(cast, "bram", **about)
    assert gezien.count() == 2
    assert [(g.relatie, g.niveau, [b.tekst for b in g.bronnen]) for g in gezien[:10]] == [
        (cast.own, "mutator", ["Relatiebeheerder (met de hand)"]),
        (cast.own_raadpleger, "raadpleger", ["Relatiebeheerder (met de hand)"]),
    ]
    assert (gezien[5:10], [g.relatie for g in gezien[1:2]]) == ([], [cast.own_raadpleger])


def test_what_somebody_can_see_is_in_the_order_of_the_names(cast, about):
    """Not in the order in which they came."""
    assert [g.relatie for g in found(cast, "chantal", **about)[:5]] == [cast.afgeschermd, cast.other]
    assert cast.other.pk < cast.afgeschermd.pk


def test_only_whom_one_asks_about_is_spoken_to(cast, about):
    for lezer, je in ((Lezer(cast.daan.pk), True), (Lezer(cast.anna.pk), False), (IEDEREEN, False)):
        (first, *_) = found(cast, "daan", lezer, **about)[:2]
        assert [bron.je for bron in first.bronnen] == [je]
        uitleg = explain(cast.daan, RELATIES_INZIEN, cast.own, lezer=lezer, **about)
        assert (uitleg.je, [bron.je for bron in uitleg.bronnen]) == (je, [je])


def test_whom_one_may_not_see_is_a_colleague(cast, about):
    nobody = Lezer(cast.daan.pk, namen=False)
    (first, *_) = found(cast, "daan", nobody, **about)[:2]
    assert [bron.namens for bron in first.bronnen] == ["een collega"]
    assert found(cast, "daan", nobody, **about).lid.naam == str(cast.daan)
    seen = who_can_see(cast.own, lezer=nobody, **about)
    assert [zicht.lid.naam for zicht in seen if zicht.lid.pk == cast.daan.pk] == [str(cast.daan)]
    assert {zicht.lid.naam for zicht in seen if zicht.lid.pk != cast.daan.pk} == {"een collega"}
    named = who_can_see(cast.own, **about)
    assert [(z.lid.pk, z.teamlid.pk, str(z.teamlid)) for z in named] == [
        (z.lid.pk, z.lid.pk, z.lid.naam) for z in named
    ]


def test_who_can_see_asks_nothing_more_for_each_name(cast, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert [str(zicht.teamlid) for zicht in who_can_see(cast.own)]


def test_the_permissies_are_in_the_order_of_the_catalogue(cast, about):
    held = [p for p in catalogue.all_permissies() if "Mutator" in p.standaard]
    assert found(cast, "bram", **about).permissies == held
    assert found(cast, "eva", **about).permissies == []


def test_who_lost_the_permissie_or_left_sees_nothing(cast):
    """Also then: rows that are still there give nothing."""
    group = cast.rick.teamlid.autorisatierol.group
    group.permissions.remove(*group.permissions.filter(rij__code=RELATIES_INZIEN.code))
    yesterday = timezone.now() - timedelta(days=1)
    Relatie.objects.update(created_at=yesterday)
    then = {"moment": timezone.now(), "rows": Opname(vanaf=yesterday)}
    for about in ({}, then):
        assert [(found(cast, who, **about).count(), found(cast, who, **about)[:5]) for who in ("rick", "eva")] == [
            (0, []), (0, []),
        ]  # fmt: skip


def test_bereik_alle_reaches_what_is_afgeschermd_by_a_row_of_ones_own(cast, about):
    pks = {g.relatie.pk for g in found(cast, "anna", **about)[:50]}
    assert cast.afgeschermd.pk not in pks
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.afgeschermd)
    if about:
        about["rows"] = Opname(vanaf=about["rows"].vanaf)
    assert {g.relatie.pk for g in found(cast, "anna", **about)[:50]} == pks | {cast.afgeschermd.pk}


def test_a_relatie_that_came_later_is_not_among_what_was_seen(cast):
    moment = timezone.now()
    Relatie.objects.update(created_at=moment)
    later = RelatieFactory()
    Relatie.objects.filter(pk=later.pk).update(created_at=moment + timedelta(microseconds=1))
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=later)
    then = found(cast, "bram", moment=moment, rows=Opname(vanaf=moment))
    assert ([g.relatie for g in then[:9]], then.count()) == ([cast.own, cast.own_raadpleger], 2)


# --- What the gate asks ------------------------------------------------------------------------------------------


def test_aut_2_the_refusal_with_all_that_is_missing_and_everybody_who_can_help(cast):
    """Two changes; who can make both is named once."""
    rick = next_request(cast.rick)
    uitleg = explain(cast.rick, RELATIES_BEHEREN, cast.other, lezer=Lezer(cast.rick.pk))
    assert refusal(rick, RELATIES_BEHEREN, cast.other) == Decision(
        allowed=False,
        permissie=RELATIES_BEHEREN,
        reason=(
            "Je autorisatierol Raadpleger heeft de permissie ‘Relaties beheren’ niet. "
            f"Je hebt geen rol bij {cast.other}."
        ),
        remedy="Een autorisatierol met deze permissie: Mutator. Een rol bij deze relatie, als mutator.",
        givers=(str(cast.anna),),
        uitleg=uitleg,
    )


def test_the_refusal_of_what_has_become_allowed_asks_to_try_again(cast):
    """The gate said no a moment ago; since then somebody gave it."""
    refused = refusal(next_request(cast.bram), RELATIES_BEHEREN, cast.own)
    assert (bool(refused), refused.reason, refused.remedy, refused.givers) == (
        False, "Je toegang is zojuist veranderd; probeer het opnieuw.", "", (),
    )  # fmt: skip


def test_an_office_wide_refusal_is_not_about_the_relatie_that_came_along(cast, django_assert_num_queries):
    bram = next_request(cast.bram)
    assert refusal(bram, TEAMLEDEN_BEHEREN, cast.own) == refusal(bram, TEAMLEDEN_BEHEREN, None)
    with django_assert_num_queries(3):
        refusal(bram, TEAMLEDEN_BEHEREN, cast.own)


def test_the_reader_of_a_refusal_keeps_the_own_name(cast):
    """And sees no other."""
    group = cast.bram.teamlid.autorisatierol.group
    group.permissions.remove(*group.permissions.filter(rij__code=TEAMLEDEN_INZIEN.code))
    refused = refusal(next_request(cast.bram), RELATIES_BEHEREN, cast.own_raadpleger)
    assert (refused.uitleg.lid.naam, refused.givers) == (str(cast.bram), ())


def test_a_subject_costs_two_questions_and_for_who_is_no_teamlid_none(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        subject(cast.bram)
    with django_assert_num_queries(0):
        assert subject(cast.fenna) is subject(object()) is gate.NOBODY
    Teamlid.objects.filter(pk=cast.bram.pk).update(status="uit_dienst")
    assert subject(cast.bram) is gate.NOBODY


def test_whom_one_stands_in_for_come_after_oneself_in_order(cast):
    for who in (cast.rick, cast.anna):
        WaarnemingFactory(afwezige=who.teamlid, waarnemer=cast.daan.teamlid)
    TeamlidRol.objects.all().delete()
    assert subject(cast.daan).namens == (cast.daan.pk, *sorted([cast.anna.pk, cast.bram.pk, cast.rick.pk]))
