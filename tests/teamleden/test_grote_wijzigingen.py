"""A Wijzigingsset of more than 500 rows goes to the worker; its page tells how far it is and what went wrong."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from crm.models import Relatie
from mijnkantoor.voortgang import Voortgang
from permissions.models import Autorisatierol
from teamleden.models import Herkomst, Rol, Teamlid, TeamlidRol
from teamleden.tasks import apply_wijzigingsset
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL, give
from tests.cast import next_request
from tests.client import login
from tests.factories import RelatieFactory

pytestmark = pytest.mark.django_db

ROWS = 501


@pytest.fixture
def proposed(cast):
    """Rick gets a Rol at 501 Relaties; Anna prepared it."""
    RelatieFactory.create_batch(ROWS - Relatie.objects.filter(afgeschermd=False).exclude(type="intern").count())
    relaties = Relatie.objects.filter(afgeschermd=False).exclude(type="intern")
    rol, rick = Rol.objects.get(naam="Fiscaal"), cast.rick.teamlid
    wanted = dict(give(rick, relatie, rol, "raadpleger", Herkomst.BULK, cast.anna) for relatie in relaties)
    return engine.propose(cast.anna, SOORT_TEAMLIDROL, "Rol geven aan Rick", engine.intend(SOORT_TEAMLIDROL, wanted))


def rollen_of(cast):
    return TeamlidRol.objects.filter(teamlid=cast.rick.pk, rol__naam="Fiscaal").count()


def page(persoon, wijzigingsset):
    return login(persoon).get(wijzigingsset.get_absolute_url()).content.decode()


def set_bezig(wijzigingsset):
    Wijzigingsset.objects.filter(pk=wijzigingsset.pk).update(status=SetStatus.BEZIG)


def test_more_than_500_rows_are_applied_by_a_job(cast, proposed):
    assert proposed.aantal == ROWS
    response = login(cast.anna).post(reverse("teamleden:wijzigingsset_apply", args=[proposed.pk]), follow=True)
    assert response.context["wijzigingsset"].status == SetStatus.TOEGEPAST
    assert rollen_of(cast) == ROWS
    assert Activiteit.objects.filter(actie="rol gegeven", actor=cast.anna).count() == ROWS


def test_the_progress_counts_up_with_what_was_really_done(cast, proposed):
    said = []
    engine.apply(cast.anna, proposed, lambda procent, stap: said.append((procent, stap)))
    assert said == [
        (0, "Controleren of het nog mag"),
        (10, "De gevolgen tellen"),
        (20, "De wijzigingen schrijven"),
        (40, "De gevolgen tellen"),
        (50, "Vastleggen in het activiteitenlog"),  # then for each 250 entries
        (74, "Vastleggen in het activiteitenlog"),
        (99, "Vastleggen in het activiteitenlog"),
    ]


def test_the_page_shows_the_percentage(cast, proposed):
    set_bezig(proposed)
    Voortgang("wijzigingsset", proposed.pk).report(74, "Vastleggen in het activiteitenlog")
    text = page(cast.anna, proposed)
    assert re.search(r'<progress value="74" max="100" aria-label="Voortgang">74 %</progress>', text)
    assert "74 % · Vastleggen in het activiteitenlog" in re.sub(r"\s+", " ", text)
    assert "data-reload" in text
    assert "Opnieuw proberen" not in text


def test_a_killed_worker_leaves_a_set_that_can_be_tried_again(cast, proposed):
    set_bezig(proposed)
    voortgang = Voortgang("wijzigingsset", proposed.pk)
    with time_machine.travel(timezone.now() - timedelta(minutes=3), tick=False):
        voortgang.report(20, "De wijzigingen schrijven")
    assert "Opnieuw proberen" not in page(cast.manon, proposed)  # only who prepared it
    text = page(cast.anna, proposed)
    assert "Opnieuw proberen" in text
    assert "data-reload" not in text
    login(cast.anna).post(reverse("teamleden:wijzigingsset_apply", args=[proposed.pk]))
    proposed.refresh_from_db()
    assert proposed.status == SetStatus.TOEGEPAST
    assert rollen_of(cast) == ROWS


def test_what_moved_while_it_waited_is_told_and_nothing_is_applied(cast, proposed):
    set_bezig(proposed)
    TeamlidRol.objects.create(
        teamlid=cast.rick.teamlid, relatie=cast.own, rol=Rol.objects.get(naam="Fiscaal"), niveau="mutator"
    )
    apply_wijzigingsset.enqueue(proposed.pk)
    proposed.refresh_from_db()
    assert (proposed.status, rollen_of(cast)) == (SetStatus.MISLUKT, 1)
    assert "Er is intussen iets veranderd" in page(cast.anna, proposed)


def test_who_lost_the_right_while_it_waited_changes_nothing(cast, proposed):
    set_bezig(proposed)
    Teamlid.objects.filter(pk=cast.anna.pk).update(autorisatierol=Autorisatierol.objects.get(naam="Raadpleger"))
    apply_wijzigingsset.enqueue(proposed.pk)
    proposed.refresh_from_db()
    assert (proposed.status, rollen_of(cast)) == (SetStatus.MISLUKT, 0)
    assert not next_request(cast.rick).has_perm("crm.view_relatie", cast.other)


def test_a_breakdown_is_told_too(cast, proposed):
    """The database refuses in the middle: here because of a niveau that does not exist."""
    set_bezig(proposed)
    proposed.regels.update(nieuw={"niveau": "onbekend", "herkomst": "bulk", "door": cast.anna.pk})
    apply_wijzigingsset.enqueue(proposed.pk)
    proposed.refresh_from_db()
    assert (proposed.status, rollen_of(cast)) == (SetStatus.MISLUKT, 0)
    assert proposed.fout == "Door een storing is er niets toegepast. Bereid de wijziging opnieuw voor."


def test_a_row_that_just_changed_is_told_when_proposing(cast):
    """Somebody lowered Rick's niveau between reading the row and trying the change."""
    row = TeamlidRol.objects.get(teamlid=cast.rick.pk, relatie=cast.own)
    sleutel = (row.teamlid_id, row.relatie_id, row.rol_id)
    [change] = engine.intend(SOORT_TEAMLIDROL, {sleutel: None})
    TeamlidRol.objects.filter(pk=row.pk).update(niveau="raadpleger")
    with pytest.raises(ValidationError, match="Er veranderde net iets"):
        engine.propose(cast.anna, SOORT_TEAMLIDROL, "Rol afnemen", [change])
    assert not Wijzigingsset.objects.exists()
    assert TeamlidRol.objects.filter(pk=row.pk).exists()
