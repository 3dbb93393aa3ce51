"""Appointing, changing and ending at the same moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.models import Activiteit
from crm.versies import StaleObject
from teamleden.models import Waarneming
from teamleden.services import change_waarneming, end_waarneming, start_waarneming
from teamleden.waarnemen.plan import Plan
from tests.client import login
from tests.concurrency.at_once import at_once, free_running

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(cast):
    """Rick for Bram, a week from tomorrow on."""
    start = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    return Plan(cast.bram.teamlid, cast.rick.teamlid, start, start + timedelta(days=7), "Vakantie")


def rows(cast):
    return Waarneming.objects.filter(waarnemer=cast.rick.pk).count()


def logged():
    return [entry.actie for entry in Activiteit.objects.order_by("pk")]


def test_the_same_pair_appointed_twice_at_once_is_one_waarneming(cast, plan):
    made, refused = at_once(
        lambda: start_waarneming(cast.anna, plan),
        lambda: start_waarneming(cast.bram, replace(plan, van=plan.van + timedelta(days=1), tot=None)),
    )
    assert (made.created_by, type(refused), list(refused.message_dict)) == (cast.anna, ValidationError, ["van"])
    assert (rows(cast), logged()) == (1, ["waarneming toegevoegd"])


def test_the_same_pair_appointed_twice_at_once_through_the_page_is_one_waarneming(cast, plan):
    van, tot = (timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") for moment in (plan.van, plan.tot))
    data = {"afwezige": cast.bram.pk, "waarnemer": cast.rick.pk, "van": van, "tot": tot, "reden": "Vakantie"}
    data["bereik"] = "alles"
    pages = [
        (login(cast.anna), "/beheer/teamleden/waarnemers/nieuw/"),
        (login(cast.bram), "/mijn-account/waarneming/nieuw/"),
    ]
    seen = [client.post(url, data).context["gevolg"].vingerafdruk for client, url in pages]
    jobs = [
        lambda client=client, url=url, mark=mark: client.post(url, {**data, "gezien": mark}).status_code
        for (client, url), mark in zip(pages, seen, strict=True)
    ]
    assert (sorted(at_once(*jobs)), rows(cast)) == ([200, 302], 1)


def test_two_who_appoint_for_each_other_at_once_do_not_lock_each_other_out(cast, plan):
    """Each takes the other's row too; always in the same order."""
    back = replace(plan, afwezige=cast.rick.teamlid, waarnemer=cast.bram.teamlid)
    made = free_running(
        *(lambda one=one: start_waarneming(cast.anna, one) for one in (plan, back)),
        lambda: start_waarneming(cast.anna, replace(plan, waarnemer=cast.chantal.teamlid)),
    )
    assert [type(one) for one in made] == [Waarneming] * 3


def test_a_change_while_it_is_ended_is_refused(cast, plan):
    row = start_waarneming(cast.anna, plan)
    ended, refused = at_once(
        lambda: end_waarneming(cast.anna, row),
        lambda: change_waarneming(cast.bram, row, replace(plan, tot=None), versie=1),
    )
    assert (ended.is_vervallen, type(refused)) == (True, StaleObject)


def test_ended_twice_at_once_is_logged_once(cast, plan):
    row = start_waarneming(cast.anna, plan)
    _, refused = at_once(lambda: end_waarneming(cast.anna, row), lambda: end_waarneming(cast.bram, row))
    assert refused.messages == ["Deze waarneming is voorbij en kan niet meer veranderen."]
    assert logged() == ["waarneming toegevoegd", "waarneming vervallen"]
