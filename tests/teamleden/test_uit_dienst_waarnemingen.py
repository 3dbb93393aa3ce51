"""What becomes of the waarnemingen of who leaves (WN-2), and by undoing that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from teamleden.models import Waarneming
from teamleden.services.uit_dienst import propose_uit_dienst
from tests.client import login
from tests.factories import (
    TeamlidFactory,
    WaarnemingFactory,
)
from tests.vertrek import apply, send, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast):
    return login(cast.anna)


def test_waarnemingen_end_and_what_had_not_begun_falls_away_and_undo_brings_them_back(cast, client):
    now = timezone.now()
    coming = WaarnemingFactory(afwezige=cast.chantal.teamlid, waarnemer=cast.bram.teamlid, van=now + timedelta(days=3))
    said = ("pk", "afwezige", "waarnemer", "van", "tot", "reden", "beeindigd_op")
    before = list(Waarneming.objects.order_by("pk").values(*said))
    applied = apply(client, send(client, cast.bram))
    coming.refresh_from_db()
    assert coming.beeindigd_op is not None  # kept for the report, and never begins
    running = Waarneming.objects.exclude(pk=coming.pk)
    assert [one.tot is not None and one.tot <= timezone.now() for one in running] == [True]
    assert sorted(Activiteit.objects.filter(actie__startswith="waarneming").values_list("actie", flat=True)) == [
        "waarneming gewijzigd", "waarneming vervallen",
    ]  # fmt: skip
    undo(client, applied)
    after = list(Waarneming.objects.order_by("pk").values(*said))
    assert after == before


def test_wn_2_nobody_brings_the_own_standing_in_back(cast):
    """Mark reported Bram uit dienst, for whom Anna stood in; Anna may not undo that for herself."""
    mark = TeamlidFactory(rol="Beheerder").persoon
    WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.anna.teamlid)
    applied = engine.apply(mark, propose_uit_dienst(mark, cast.bram.teamlid))
    with pytest.raises(ValidationError) as refused:
        engine.undo(cast.anna, applied)
    assert "waarin je zelf waarneemt" in refused.value.messages[0]
    assert engine.undo(mark, applied).aantal == 3


def test_who_stands_in_later_may_report_the_colleague_but_not_bring_the_own_standing_in_back(cast):
    """Anna takes access from herself by that; giving it back is for somebody else (WN-2)."""
    van = timezone.now() + timedelta(days=3)
    coming = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.anna.teamlid, van=van)
    applied = engine.apply(cast.anna, propose_uit_dienst(cast.anna, cast.bram.teamlid))
    coming.refresh_from_db()
    assert coming.beeindigd_op is not None
    with pytest.raises(ValidationError, match="waarin je zelf waarneemt"):
        engine.undo(cast.anna, applied)
