"""Standaard teamlidrollen: the rules, what changing one does, and who may make one (TL-5)."""

import pytest
from django.core.exceptions import ValidationError

from activiteitenlog.models import Activiteit
from crm.permissions import RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from crm.services import create_relatie
from permissions.gate import NotAllowed
from teamleden.models import Rol, StandaardTeamlidRol
from teamleden.permissions import STANDAARDROLLEN_BEHEREN, TEAMLEDEN_INZIEN
from teamleden.services.standaardrollen import (
    VOOR_JEZELF,
    create_standaardrol,
    delete_standaardrol,
    propose_standaardrollen,
    set_standaardrol_actief,
    update_standaardrol,
)
from tests.cast import next_request
from tests.client import login
from tests.factories import (
    AutorisatierolFactory,
    LabelFactory,
    StandaardrolFactory,
)
from tests.pages import differences, errors, form_data, messages, table
from tests.rollen import rows_at

pytestmark = pytest.mark.django_db

URL = "/beheer/teamleden/standaardrollen/"
NIEUW = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw bv", "rechtsvorm": "bv"}


@pytest.fixture
def manon(cast):
    return login(cast.manon)


def logged(**filters):
    return [(row.actie, row.wijzigingen) for row in Activiteit.objects.filter(**filters).order_by("pk")]


def sent(teamlid, rol, **values):
    return {"teamlid": teamlid.pk, "rol": rol.pk, "niveau": "raadpleger"} | values


# --- Make, change, switch, delete -----------------------------------------------------------------------------------


def test_a_rule_is_made_and_says_what_it_is(manon, cast, fiscaal):
    label = LabelFactory(naam="VIP")
    response = manon.post(f"{URL}nieuw/", sent(cast.rick, fiscaal, relatietype="persoon", label=label.pk))
    assert response.url == URL
    rule = StandaardTeamlidRol.objects.get()
    assert str(rule) == f"{cast.rick} als Fiscaal (raadpleger) bij type Persoon, label VIP"
    assert (rule.actief, rule.created_by) == (True, cast.manon)
    changes = {
        "teamlid": [None, str(cast.rick)], "rol": [None, "Fiscaal"], "niveau": ["", "raadpleger"],
        "relatietype": ["", "persoon"], "label": [None, "VIP"],
    }  # fmt: skip
    assert logged() == [("standaardrol toegevoegd", changes)]


def test_a_rule_without_conditions_is_about_every_relatie(manon, cast, fiscaal):
    manon.post(f"{URL}nieuw/", sent(cast.rick, fiscaal))
    assert StandaardTeamlidRol.objects.get().voorwaarden == "alle relaties"


@pytest.mark.parametrize("missing", ["teamlid", "rol", "niveau"])
def test_a_rule_needs_somebody_a_rol_and_a_niveau(manon, cast, fiscaal, missing):
    assert list(errors(manon.post(f"{URL}nieuw/", sent(cast.rick, fiscaal) | {missing: ""}))) == [missing]


@pytest.mark.parametrize("type_", ["intern", "bestaat niet"])
def test_rel_2_no_rule_is_about_the_interne_kantoorrelatie(manon, cast, fiscaal, type_):
    assert list(errors(manon.post(f"{URL}nieuw/", sent(cast.rick, fiscaal, relatietype=type_)))) == ["relatietype"]


def test_a_changed_rule_changes_no_row(manon, cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    relatie = create_relatie(cast.anna, **NIEUW)
    url = f"{URL}{rule.pk}/bewerken/"
    manon.post(url, {**form_data(manon.get(url)), "niveau": "mutator", "teamlid": cast.bram.pk})
    assert rows_at(relatie) == {("Rick", "Fiscaal"): ("raadpleger", "standaard")}
    changes = {"teamlid": [str(cast.rick), str(cast.bram)], "niveau": ["raadpleger", "mutator"]}
    assert logged(actie="standaardrol gewijzigd") == [("standaardrol gewijzigd", changes)]


def test_saving_without_a_change_writes_nothing(manon, cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, label=LabelFactory())
    url = f"{URL}{rule.pk}/bewerken/"
    assert manon.post(url, form_data(manon.get(url))).url == URL
    assert logged() == []


def test_of_two_who_change_a_rule_the_second_sees_the_difference(manon, cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    url = f"{URL}{rule.pk}/bewerken/"
    stale = form_data(manon.get(url))
    update_standaardrol(cast.anna, rule, versie=1, niveau="mutator", relatietype="persoon")
    response = manon.post(url, {**stale, "relatietype": "leverancier"})
    assert differences(response) == [
        ["Niveau", "Raadpleger: inzien", "Mutator: inzien en bewerken"],
        ["Type", "Leverancier", "Persoon"],
    ]


def test_a_rule_that_was_changed_meanwhile_is_not_switched_on_unseen(manon, cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, actief=False, relatietype="persoon")
    update_standaardrol(cast.anna, rule, versie=1, relatietype="")
    response = manon.post(f"{URL}{rule.pk}/actief/", {"actief": "ja", "versie": 1}, follow=True)
    assert "intussen" in messages(response)[0]
    assert not StandaardTeamlidRol.objects.get().actief
    manon.post(f"{URL}{rule.pk}/actief/", {"actief": "ja", "versie": 2})
    assert StandaardTeamlidRol.objects.get().actief


def test_a_rule_that_is_off_gives_nothing(manon, cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    manon.post(f"{URL}{rule.pk}/actief/", {"actief": "nee", "versie": 1})
    assert rows_at(create_relatie(cast.anna, **NIEUW)) == {}
    assert logged(actie="standaardrol gewijzigd") == [("standaardrol gewijzigd", {"actief": [True, False]})]


def test_a_deleted_rule_leaves_what_it_gave(manon, cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    relatie = create_relatie(cast.anna, **NIEUW)
    manon.post(f"{URL}{rule.pk}/verwijderen/")
    assert not StandaardTeamlidRol.objects.exists()
    assert rows_at(relatie) == {("Rick", "Fiscaal"): ("raadpleger", "standaard")}
    assert logged(actie="standaardrol verwijderd") == [("standaardrol verwijderd", {"rol": ["Fiscaal", ""]})]
    with pytest.raises(ValidationError, match="al verwijderd"):
        delete_standaardrol(cast.manon, rule)


def test_a_condition_cannot_go_away_and_widen_its_rule(cast):
    label = LabelFactory()
    StandaardrolFactory(label=label)
    with pytest.raises(Exception, match="protected"):
        label.delete()


# --- Who may make one (TL-5) ----------------------------------------------------------------------------------------


def test_tl_5_nobody_makes_a_rule_for_themselves(manon, cast, fiscaal):
    assert errors(manon.post(f"{URL}nieuw/", sent(cast.manon, fiscaal))) == {"teamlid": [VOOR_JEZELF]}
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    with pytest.raises(ValidationError, match="Voor jezelf"):
        update_standaardrol(cast.manon, rule, versie=1, teamlid=cast.manon.teamlid)
    own = StandaardrolFactory(teamlid=cast.manon.teamlid, rol=fiscaal, actief=False)
    for change in (
        lambda: update_standaardrol(cast.manon, own, versie=1, niveau="mutator"),
        lambda: set_standaardrol_actief(cast.manon, own, True, versie=1),
    ):
        with pytest.raises(ValidationError, match="Voor jezelf"):
            change()


def test_tl_5_less_for_oneself_is_fine(cast, fiscaal):
    own = StandaardrolFactory(teamlid=cast.manon.teamlid, rol=fiscaal)
    assert not set_standaardrol_actief(cast.manon, own, False, versie=1).actief
    delete_standaardrol(cast.manon, own)
    assert not StandaardTeamlidRol.objects.exists()


CALLS = {
    "create": lambda actor, rule: create_standaardrol(actor, teamlid=rule.teamlid, rol=rule.rol, niveau="mutator"),
    "update": lambda actor, rule: update_standaardrol(actor, rule, versie=1, niveau="mutator"),
    "switch on": lambda actor, rule: set_standaardrol_actief(actor, rule, True, versie=1),
    "propose": lambda actor, rule: propose_standaardrollen(actor, [rule]),
    "switch off": lambda actor, rule: set_standaardrol_actief(actor, rule, False, versie=1),
    "delete": lambda actor, rule: delete_standaardrol(actor, rule),
}
GIVING = {"create", "update", "switch on", "propose"}


@pytest.mark.parametrize("name", CALLS)
def test_tl_5_who_may_not_couple_teamleden_makes_no_rule(cast, fiscaal, name):
    """The right to manage rules is not the right to give access; that is needed as well."""
    rule = StandaardrolFactory(teamlid=cast.chantal.teamlid, rol=fiscaal, actief=name != "switch on")
    codes = [STANDAARDROLLEN_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_INZIEN]
    for permissies, allowed in ((codes[1:], False), (codes, name not in GIVING), ([*codes, TEAMLEDEN_KOPPELEN], True)):
        cast.rick.teamlid.autorisatierol = AutorisatierolFactory(permissies=permissies)
        cast.rick.teamlid.save()
        before = Activiteit.objects.count()
        if not allowed:
            with pytest.raises(NotAllowed):
                CALLS[name](next_request(cast.rick), rule)
            assert Activiteit.objects.count() == before
        elif StandaardTeamlidRol.objects.filter(pk=rule.pk, versie=1).exists():
            CALLS[name](next_request(cast.rick), rule)


def test_tl_5_the_buttons_are_those_one_may_use(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.chantal.teamlid, rol=fiscaal, actief=False)
    codes = [STANDAARDROLLEN_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_INZIEN]

    def buttons(*permissies):
        cast.rick.teamlid.autorisatierol = AutorisatierolFactory(permissies=permissies)
        cast.rick.teamlid.save()
        response = login(next_request(cast.rick)).get(URL)
        words = ("Wijzigen", "Aanzetten", "Uitzetten", "Toepassen", "Verwijderen")
        page = response.content.decode()
        seen = [[word for word in words if word in row[-1]] for row in table(response)]
        return "Regel toevoegen" in page, "Alle regels die aan staan" in page, *seen

    off = ["Wijzigen", "Aanzetten", "Verwijderen"]
    on = ["Wijzigen", "Uitzetten", "Toepassen", "Verwijderen"]
    assert buttons(*codes, TEAMLEDEN_KOPPELEN) == (True, True, on, off)
    assert buttons(*codes) == (False, False, ["Uitzetten", "Verwijderen"], ["Verwijderen"])


def test_who_left_gets_no_rule(cast, fiscaal):
    with pytest.raises(ValidationError, match="uit dienst"):
        create_standaardrol(cast.manon, teamlid=cast.eva.teamlid, rol=fiscaal, niveau="raadpleger")
    assert str(cast.eva) not in login(cast.manon).get(f"{URL}nieuw/").content.decode()


def test_a_rol_out_of_use_gets_no_rule(cast, fiscaal):
    Rol.objects.filter(pk=fiscaal.pk).update(actief=False)
    with pytest.raises(ValidationError, match="niet meer in gebruik"):
        create_standaardrol(cast.manon, teamlid=cast.rick.teamlid, rol=fiscaal, niveau="raadpleger")


def test_what_somebody_else_deleted_meanwhile_is_said(cast, fiscaal):
    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    StandaardTeamlidRol.objects.all().delete()
    with pytest.raises(ValidationError, match="verwijderd"):
        update_standaardrol(cast.manon, rule, versie=1, niveau="mutator")
