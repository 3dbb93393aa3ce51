"""Mijn account → Waarneming, and the line in the head of every page for who acts in somebody's name."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from permissions import gate
from teamleden.models import Waarneming
from tests.cast import next_request
from tests.client import login
from tests.factories import TeamlidFactory, WaarnemingFactory
from tests.pages import table

pytestmark = pytest.mark.django_db

EIGEN = "/mijn-account/waarneming/"


def confirm(client, url, data):
    """Both steps: look at what changes, and save exactly that."""
    shown = client.post(url, data)
    return client.post(url, {**data, "gezien": shown.context["gevolg"].vingerafdruk})


def test_everybody_sees_who_stands_in_for_whom(cast):
    shown = {who: [line[0] for line in table(login(getattr(cast, who)).get(EIGEN))] for who in ("bram", "daan", "rick")}
    assert shown == {"bram": [str(cast.daan)], "daan": [str(cast.bram)], "rick": []}


def test_a_raadpleger_appoints_and_ends_for_the_own_absence(cast):
    client = login(cast.rick)
    data = {"waarnemer": cast.chantal.pk, "van": "2099-05-04T09:00", "reden": "Vakantie", "bereik": "alles"}
    confirm(client, EIGEN + "nieuw/", data)
    row = Waarneming.objects.get(afwezige=cast.rick.pk)
    assert client.post(f"{EIGEN}{row.pk}/beeindigen/").url == EIGEN
    row.refresh_from_db()
    assert row.beeindigd_door == cast.rick


def test_the_absence_of_a_colleague_does_not_exist_there(cast):
    row = Waarneming.objects.get()
    for who in ("daan", "anna", "rick"):
        for page in ("wijzigen", "beeindigen"):
            assert login(getattr(cast, who)).get(f"{EIGEN}{row.pk}/{page}/").status_code == 404


def test_without_the_right_the_own_page_says_so(cast):
    rol = cast.rick.teamlid.autorisatierol
    rol.group.permissions.remove(*rol.group.permissions.filter(codename="eigen_waarnemer_instellen"))
    client = login(cast.rick)
    html = client.get(EIGEN).content.decode()
    assert "Je autorisatierol Raadpleger heeft de permissie ‘Eigen waarnemer instellen’ niet." in html
    assert client.get(EIGEN + "nieuw/").status_code == 403


# --- In the head of every page --------------------------------------------------------------------------------------


def head(persoon):
    html = login(persoon).get(reverse("dashboard")).content.decode()
    found = re.search(r'<p class="stand-in">.*?<span>(.*?)<a ', html, re.S)
    return " ".join(found.group(1).split()) if found else ""


def test_wn_3_the_head_says_for_whom_one_acts(cast):
    assert head(cast.daan) == f"Je neemt waar voor {cast.bram}."
    assert (head(cast.bram), head(cast.fenna)) == ("", "")
    end = timezone.localtime().replace(month=12, day=31, hour=17, minute=0, second=0, microsecond=0) + timedelta(
        hours=1
    )
    Waarneming.objects.update(tot=end, alleen_rollen=True)
    WaarnemingFactory(afwezige=cast.chantal.teamlid, waarnemer=cast.daan.teamlid)
    WaarnemingFactory(afwezige=TeamlidFactory(), waarnemer=None)
    both = head(cast.daan)
    assert f"{cast.bram} tot 31 december 18:00 (voor een deel)" in both
    assert (f"{cast.chantal}" in both, both.count(" en ")) == (True, 1)


def test_the_head_costs_no_question_of_its_own(cast, django_assert_num_queries):
    daan = next_request(cast.daan)
    gate.subject(daan)
    with django_assert_num_queries(0):
        assert [one.naam for one in gate.subject(daan).waarnemingen] == [str(cast.bram)]


def test_what_a_manager_may_not_see_of_a_scope_is_not_named(cast):
    row = WaarnemingFactory(afwezige=cast.chantal.teamlid, waarnemer=cast.rick.teamlid, alleen_relaties=True)
    row.relaties.set([cast.afgeschermd, cast.own])
    html = login(cast.manon).get(row.get_absolute_url()).content.decode()
    assert ("Bakkerij Van Dijk" in html, "Stichting Stil" in html) == (True, False)
