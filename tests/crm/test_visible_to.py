"""`visible_to`: the one way to client data."""

import pytest
from django.contrib.auth.models import AnonymousUser

from crm.models import Relatie
from crm.permissions import BSN_INZIEN, RELATIES_AANMAKEN, RELATIES_BEHEREN, RELATIES_VERWIJDEREN
from permissions.catalogue import UnknownPermissie
from permissions.gate import Systeem
from teamleden.models import Niveau, Teamlid, Waarneming
from tests.cast import next_request
from tests.factories import RelatieFactory, TeamlidRolFactory

pytestmark = pytest.mark.django_db

IEDEREEN = ("anna", "bram", "chantal", "daan", "eva", "fenna", "manon", "rick")


def seen_by_each(cast, *args):
    """{name: the Relaties it sees, by their name in the cast}."""
    names = {relatie: name for name, relatie in vars(cast).items() if isinstance(relatie, Relatie)}
    return {
        who: {names[r] for r in Relatie.objects.visible_to(next_request(getattr(cast, who)), *args)} for who in IEDEREEN
    }


def test_everybody_sees_the_own_relaties_and_nothing_else(cast):
    """REL-5: bereik alle does not reach what is afgeschermd."""
    assert seen_by_each(cast) == {
        "anna": {"own", "own_raadpleger", "other", "intern"},
        "bram": {"own", "own_raadpleger"},
        "chantal": {"other", "afgeschermd"},
        "daan": {"own", "own_raadpleger"},
        "eva": set(),
        "fenna": set(),
        "manon": {"own"},
        "rick": {"own"},
    }


def test_changing_asks_for_niveau_mutator_and_the_permissie(cast):
    assert seen_by_each(cast, RELATIES_BEHEREN) == {
        "anna": {"own", "own_raadpleger", "other", "intern"},
        "bram": {"own"},
        "chantal": {"other", "afgeschermd"},
        "daan": {"own"},
        "eva": set(),
        "fenna": set(),
        "manon": {"own"},
        "rick": set(),
    }


def test_a_permissie_outside_the_autorisatierol_opens_nothing(cast):
    assert seen_by_each(cast, BSN_INZIEN)["rick"] == set()
    found = seen_by_each(cast, RELATIES_VERWIJDEREN)
    assert {who for who, relaties in found.items() if relaties} == {"anna", "manon"}


def test_rel_5_with_a_rol_there_bereik_alle_sees_it_too(cast):
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.afgeschermd, niveau=Niveau.RAADPLEGER)
    assert seen_by_each(cast)["anna"] == {"own", "own_raadpleger", "other", "intern", "afgeschermd"}
    # Bereik alle counts for what is not afgeschermd; here the niveau of the row does.
    assert seen_by_each(cast, RELATIES_BEHEREN)["anna"] == {"own", "own_raadpleger", "other", "intern"}


def test_rel_5_hidden_from_counts_and_search_too(cast):
    assert Relatie.objects.visible_to(cast.anna).count() == 4
    assert list(Relatie.objects.visible_to(cast.anna).search("stichting stil")) == []
    assert list(Relatie.objects.visible_to(cast.chantal).search("STICHTING stil")) == [cast.afgeschermd]


def test_the_highest_of_several_rows_counts(cast):
    from teamleden.models import Rol

    for rol, niveau in zip(Rol.objects.all(), [Niveau.RAADPLEGER, Niveau.MUTATOR], strict=False):
        TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other, rol=rol, niveau=niveau)
    assert list(Relatie.objects.visible_to(cast.manon, RELATIES_BEHEREN).order_by("nummer")) == [cast.own, cast.other]
    assert Relatie.objects.visible_to(next_request(cast.manon)).count() == 2


def test_an_archived_relatie_is_seen_like_any_other(cast):
    Relatie.objects.filter(pk=cast.own.pk).update(actief=False)
    assert seen_by_each(cast)["bram"] == {"own", "own_raadpleger"}
    assert list(Relatie.objects.visible_to(cast.bram).active()) == [cast.own_raadpleger]


def test_nobody_sees_anything_without_logging_in(cast):
    assert list(Relatie.objects.visible_to(AnonymousUser())) == []


def test_a_command_sees_everything(cast):
    assert Relatie.objects.visible_to(Systeem("proef")).count() == 5


def test_an_office_wide_permissie_is_no_question_about_relaties(cast):
    with pytest.raises(ValueError, match="geldt voor het hele kantoor"):
        Relatie.objects.visible_to(cast.anna, RELATIES_AANMAKEN)


def test_an_unknown_permissie_raises(cast):
    with pytest.raises(UnknownPermissie):
        Relatie.objects.visible_to(cast.anna, "crm.bestaat_niet")


def test_aut_4_a_change_holds_on_the_next_request(cast):
    assert seen_by_each(cast)["bram"] == {"own", "own_raadpleger"}
    cast.bram.teamlid.teamlidrollen.filter(relatie=cast.own).delete()
    assert seen_by_each(cast)["bram"] == {"own_raadpleger"}
    # Daan stands in for Bram and so loses it with him.
    assert seen_by_each(cast)["daan"] == {"own_raadpleger"}
    Waarneming.objects.all().delete()
    assert seen_by_each(cast)["daan"] == set()
    Teamlid.objects.filter(pk=cast.bram.pk).update(status="uit_dienst")
    assert seen_by_each(cast)["bram"] == set()


@pytest.mark.parametrize("many", [1, 50])
def test_asking_costs_the_same_whatever_there_is(cast, many, django_assert_num_queries):
    for relatie in RelatieFactory.create_batch(many):
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie)
    bram = next_request(cast.bram)
    with django_assert_num_queries(3):
        assert len(Relatie.objects.visible_to(bram)) == many + 2
