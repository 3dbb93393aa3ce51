"""Standaard teamlidrollen: the rules, who may make one, what they give to new Relaties and, on request, to old ones."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from crm.permissions import RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from crm.services import create_relatie
from permissions.gate import NotAllowed, Systeem
from teamleden.models import Herkomst, Rol, StandaardTeamlidRol, Status, TeamlidRol
from teamleden.permissions import STANDAARDROLLEN_BEHEREN, TEAMLEDEN_INZIEN
from teamleden.services import revoke_rol
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
    PersoonRelatieFactory,
    RelatiegroepFactory,
    RelatiesoortFactory,
    StandaardrolFactory,
)
from tests.pages import differences, errors, form_data, messages, table

pytestmark = pytest.mark.django_db

URL = "/beheer/teamleden/standaardrollen/"
NIEUW = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw bv", "rechtsvorm": "bv"}


@pytest.fixture
def manon(cast):
    return login(cast.manon)


@pytest.fixture
def fiscaal(db):
    return Rol.objects.get(naam="Fiscaal")


def rows_at(relatie):
    """{(first name, rol): (niveau, herkomst)} of what Teamleden have there."""
    rows = TeamlidRol.objects.filter(relatie=relatie).select_related("teamlid__persoon", "rol")
    return {(row.teamlid.persoon.voornaam, row.rol.naam): (row.niveau, row.herkomst) for row in rows}


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


# --- New Relaties (STD-1) -------------------------------------------------------------------------------------------


def test_std_1_a_relatie_from_the_form_gets_its_rollen(cast, fiscaal):
    """Bram may give nobody anything; the rule is the office's and not his. He gets the first Rol as its maker."""
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, niveau="mutator")
    response = login(cast.bram).post("/crm/relaties/nieuw/", NIEUW, follow=True)
    relatie = Relatie.objects.get(nummer="70001")
    assert rows_at(relatie) == {
        ("Bram", "Relatiebeheerder"): ("mutator", "hand"),
        ("Rick", "Fiscaal"): ("mutator", "standaard"),
    }
    assert messages(response)[1] == (
        "Door de standaard teamlidrollen heeft 1 teamlid hier een rol; zie het tabblad Teamleden."
    )
    assert login(cast.rick).get(f"/crm/relaties/{relatie.pk}/").status_code == 200


def test_std_2_the_log_and_the_explainer_tell_where_the_row_came_from(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    relatie = create_relatie(cast.bram, **NIEUW)
    row = Activiteit.objects.get(object_id=str(cast.rick.pk))
    changes = {"rol": ["", "Fiscaal"], "niveau": ["", "raadpleger"], "herkomst": ["", "standaard"]}
    assert (row.actie, row.actor, row.relatie, row.wijzigingen) == ("rol gegeven", cast.bram, relatie, changes)
    assert (row.reden, row.namens_naam) == ("Standaard teamlidrol", "")
    page = login(cast.anna).get(f"/crm/relaties/{relatie.pk}/teamleden/wie/").content.decode()
    assert "Fiscaal (standaard teamlidrol)" in page


def test_std_1_the_makers_own_row_stays_what_it_is(cast):
    """The rule gives Bram, as raadpleger, the very Rol that he gets as the maker."""
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=Rol.objects.first(), niveau="raadpleger")
    relatie = create_relatie(cast.bram, **NIEUW)
    assert rows_at(relatie) == {("Bram", "Relatiebeheerder"): ("mutator", "hand")}


def test_std_1_a_waarnemer_is_not_named_in_what_the_rule_does(cast, fiscaal):
    """Daan stands in for Bram, who gets a row at the very moment that Daan makes the Relatie."""
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal)
    create_relatie(cast.daan, **NIEUW)
    assert set(Activiteit.objects.values_list("namens_naam", flat=True)) == {""}


def test_std_1_of_two_rules_for_one_row_the_higher_niveau_counts(cast, fiscaal):
    for niveau in ("raadpleger", "mutator", "raadpleger"):
        StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, niveau=niveau)
    assert rows_at(create_relatie(cast.anna, **NIEUW)) == {("Rick", "Fiscaal"): ("mutator", "standaard")}
    assert len(logged(actie="rol gegeven")) == 1


def test_who_left_and_a_rol_out_of_use_give_nothing(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.eva.teamlid, rol=fiscaal)
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=Rol.objects.create(naam="Oud", actief=False))
    assert rows_at(create_relatie(cast.anna, **NIEUW)) == {}


def test_a_rule_stays_the_offices_when_its_maker_left(cast, fiscaal):
    create_standaardrol(cast.manon, teamlid=cast.rick.teamlid, rol=fiscaal, niveau="raadpleger")
    cast.manon.teamlid.status = Status.UIT_DIENST
    cast.manon.teamlid.save()
    assert rows_at(create_relatie(cast.anna, **NIEUW)) == {("Rick", "Fiscaal"): ("raadpleger", "standaard")}


def test_std_1_an_afgeschermde_relatie_is_given_too_and_its_maker_hears_it(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    response = login(cast.anna).post("/crm/relaties/nieuw/", {**NIEUW, "afgeschermd": "on"}, follow=True)
    assert rows_at(Relatie.objects.get(nummer="70001"))["Rick", "Fiscaal"] == ("raadpleger", "standaard")
    assert "heeft 1 teamlid hier een rol" in messages(response)[1]


def test_std_1_a_command_makes_relaties_too(cast, fiscaal):
    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal)
    assert rows_at(create_relatie(Systeem("proef"), **NIEUW)) == {("Rick", "Fiscaal"): ("raadpleger", "standaard")}


def test_std_1_never_again_later(cast, fiscaal):
    """Taken away by hand it stays away, whatever happens to the Relatie or the rule."""
    from crm.services import update_relatie

    rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, label=LabelFactory())
    relatie = create_relatie(cast.anna, labels=[rule.label], **NIEUW)
    revoke_rol(cast.anna, TeamlidRol.objects.get(relatie=relatie))
    update_relatie(cast.anna, relatie, versie=None, labels=[])
    update_relatie(cast.anna, relatie, versie=None, labels=[rule.label], memo="Anders")
    update_standaardrol(cast.manon, rule, versie=1, niveau="mutator")
    set_standaardrol_actief(cast.manon, rule, False, versie=2)
    set_standaardrol_actief(cast.manon, rule, True, versie=3)
    assert rows_at(relatie) == {}


# --- What fits ------------------------------------------------------------------------------------------------------


def test_every_condition_must_hold(cast, fiscaal):
    soort, groep, label = RelatiesoortFactory(), RelatiegroepFactory(), LabelFactory()
    whole = {"type": "persoon", "relatiesoort": soort, "relatiegroep": groep}
    rule = StandaardrolFactory(
        teamlid=cast.rick.teamlid, rol=fiscaal, relatietype="persoon", relatiesoort=soort, relatiegroep=groep,
        label=label,
    )  # fmt: skip

    def fits(labels, **values):
        relatie = PersoonRelatieFactory(**{**whole, **values})
        relatie.labels.set(labels)
        found = rule.fits(relatie, {label.pk for label in labels})
        assert Relatie.objects.filter(rule.condition, pk=relatie.pk).exists() is found
        return found

    assert fits([label])
    assert fits([LabelFactory(), label])
    assert not fits([])
    assert not fits([LabelFactory()])
    assert not fits([label], type="leverancier")
    assert not fits([label], relatiesoort=None)
    assert not fits([label], relatiegroep=RelatiegroepFactory())


def test_rel_2_the_interne_kantoorrelatie_fits_no_rule(cast):
    rule = StandaardrolFactory()
    assert not rule.fits(cast.intern, set())
    assert not Relatie.objects.filter(rule.condition, pk=cast.intern.pk).exists()


def test_a_rule_gives_in_words_what_the_query_says(cast):
    for changes in ({}, {"actief": False}, {"teamlid": cast.eva.teamlid}, {"rol": Rol.objects.create(naam="Oud")}):
        rule = StandaardrolFactory(**changes)
        for actief in (True, False):
            Rol.objects.filter(pk=rule.rol_id).update(actief=actief)
            rule = StandaardTeamlidRol.objects.get(pk=rule.pk)
            assert rule.gives is StandaardTeamlidRol.objects.that_give().filter(pk=rule.pk).exists()


# --- Import ---------------------------------------------------------------------------------------------------------


def test_std_1_an_import_gives_in_bulk(cast, fiscaal, tmp_path):
    from crm.importeren.toepassen import import_file
    from tests.crm.importeren.conftest import organisatie, write_workbook

    StandaardrolFactory(teamlid=cast.rick.teamlid, rol=fiscaal, label=LabelFactory(naam="VIP"))
    StandaardrolFactory(teamlid=cast.bram.teamlid, rol=fiscaal, niveau="mutator")

    def run(first, number):
        rows = [organisatie(f"6{n:04d}", Labels="VIP" if n % 2 else "") for n in range(first, first + number)]
        path = write_workbook(tmp_path / f"{first}.xlsx", {"Relaties": rows})
        with CaptureQueriesContext(connection) as queries:
            import_file(path, next_request(cast.anna))
        return sum(query["sql"].startswith("SELECT") for query in queries.captured_queries)

    run(1, 1)
    assert run(100, 4) == run(200, 40)
    rows = [rows_at(Relatie.objects.get(nummer=nummer)) for nummer in ("60201", "60202")]
    bram, rick = {("Bram", "Fiscaal"): ("mutator", "standaard")}, {("Rick", "Fiscaal"): ("raadpleger", "standaard")}
    assert rows == [{**bram, **rick}, bram]
    assert Activiteit.objects.filter(actie="rol gegeven", reden="Standaard teamlidrol").count() == (
        TeamlidRol.objects.filter(herkomst=Herkomst.STANDAARD).count()
    )


def test_every_way_that_makes_relaties_tells_the_hook():
    """A new door in the CRM that makes one must call it, as these do; the interne kantoorrelatie fits no rule."""
    root = Path(settings.BASE_DIR)
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.glob("crm/**/*.py")}
    making = {
        name
        for name, text in texts.items()
        if re.search(r"\bRelatie\(\)|Relatie\.objects\.(create|bulk_create|get_or_create)|_create\(Relatie", text)
    }
    assert {name for name in making if "relaties_created(" in texts[name]} == making - {"crm/inrichting.py"}
    assert making >= {"crm/services/relaties.py", "crm/importeren/toepassen.py"}
