"""TL-4: the office keeps a beheerder, also when two of them act at the same moment."""

import pytest

from permissions.catalogue import all_permissies
from permissions.models import Autorisatierol, Bereik
from teamleden.guards import LAATSTE_BEHEERDER, beheerders
from teamleden.services import update_teamlid
from tests.cast import teamlid
from tests.client import login
from tests.concurrency.at_once import at_once
from tests.factories import AutorisatierolFactory, FunctieFactory
from tests.pages import errors, form_data, paragraphs

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
    url = f"/crm/teamleden/{whom.pk}/bewerken/"
    data = {**form_data(client.get(url)), "autorisatierol": mutator().pk}
    return lambda: client.post(url, data)


def test_tl_4_two_services_that_demote_each_other_leave_one(cast, berend):
    demoted, refused = at_once(
        lambda: update_teamlid(cast.anna, berend.teamlid, versie=1, autorisatierol=mutator()),
        lambda: update_teamlid(berend, cast.anna.teamlid, versie=1, autorisatierol=mutator()),
    )
    assert (demoted.autorisatierol, str(refused)) == (mutator(), NIET_MEER)
    assert names() == [str(cast.anna)]


def test_tl_4_two_forms_that_demote_each_other_leave_one(cast, berend):
    demoted, refused = at_once(demotion_by_page(login(cast.anna), berend), demotion_by_page(login(berend), cast.anna))
    assert (demoted.status_code, refused.status_code) == (302, 403)
    assert paragraphs(refused)[0] == NIET_MEER
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
    assert (demoted.status_code, errors(refused)) == (302, {"": [LAATSTE_BEHEERDER]})
    assert names() == [str(berend)]
