"""Giving, changing and taking the same Rol at the same moment."""

import pytest

from activiteitenlog.models import Activiteit
from permissions.gate import NotAllowed
from teamleden.models import Rol, TeamlidRol
from teamleden.services import change_niveau, grant_rol, revoke_rol
from tests.client import login
from tests.concurrency.at_once import at_once
from tests.factories import TeamlidRolFactory
from tests.pages import errors, messages

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AL_AFGENOMEN = "Deze rol is intussen al afgenomen."


@pytest.fixture
def rol(db):
    return Rol.objects.get(naam="Fiscaal")


@pytest.fixture
def row(cast, rol):
    return TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own, rol=rol)


def rows(cast):
    """(rol, niveau) of Chantal at the Relatie."""
    return list(TeamlidRol.objects.filter(teamlid=cast.chantal.pk, relatie=cast.own).values_list("rol__naam", "niveau"))


def logged():
    return [activiteit.actie for activiteit in Activiteit.objects.order_by("pk")]


def test_tl_3_the_same_rol_given_twice_at_once_is_one_row(cast, rol):
    given, refused = at_once(
        lambda: grant_rol(cast.anna, cast.own, cast.chantal.teamlid, rol, "mutator"),
        lambda: grant_rol(cast.manon, cast.own, cast.chantal.teamlid, rol, "raadpleger"),
    )
    assert refused.message_dict == {"rol": [f"{cast.chantal} heeft de rol Fiscaal bij deze relatie al."]}
    assert (given.created_by, rows(cast), logged()) == (cast.anna, [("Fiscaal", "mutator")], ["rol gegeven"])


def test_tl_3_the_same_rol_given_twice_at_once_through_the_page_is_one_row(cast, rol):
    url = f"/crm/relaties/{cast.own.pk}/teamleden/geven/"
    data = {"teamlid": cast.chantal.pk, "rol": rol.pk, "niveau": "mutator"}
    anna, manon = login(cast.anna), login(cast.manon)
    given, refused = at_once(lambda: anna.post(url, data), lambda: manon.post(url, {**data, "niveau": "raadpleger"}))
    assert (given.status_code, refused.status_code) == (302, 200)
    assert errors(refused) == {"rol": [f"{cast.chantal} heeft de rol Fiscaal bij deze relatie al."]}
    assert (rows(cast), logged()) == ([("Fiscaal", "mutator")], ["rol gegeven"])


def test_tl_3_two_rollen_for_one_teamlid_at_once_are_two_rows(cast, rol):
    other = Rol.objects.get(naam="Salaris")
    at_once(
        lambda: grant_rol(cast.anna, cast.own, cast.chantal.teamlid, rol, "mutator"),
        lambda: grant_rol(cast.manon, cast.own, cast.chantal.teamlid, other, "raadpleger"),
    )
    assert sorted(rows(cast)) == [("Fiscaal", "mutator"), ("Salaris", "raadpleger")]


def test_tl_3_a_niveau_that_is_changed_while_the_rol_is_taken_stays_taken(cast, row):
    taken, refused = at_once(lambda: revoke_rol(cast.anna, row), lambda: change_niveau(cast.manon, row, "mutator"))
    assert (taken, refused.messages) == (None, [AL_AFGENOMEN])
    assert (rows(cast), logged()) == ([], ["rol afgenomen"])


def test_tl_3_a_rol_that_is_taken_while_its_niveau_is_changed_is_taken_after_it(cast, row):
    changed, taken = at_once(lambda: change_niveau(cast.manon, row, "mutator"), lambda: revoke_rol(cast.anna, row))
    assert (changed.niveau, taken) == ("mutator", None)
    assert (rows(cast), logged()) == ([], ["niveau gewijzigd", "rol afgenomen"])
    assert Activiteit.objects.order_by("pk").last().wijzigingen["niveau"] == ["mutator", ""]


def test_tl_3_taken_and_changed_at_once_through_the_page_says_so(cast, row):
    anna, manon = login(cast.anna), login(cast.manon)
    tab = f"/crm/relaties/{cast.own.pk}/teamleden/"
    taken, changed = at_once(
        lambda: anna.post(f"{tab}{row.pk}/afnemen/"),
        lambda: manon.post(f"{tab}{row.pk}/niveau/", {"niveau": "mutator"}),
    )
    assert messages(anna.get(taken.url)) == [f"{cast.chantal} is geen Fiscaal meer bij deze relatie."]
    assert messages(manon.get(changed.url)) == [AL_AFGENOMEN]
    assert rows(cast) == []


def test_tl_3_the_same_rol_taken_twice_at_once_is_logged_once(cast, row):
    taken, refused = at_once(lambda: revoke_rol(cast.anna, row), lambda: revoke_rol(cast.manon, row))
    assert (taken, refused.messages, logged()) == (None, [AL_AFGENOMEN], ["rol afgenomen"])


def test_tl_3_a_niveau_changed_twice_at_once_is_logged_as_it_went(cast, row):
    at_once(lambda: change_niveau(cast.anna, row, "mutator"), lambda: change_niveau(cast.manon, row, "raadpleger"))
    changes = [activiteit.wijzigingen["niveau"] for activiteit in Activiteit.objects.order_by("pk")]
    assert changes == [["raadpleger", "mutator"], ["mutator", "raadpleger"]]


def test_tl_5_access_that_is_being_lowered_is_not_kept_through_a_second_rol(cast, rol):
    """Manon gives herself a Rol as mutator, while Anna makes her raadpleger."""
    own = TeamlidRol.objects.get(teamlid=cast.manon.pk, relatie=cast.own)
    lowered, refused = at_once(
        lambda: change_niveau(cast.anna, own, "raadpleger"),
        lambda: grant_rol(cast.manon, cast.own, cast.manon.teamlid, rol, "mutator"),
    )
    assert (lowered.niveau, type(refused)) == ("raadpleger", NotAllowed)
    assert list(cast.manon.teamlid.teamlidrollen.values_list("niveau", flat=True)) == ["raadpleger"]
