"""Relaties: the number, the interne kantoorrelatie, and changing one."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.inrichting import ensure_kantoor
from crm.models import InterneRelatieStays, Relatie
from crm.nummers import next_relatienummer, other_zeros
from crm.services import create_relatie, update_relatie
from crm.versies import StaleObject
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Niveau, TeamlidRol
from tests.factories import LabelFactory, RelatieFactory, TeamlidFactory, TeamlidRolFactory

pytestmark = pytest.mark.django_db

NIEUW = {"nummer": "70001", "type": "organisatie", "naam": "Nieuwe Klant", "rechtsvorm": "bv"}
IN_GEBRUIK = {"nummer": ["Dit nummer is in gebruik."]}
BUITEN_BEELD = ["Na deze wijziging zou je de relatie zelf niet meer zien; er is niets opgeslagen."]


def test_rel_1_a_number_is_given_once(cast):
    made = create_relatie(cast.anna, **NIEUW)
    with pytest.raises(ValidationError) as refused:
        create_relatie(cast.anna, **{**NIEUW, "naam": "Andere Klant"})
    assert refused.value.message_dict == IN_GEBRUIK
    with pytest.raises(ValidationError) as refused:
        update_relatie(cast.anna, cast.own, versie=1, nummer=made.nummer)
    assert refused.value.message_dict == IN_GEBRUIK
    assert list(Relatie.objects.filter(nummer="70001").values_list("naam", flat=True)) == ["Nieuwe Klant"]


def test_rel_1_leading_zeros_make_another_number_that_is_warned_about(cast):
    long = create_relatie(cast.anna, **{**NIEUW, "nummer": "0070001"})
    short = create_relatie(cast.anna, **NIEUW)
    assert (other_zeros("70001", short.pk), other_zeros("0070001", long.pk)) == ("0070001", "70001")
    assert other_zeros("170001") is None
    assert other_zeros("A70001") is None


def test_rel_1_the_proposed_number_follows_the_highest(cast):
    create_relatie(cast.anna, **{**NIEUW, "nummer": "080000"})
    create_relatie(cast.anna, **{**NIEUW, "nummer": "KLANT-9"})
    assert next_relatienummer() == "080001"


def test_rel_1_the_first_number_is_proposed_in_an_empty_office(db):
    assert next_relatienummer() == "00001"


def test_rel_2_exactly_one_interne_relatie_exists_after_migrate(db):
    ensure_kantoor()
    ensure_kantoor()
    assert list(Relatie.objects.values_list("nummer", "type", "actief", "afgeschermd")) == [
        ("0000", "intern", True, False)
    ]


def test_rel_2_a_second_interne_relatie_is_refused(cast):
    for refuse in (
        lambda: create_relatie(cast.anna, **{**NIEUW, "type": "intern"}),
        lambda: update_relatie(cast.anna, cast.own, versie=1, type="intern"),
    ):
        with pytest.raises(ValidationError) as refused:
            refuse()
        assert refused.value.message_dict == {"type": ["Er is al een interne kantoorrelatie; een tweede kan niet."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatieFactory(type="intern")
    assert Relatie.objects.intern() == cast.intern


@pytest.mark.parametrize("change", [{"type": "organisatie"}, {"actief": False}, {"afgeschermd": True}])
def test_rel_2_the_interne_relatie_stays_what_it_is(cast, change):
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.intern, niveau=Niveau.MUTATOR)
    with pytest.raises(ValidationError) as refused:
        update_relatie(cast.anna, cast.intern, versie=1, **change)
    assert refused.value.messages == ["De interne kantoorrelatie blijft van het type Intern, actief en zichtbaar."]
    assert update_relatie(cast.anna, cast.intern, versie=1, naam="Kantoor Jansen").naam == "Kantoor Jansen"


@pytest.mark.parametrize("change", [{"actief": False}, {"afgeschermd": True}])
def test_rel_2_the_database_keeps_the_interne_relatie_active_and_visible(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Relatie.objects.filter(pk=cast.intern.pk).update(**change)


def test_rel_2_the_interne_relatie_cannot_be_deleted(cast):
    with pytest.raises(InterneRelatieStays):
        cast.intern.delete()
    loose = RelatieFactory()
    loose.delete()
    assert Relatie.objects.filter(pk__in=[cast.intern.pk, loose.pk]).get() == cast.intern


def test_rel_2_deleting_many_leaves_the_interne_relatie(db):
    RelatieFactory()
    with pytest.raises(InterneRelatieStays), transaction.atomic():
        Relatie.objects.all().delete()
    assert Relatie.objects.count() == 2


def test_rel_5_a_clash_with_an_afgeschermde_relatie_names_nobody(cast):
    """Also not to the beheerder, who may not know of it."""
    with pytest.raises(ValidationError) as refused:
        create_relatie(cast.anna, **{**NIEUW, "nummer": cast.afgeschermd.nummer})
    assert refused.value.message_dict == IN_GEBRUIK


def test_rel_5_only_who_may_shields_a_relatie(cast):
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.own, niveau=Niveau.MUTATOR)
    with pytest.raises(NotAllowed) as refused:
        update_relatie(cast.bram, cast.own, versie=1, afgeschermd=True)
    assert refused.value.decision.permissie.naam == "Afgeschermde relaties beheren"
    assert update_relatie(cast.anna, cast.own, versie=1, afgeschermd=True).afgeschermd


def test_rel_5_a_new_relatie_is_shielded_only_by_who_may(cast):
    with pytest.raises(NotAllowed) as refused:
        create_relatie(cast.bram, afgeschermd=True, **NIEUW)
    assert refused.value.decision.permissie.naam == "Afgeschermde relaties beheren"


def test_rel_5_a_beheerder_can_make_a_shielded_relatie_and_still_sees_it(cast):
    made = create_relatie(cast.anna, afgeschermd=True, **NIEUW)
    assert Relatie.objects.visible_to(cast.anna).filter(pk=made.pk).exists()


def test_aut_5_nobody_shields_a_relatie_out_of_the_own_sight(cast):
    """Anna sees `own` through bereik alle only; after shielding she would not."""
    with pytest.raises(ValidationError) as refused:
        update_relatie(cast.anna, cast.own, versie=1, afgeschermd=True)
    assert refused.value.messages == BUITEN_BEELD
    cast.own.refresh_from_db()
    assert (cast.own.afgeschermd, cast.own.versie) == (False, 1)


def test_who_makes_a_relatie_gets_the_first_rol_there_unless_it_is_seen_anyway(cast):
    by_bram = create_relatie(cast.bram, **NIEUW)
    by_anna = create_relatie(cast.anna, **{**NIEUW, "nummer": "70002"})
    rows = TeamlidRol.objects.filter(relatie__in=[by_bram, by_anna])
    assert [(row.teamlid, row.relatie, row.rol.naam, row.niveau, row.herkomst, row.created_by) for row in rows] == [
        (cast.bram.teamlid, by_bram, "Relatiebeheerder", "mutator", "hand", cast.bram)
    ]


@pytest.mark.parametrize(("who", "allowed"), [("anna", True), ("bram", True), ("manon", True), ("rick", False)])
def test_making_a_relatie_needs_its_permissie(cast, who, allowed):
    actor = getattr(cast, who)
    if allowed:
        assert create_relatie(actor, **NIEUW).nummer == "70001"
        return
    with pytest.raises(NotAllowed) as refused:
        create_relatie(actor, **NIEUW)
    assert refused.value.decision.permissie.naam == "Relaties aanmaken"


@pytest.mark.parametrize("who", ["anna", "bram", "chantal", "daan", "eva", "fenna", "manon", "rick"])
def test_changing_a_relatie_needs_a_mutator_rol_there(cast, who):
    actor = getattr(cast, who)
    if who in {"anna", "bram", "daan", "manon"}:
        assert update_relatie(actor, cast.own, versie=1, memo="Belt liever").memo == "Belt liever"
    else:
        with pytest.raises(NotAllowed):
            update_relatie(actor, cast.own, versie=1, memo="Belt liever")
    cast.own.refresh_from_db()
    assert cast.own.memo == ("Belt liever" if who in {"anna", "bram", "daan", "manon"} else "")


def test_a_raadpleger_rol_changes_nothing(cast):
    with pytest.raises(NotAllowed):
        update_relatie(cast.bram, cast.own_raadpleger, versie=1, memo="x")


def test_the_same_version_saved_twice_is_refused_the_second_time(cast):
    first = update_relatie(cast.bram, cast.own, versie=1, memo="Eerst")
    assert first.versie == 2
    with pytest.raises(StaleObject) as refused:
        update_relatie(cast.anna, cast.own, versie=1, memo="Daarna")
    assert (refused.value.current, refused.value.current.memo) == (cast.own, "Eerst")
    assert update_relatie(cast.anna, cast.own, versie=2, memo="Daarna").versie == 3


def test_saving_without_a_change_is_no_new_version(cast):
    assert update_relatie(cast.bram, cast.own, versie=1, naam=cast.own.naam, labels=[]).versie == 1


def test_labels_need_their_own_permissie(cast):
    """Labels gebruiken: also at the first save."""
    label = LabelFactory()
    rol = Autorisatierol.objects.get(naam="Mutator")
    assert list(update_relatie(cast.bram, cast.own, versie=1, labels=[label]).labels.all()) == [label]
    rol.group.permissions.remove(*rol.group.permissions.filter(rij__code="crm.labels_gebruiken"))
    lid = TeamlidFactory()
    TeamlidRolFactory(teamlid=lid, relatie=cast.own, niveau=Niveau.MUTATOR)
    with pytest.raises(NotAllowed):
        update_relatie(lid.persoon, cast.own, versie=2, labels=[])
    with pytest.raises(NotAllowed):
        create_relatie(lid.persoon, labels=[label], **NIEUW)
