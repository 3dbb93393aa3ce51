"""What the list of standaardrollen says of them, and giving what they give at Relaties that exist already."""

import pytest
from django.core.exceptions import ValidationError

from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import Wijzigingsset
from teamleden.models import Rol, TeamlidRol
from teamleden.services import change_niveau, grant_rol, revoke_rol
from teamleden.services.standaardrollen import propose_standaardrollen
from teamleden.tellingen import count_standaardrollen
from tests.cast import next_request
from tests.client import login
from tests.factories import LabelFactory, StandaardrolFactory, TeamlidRolFactory
from tests.pages import messages, table
from tests.rollen import rows_at

pytestmark = pytest.mark.django_db

URL = "/beheer/teamleden/standaardrollen/"


# --- The list and its numbers ---------------------------------------------------------------------------------------


def numbers(user, rule):
    telling = count_standaardrollen(next_request(user), [rule])[rule.pk]
    return telling.passend, telling.zonder


def test_aut_3_the_number_is_of_relaties_one_may_see(cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.bram.teamlid)
    assert numbers(cast.anna, rule) == (3, 1)  # own, own_raadpleger and other; Bram has the Rol at two
    assert numbers(cast.manon, rule) == (1, 0)
    assert numbers(cast.chantal, rule) == (2, 2)  # other and afgeschermd
    assert numbers(cast.fenna, rule) == (0, 0)


def test_the_list_tells_of_overlap_and_of_rules_that_do_nothing(cast, fiscaal):
    anna = login(cast.anna)
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, niveau="mutator", relatietype="organisatie")
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, relatietype="leverancier")
    found = {row[3]: row[4] for row in table(anna.get(URL))}
    assert found == {
        "Alle relaties": "3 bij 3 nog niet gegeven "
        "Overlapt bij 3 relaties met de regel bij type Organisatie (mutator).",
        "Type Organisatie": "3 bij 3 nog niet gegeven "
        "Overlapt bij 3 relaties met de regel bij alle relaties (raadpleger).",
        "Type Leverancier": "0",
    }
    for relatie in (cast.own, cast.own_raadpleger, cast.other):
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie, rol=fiscaal)
    assert f"Doet nu niets: {cast.bram} heeft deze rol bij elk daarvan al." in table(anna.get(URL))[0][4]


def test_overlap_is_between_rules_that_give_the_same_rol_to_the_same_teamlid(cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=Rol.objects.get(naam="Salaris"))
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, actief=False)
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, relatietype="persoon")
    assert count_standaardrollen(cast.anna, [rule])[rule.pk].overlap == []
    both = StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, relatietype="organisatie")
    assert count_standaardrollen(cast.anna, [rule])[rule.pk].overlap == [(both, 3)]


def test_two_labels_overlap_where_a_relatie_has_both(cast, fiscaal):
    one, two = LabelFactory(), LabelFactory()
    cast.own.labels.add(one, two)
    cast.other.labels.add(one)
    rules = [StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, label=label) for label in (one, two)]
    found = count_standaardrollen(cast.anna, rules)
    assert [(found[rule.pk].passend, found[rule.pk].overlap) for rule in rules] == [
        (2, [(rules[1], 1)]),
        (1, [(rules[0], 1)]),
    ]


def test_the_list_says_what_keeps_a_rule_from_working(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, actief=False)
    StandaardrolFactory(teamlid=cast.eva.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=Rol.objects.create(naam="Oud", actief=False))
    StandaardrolFactory(teamlid=cast.chantal.teamlid, rol=fiscaal)
    found = {row[0].split()[0]: row[5] for row in table(login(cast.anna).get(URL))}
    assert found == {"Bram": "Uit", "Eva": "Teamlid uit dienst", "Rick": "Rol niet in gebruik", "Chantal": "Aan"}


def test_the_list_is_searched_and_filtered(cast, fiscaal):
    anna = login(cast.anna)
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, actief=False)
    StandaardrolFactory(teamlid=cast.rick.teamlid)

    def names(query):
        return [row[0].split()[0] for row in table(anna.get(f"{URL}?{query}"))]

    assert (names("zoek=rick"), names("actief=nee"), names(f"rol={fiscaal.pk}")) == (["Rick"], ["Bram"], ["Bram"])


# --- Existing Relaties, on request ----------------------------------------------------------------------------------


def apply(client, url):
    """Propose, and apply what the page shows; gives the set."""
    proposal = client.post(url)
    client.post(f"{proposal.url}toepassen/")
    return Wijzigingsset.objects.latest("pk")


def test_std_1_a_rule_is_applied_to_existing_relaties_after_its_preview(cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, niveau="mutator")
    anna = login(cast.anna)
    page = anna.post(f"{URL}{rule.pk}/toepassen/", follow=True).content.decode()
    assert f"{cast.rick} krijgt Fiscaal bij {cast.other}, als mutator" in page
    assert rows_at(cast.other) == {("Chantal", "Relatiebeheerder"): ("mutator", "hand")}
    wijzigingsset = apply(anna, f"{URL}{rule.pk}/toepassen/")
    assert rows_at(cast.other)["Rick", "Fiscaal"] == ("mutator", "standaard")
    assert wijzigingsset.aantal == 3
    assert ("Rick", "Fiscaal") not in {**rows_at(cast.afgeschermd), **rows_at(cast.intern)}


def test_std_1_applying_twice_is_applying_once(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal)
    anna = login(cast.anna)
    apply(anna, f"{URL}toepassen/")
    before = list(TeamlidRol.objects.order_by("pk").values())
    response = anna.post(f"{URL}toepassen/", follow=True)
    assert messages(response)[-1] == "Er verandert niets: alles staat al zo."
    assert list(TeamlidRol.objects.order_by("pk").values()) == before


def test_std_1_a_hand_made_row_is_not_touched_by_a_rule(cast):
    """Bram is mutator at own and raadpleger at own_raadpleger, by hand; a rule says the other way round."""
    for niveau in ("raadpleger", "mutator"):
        StandaardrolFactory(teamlid=cast.bram.teamlid, rol_id=cast.rol_id, niveau=niveau)
    before = list(TeamlidRol.objects.order_by("pk").values())
    apply(login(cast.anna), f"{URL}toepassen/")
    after = TeamlidRol.objects.order_by("pk")
    assert list(after.exclude(relatie=cast.other, teamlid=cast.bram.pk).values()) == before
    assert rows_at(cast.other)["Bram", "Relatiebeheerder"] == ("mutator", "standaard")


@pytest.mark.parametrize("by_hand", ["mutator", "raadpleger"])
def test_std_1_what_was_given_by_hand_after_the_preview_stays(cast, fiscaal, by_hand):
    """The plan moved, so it is asked again; and asked again it leaves that row out."""
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    anna = login(cast.anna)
    proposal = anna.post(f"{URL}{rule.pk}/toepassen/")
    grant_rol(cast.anna, cast.own, cast.rick.teamlid, fiscaal, by_hand)
    again = anna.post(f"{proposal.url}toepassen/")
    assert again.url != proposal.url
    anna.post(f"{again.url}toepassen/")
    assert rows_at(cast.own)["Rick", "Fiscaal"] == (by_hand, "hand")
    assert rows_at(cast.other)["Rick", "Fiscaal"] == ("raadpleger", "standaard")


def test_std_1_undo_takes_back_only_what_still_stands(cast, fiscaal):
    """Lowered or given anew by hand after it was applied, or even after the undo was shown: that stays."""
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, niveau="mutator")
    wijzigingsset = apply(login(cast.anna), f"{URL}toepassen/")
    change_niveau(cast.anna, TeamlidRol.objects.get(relatie=cast.own, rol=fiscaal), "raadpleger")
    anna = login(cast.anna)
    proposal = anna.post(f"{wijzigingsset.get_absolute_url()}ongedaan/")
    row = TeamlidRol.objects.get(relatie=cast.other, rol=fiscaal)
    revoke_rol(cast.anna, row)
    grant_rol(cast.anna, cast.other, cast.rick.teamlid, fiscaal, "raadpleger")
    again = anna.post(f"{proposal.url}toepassen/")
    anna.post(f"{again.url}toepassen/")
    assert rows_at(cast.own)["Rick", "Fiscaal"] == ("raadpleger", "standaard")
    assert rows_at(cast.other)["Rick", "Fiscaal"] == ("raadpleger", "hand")
    assert ("Rick", "Fiscaal") not in rows_at(cast.own_raadpleger)


def test_only_where_the_actor_may_couple(cast, fiscaal):
    """Manon couples at own; she sees a Relatie as raadpleger, and that is not enough."""
    TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other, niveau="raadpleger")
    StandaardrolFactory(teamlid=cast.daan.teamlid, rol=fiscaal)
    wijzigingsset = apply(login(cast.manon), f"{URL}toepassen/")
    assert [regel.sleutel[1] for regel in wijzigingsset.regels.all()] == [cast.own.pk]


def test_rel_5_an_afgeschermde_relatie_is_touched_by_who_couples_there(cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    page = login(cast.anna).post(f"{URL}{rule.pk}/toepassen/", follow=True).content.decode()
    assert "Stichting Stil" not in page
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.afgeschermd, niveau="mutator")
    apply(login(cast.anna), f"{URL}{rule.pk}/toepassen/")
    assert rows_at(cast.afgeschermd)["Rick", "Fiscaal"] == ("raadpleger", "standaard")


def test_tl_5_ones_own_rules_are_left_to_a_colleague(cast, fiscaal):
    own = StandaardrolFactory(teamlid=cast.manon.teamlid, rol=fiscaal, niveau="mutator")
    with pytest.raises(ValidationError, match="past een collega toe"):
        propose_standaardrollen(cast.manon, [own])
    other = StandaardrolFactory(teamlid=cast.daan.teamlid, rol=fiscaal)
    wijzigingsset = propose_standaardrollen(cast.manon, [own, other])
    assert {regel.sleutel[0] for regel in wijzigingsset.regels.all()} == {cast.daan.pk}


def test_a_rule_that_gives_nothing_proposes_nothing(cast, fiscaal):
    off = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, actief=False)
    gone = StandaardrolFactory(teamlid=cast.eva.teamlid, rol=fiscaal)
    with pytest.raises(ValidationError, match="Er is geen regel die nu iets geeft"):
        propose_standaardrollen(cast.anna, [off, gone])


def test_a_rol_deleted_after_the_preview_is_a_sentence(cast):
    rol = Rol.objects.create(naam="Kort")
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=rol)
    proposal = propose_standaardrollen(cast.anna, [rule])
    rule.delete()
    rol.delete()
    with pytest.raises(ValidationError, match="intussen verwijderd"):
        engine.apply(next_request(cast.anna), proposal)
