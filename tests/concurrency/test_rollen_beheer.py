"""Two people at the list of Rollen, or at the rules, at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from activiteitenlog.models import Activiteit
from crm.services import create_relatie
from crm.versies import StaleObject
from teamleden.models import Procesteam, Rol, StandaardTeamlidRol, TeamlidRol
from teamleden.services import grant_rol
from teamleden.services.procesteams import create_procesteam
from teamleden.services.rollen_beheer import LAATSTE, create_rol, delete_rol, move_rol, rename_rol, set_rol_actief
from teamleden.services.standaardrollen import set_standaardrol_actief, update_standaardrol
from tests.cast import next_request, teamlid
from tests.concurrency.at_once import at_once
from tests.factories import StandaardrolFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other(cast):
    """A second beheerder."""
    return teamlid("Olga", "Beheerder")


def rol(naam):
    return Rol.objects.get(naam=naam)


def namen():
    return [each.naam for each in Rol.objects.all()]


def test_two_who_order_at_once_lose_nothing(cast, other):
    salaris, accountant = rol("Salaris"), rol("Accountant")
    first, last = rol("Relatiebeheerder").pk, rol("Secretariaat").pk
    at_once(
        lambda: move_rol(cast.anna, salaris, voor=first),
        lambda: move_rol(other, accountant, na=last),
    )
    assert namen() == ["Salaris", "Relatiebeheerder", "Fiscaal", "Administratie", "Secretariaat", "Accountant"]


def test_the_same_button_pressed_by_two_is_one_move(cast, other):
    fiscaal, above = rol("Fiscaal"), rol("Accountant").pk
    at_once(lambda: move_rol(cast.anna, fiscaal, voor=above), lambda: move_rol(other, fiscaal, voor=above))
    assert namen()[:3] == ["Relatiebeheerder", "Fiscaal", "Accountant"]
    assert Activiteit.objects.count() == 1


def test_two_who_add_the_same_name_make_one_rol(cast, other):
    made, refused = at_once(lambda: create_rol(cast.anna, "Controle"), lambda: create_rol(other, "CONTROLE"))
    assert refused.message_dict == {"naam": ["Er is al een rol met deze naam."]}
    assert namen()[-1] == made.naam == "Controle"


def test_two_who_rename_at_once_do_not_overwrite_each_other(cast, other):
    fiscaal = rol("Fiscaal")
    _, stale = at_once(
        lambda: rename_rol(cast.anna, fiscaal, "Belastingen", versie=1),
        lambda: rename_rol(other, fiscaal, "Aangiften", versie=1),
    )
    assert isinstance(stale, StaleObject)
    assert rol("Belastingen") == fiscaal


def test_the_last_two_in_use_do_not_both_go(cast, other):
    for naam in namen()[2:]:
        set_rol_actief(cast.anna, rol(naam), False)
    first, second = Rol.objects.active()
    _, refused = at_once(
        lambda: set_rol_actief(next_request(cast.anna), first, False), lambda: set_rol_actief(other, second, False)
    )
    assert refused.messages == [LAATSTE]
    assert list(Rol.objects.active()) == [second]


def test_a_rol_given_for_the_first_time_while_it_is_deleted_stays(cast, other):
    salaris = rol("Salaris")
    given, refused = at_once(
        lambda: grant_rol(cast.anna, cast.own, cast.chantal.teamlid, salaris, "mutator"),
        lambda: delete_rol(other, salaris),
    )
    assert isinstance(refused, ValidationError)
    assert given.rol == rol("Salaris")


def test_a_rol_deleted_while_it_is_given_for_the_first_time_is_said(cast, other):
    salaris = rol("Salaris")
    _, refused = at_once(
        lambda: delete_rol(other, salaris),
        lambda: grant_rol(cast.anna, cast.own, cast.chantal.teamlid, salaris, "mutator"),
    )
    assert refused.message_dict == {"rol": ["Deze rol is intussen verwijderd."]}
    assert not TeamlidRol.objects.filter(teamlid=cast.chantal.pk, relatie=cast.own).exists()


def test_a_rule_that_is_being_widened_is_not_switched_on_unseen(cast):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, actief=False, relatietype="persoon")
    _, stale = at_once(
        lambda: update_standaardrol(cast.anna, rule, versie=1, relatietype=""),
        lambda: set_standaardrol_actief(cast.manon, rule, True, versie=1),
    )
    assert isinstance(stale, StaleObject)
    assert (StandaardTeamlidRol.objects.get().actief, StandaardTeamlidRol.objects.get().relatietype) == (False, "")


def test_a_relatie_made_while_its_rule_is_switched_off(cast):
    """Either is fine: the rule was on when the Relatie was made. Nobody waits for ever."""
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid)
    values = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw", "rechtsvorm": "bv"}
    made, switched = at_once(
        lambda: create_relatie(cast.bram, **values),
        lambda: set_standaardrol_actief(cast.manon, rule, False, versie=1),
    )
    assert TeamlidRol.objects.filter(relatie=made, teamlid=cast.rick.pk).count() == 1
    assert not switched.actief


def test_two_who_make_the_same_procesteam_make_one(cast):
    made, refused = at_once(
        lambda: create_procesteam(cast.anna, naam="Lonen"), lambda: create_procesteam(cast.manon, naam="lonen")
    )
    assert refused.message_dict == {"naam": ["Er is al een procesteam met deze naam."]}
    assert Procesteam.objects.get() == made
