"""TL-4: the office keeps a beheerder, also when two of them act at the same moment."""

import pytest
from django.urls import reverse

from activiteitenlog.wijzigingen import engine
from permissions.catalogue import all_permissies
from permissions.models import Autorisatierol, Bereik
from teamleden.guards import LAATSTE_BEHEERDER, beheerders
from teamleden.services import update_teamlid
from teamleden.services.autorisatierollen import copy_autorisatierol, propose_permissies, propose_toewijzing
from tests.cast import teamlid
from tests.client import login
from tests.concurrency.at_once import at_once
from tests.factories import AutorisatierolFactory, FunctieFactory
from tests.pages import form_data, paragraphs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NIET_MEER = "Je autorisatierol Mutator heeft de permissie ‘Teamleden beheren’ niet."


@pytest.fixture
def berend(cast):
    """With another autorisatierol and functie than Anna: no row of theirs is the same."""
    AutorisatierolFactory(naam="Directie", bereik=Bereik.ALLE, permissies=all_permissies())
    return teamlid("Berend", "Directie", functie=FunctieFactory(naam="directeur"))


def mutator():
    return Autorisatierol.objects.get(naam="Mutator")


def names():
    return [str(beheerder) for beheerder in beheerders()]


def demotion_by_page(client, whom):
    """The form only proposes; what races is the click on "Toepassen"."""
    url = f"/crm/teamleden/{whom.pk}/bewerken/"
    data = {**form_data(client.get(url)), "autorisatierol": mutator().pk}
    shown = client.post(url, data, follow=True).context["wijzigingsset"]
    return lambda: client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]), follow=True)


def test_tl_4_two_services_that_demote_each_other_leave_one(cast, berend):
    demoted, refused = at_once(
        lambda: update_teamlid(cast.anna, berend.teamlid, versie=1, autorisatierol=mutator()),
        lambda: update_teamlid(berend, cast.anna.teamlid, versie=1, autorisatierol=mutator()),
    )
    assert (demoted.autorisatierol, str(refused)) == (mutator(), NIET_MEER)
    assert names() == [str(cast.anna)]


def test_tl_4_two_forms_that_demote_each_other_leave_one(cast, berend):
    demoted, refused = at_once(demotion_by_page(login(cast.anna), berend), demotion_by_page(login(berend), cast.anna))
    assert (demoted.status_code, refused.status_code) == (200, 403)
    assert f"Ontbreekt: {NIET_MEER}" in paragraphs(refused)
    assert names() == [str(cast.anna)]


def test_tl_4_two_services_that_demote_themselves_leave_one(cast, berend):
    demoted, refused = at_once(
        lambda: update_teamlid(cast.anna, cast.anna.teamlid, versie=1, autorisatierol=mutator()),
        lambda: update_teamlid(berend, berend.teamlid, versie=1, autorisatierol=mutator()),
    )
    assert (demoted.autorisatierol, refused.messages) == (mutator(), [LAATSTE_BEHEERDER])
    assert names() == [str(berend)]


def test_tl_4_two_forms_that_demote_themselves_leave_one(cast, berend):
    demoted, refused = at_once(demotion_by_page(login(cast.anna), cast.anna), demotion_by_page(login(berend), berend))
    assert [str(message) for message in refused.context["messages"]][-1] == LAATSTE_BEHEERDER
    assert (demoted.status_code, names()) == (200, [str(berend)])


def test_tl_4_two_permissies_taken_from_the_two_autorisatierollen_leave_one(cast, berend):
    """Anna's autorisatierol loses the one right, Berend's the other; together nobody would be left."""
    second = copy_autorisatierol(cast.anna, Autorisatierol.objects.get(naam="Beheerder"), "Beheerder twee")
    berend.teamlid.autorisatierol = second
    berend.teamlid.save()
    first = Autorisatierol.objects.get(naam="Beheerder")
    sets = [
        propose_permissies(actor, {"permissies": {(rol.pk, code): False}, "bereiken": {}})
        for actor, rol, code in (
            (cast.anna, first, "teamleden.teamleden_beheren"),
            (berend, second, "teamleden.autorisatierollen_beheren"),
        )
    ]
    applied, refused = at_once(lambda: engine.apply(cast.anna, sets[0]), lambda: engine.apply(berend, sets[1]))
    assert (applied.status, refused.messages) == ("toegepast", [LAATSTE_BEHEERDER])
    assert names() == [str(berend)]


def test_one_proposal_applied_twice_at_once_counts_once(cast, berend):
    shown = propose_toewijzing(cast.anna, {cast.bram.pk: Autorisatierol.objects.get(naam="Manager").pk})
    applied, refused = at_once(lambda: engine.apply(cast.anna, shown), lambda: engine.apply(cast.anna, shown))
    assert (applied.status, refused.messages) == ("toegepast", ["Deze wijziging is al toegepast of vervallen."])
