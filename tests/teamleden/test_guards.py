"""What no door may get past (TL-5), and counts that give nothing away (REL-5)."""

import pytest
from django.core.exceptions import ValidationError

from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Niveau, Status, Teamlid
from teamleden.services import find_uitnodiging, invite_teamlid, update_teamlid
from teamleden.services.uitnodigingen import make_uitnodiging, renew_token
from tests.cast import next_request
from tests.factories import RelatieFactory, TeamlidFactory, TeamlidRolFactory

pytestmark = pytest.mark.django_db


def test_tl_5_the_address_of_a_colleague_with_more_rights_is_not_changed(cast):
    """Who may manage Teamleden but not autorisatierollen would otherwise take over who may."""
    rol = Autorisatierol.objects.get(naam="Manager")
    rol.group.permissions.add(
        *Autorisatierol.objects.get(naam="Beheerder").group.permissions.filter(rij__code="teamleden.teamleden_beheren")
    )
    manon, anna = next_request(cast.manon), cast.anna.teamlid
    with pytest.raises(ValidationError) as refused:
        update_teamlid(manon, anna, versie=anna.versie, email="manon@elders.example")
    assert refused.value.message_dict == {
        "email": ["Je kunt dit e-mailadres niet wijzigen: een Beheerder mag meer dan jijzelf."]
    }
    cast.anna.refresh_from_db()
    assert cast.anna.email == "anna@kantoor.example"
    colleague = TeamlidFactory()
    assert update_teamlid(manon, colleague, versie=1, email="ander@kantoor.example").versie == 2
    assert update_teamlid(manon, anna, versie=anna.versie, telefoon="+31612345678").versie == anna.versie + 1


def test_rel_5_the_counts_of_a_colleague_leave_out_what_one_may_not_know_of(cast):
    """Anna sees every Relatie but the afgeschermde; Chantal has a row there."""
    TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=RelatieFactory(), niveau=Niveau.RAADPLEGER)

    def counts(user):
        row = Teamlid.objects.with_counts(next_request(user)).get(pk=cast.chantal.pk)
        return row.aantal_mutator, row.aantal_relaties

    assert (counts(cast.anna), counts(cast.chantal), counts(cast.bram)) == ((1, 2), (2, 3), (0, 0))


def test_inv_2_another_address_withdraws_the_link_that_went_to_the_former(cast):
    lid = TeamlidFactory(status="concept")
    uitnodiging = make_uitnodiging(cast.anna, lid)
    token = renew_token(uitnodiging)
    lid.refresh_from_db()
    update_teamlid(cast.anna, lid, versie=lid.versie, email="nieuw-adres@kantoor.example")
    lid.refresh_from_db()
    assert (find_uitnodiging(token), lid.status) == (None, "concept")
    again = renew_token(make_uitnodiging(cast.anna, lid))
    assert find_uitnodiging(again).teamlid == lid


def test_tl_5_nobody_invites_somebody_with_more_rights(cast):
    """An invitation makes the account real: it is a way of giving the autorisatierol."""
    beheerder = TeamlidFactory(rol="Beheerder", status=Status.CONCEPT)
    manager = TeamlidFactory(rol="Manager", status=Status.CONCEPT)
    with pytest.raises(ValidationError) as refused:
        invite_teamlid(cast.manon, beheerder)
    assert refused.value.messages == ["Je kunt de autorisatierol Beheerder niet geven: die mag meer dan jijzelf."]
    beheerder.refresh_from_db()
    assert (beheerder.status, beheerder.uitnodigingen.count()) == (Status.CONCEPT, 0)
    assert invite_teamlid(cast.manon, manager).teamlid == manager
    assert invite_teamlid(cast.anna, beheerder).teamlid == beheerder
    with pytest.raises(NotAllowed):
        invite_teamlid(cast.bram, manager)
