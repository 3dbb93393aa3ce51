"""Whoever's last day is over has left, for everything about teamleden: `status` itself still says actief."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.services import create_relatie
from teamleden.models import Procesteam, Rol, Status, Teamlid, TeamlidRol
from teamleden.services.procesteams import create_procesteam
from teamleden.services.standaardrollen import create_standaardrol
from teamleden.services.waarnemingen import start_waarneming
from teamleden.waarnemen.plan import Plan
from tests.client import login
from tests.factories import ProcesteamFactory, StandaardrolFactory
from tests.pages import table

pytestmark = pytest.mark.django_db

NIEUW = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw bv", "rechtsvorm": "bv"}
GEEN_KEUZE = ("/beheer/teamleden/standaardrollen/nieuw/", "/beheer/teamleden/procesteams/nieuw/")


@pytest.fixture
def gone(cast):
    """Bram, whose last day was yesterday; at own he is mutator."""
    Teamlid.objects.filter(pk=cast.bram.pk).update(uit_dienst_per=timezone.now() - timedelta(hours=1))
    bram = Teamlid.objects.select_related("persoon").get(pk=cast.bram.pk)
    assert (bram.status, bram.is_uit_dienst) == (Status.ACTIEF, True)
    return bram


def test_a_rule_gives_them_nothing_and_says_so(cast, gone):
    rule = StandaardrolFactory(teamlid=gone)
    assert not rule.gives
    relatie = create_relatie(cast.anna, **NIEUW)
    assert not TeamlidRol.objects.filter(relatie=relatie, teamlid=gone).exists()
    [line] = table(login(cast.anna).get("/beheer/teamleden/standaardrollen/"))
    assert "Teamlid uit dienst" in line
    assert "nog niet gegeven" not in " ".join(line)


def test_they_are_no_candidate_and_counted_apart(cast, gone):
    team = ProcesteamFactory(leden=[cast.rick.teamlid, gone])
    listed = Procesteam.objects.for_list().get(pk=team.pk)
    assert (listed.aantal, listed.uit_dienst) == (1, 1)
    candidates = TeamlidRol.objects.of_kandidaten(team).filter(relatie=cast.own)
    assert [row.teamlid.pk for row in candidates] == [cast.rick.pk]
    html = login(cast.anna).get(team.get_absolute_url()).content.decode()
    assert "Uit dienst" in html


def test_no_service_gives_them_something_new(cast, gone):
    now = timezone.now()
    plan = Plan(gone, cast.rick.teamlid, now + timedelta(days=1), now + timedelta(days=2), "Vakantie")
    for call in (
        lambda: create_standaardrol(cast.anna, teamlid=gone, rol=Rol.objects.first(), niveau="raadpleger"),
        lambda: create_procesteam(cast.anna, naam="Team", leden=[gone], leider=gone),
        lambda: start_waarneming(cast.anna, plan),
    ):
        with pytest.raises(ValidationError, match="uit dienst"):
            call()


def test_they_are_no_choice(cast, gone):
    client = login(cast.anna)
    for url in GEEN_KEUZE:
        form = client.get(url).context["form"]
        field = form.fields["teamlid" if "teamlid" in form.fields else "leden"]
        assert gone not in field.queryset
        assert cast.rick.teamlid in field.queryset
    assert gone not in client.get("/beheer/teamleden/waarnemers/nieuw/").context["form"].fields["afwezige"].queryset
