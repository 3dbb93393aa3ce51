"""Standaard teamlidrollen at new Relaties, made in any way (STD-1, STD-2), and which Relaties a rule fits."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from crm.services import create_relatie
from permissions.gate import Systeem
from teamleden.models import Herkomst, Rol, StandaardTeamlidRol, Status, TeamlidRol
from teamleden.services import revoke_rol
from teamleden.services.standaardrollen import (
    create_standaardrol,
    set_standaardrol_actief,
    update_standaardrol,
)
from tests.cast import next_request
from tests.client import login
from tests.factories import (
    LabelFactory,
    PersoonRelatieFactory,
    RelatiegroepFactory,
    RelatiesoortFactory,
    StandaardrolFactory,
)
from tests.pages import messages
from tests.rollen import rows_at

pytestmark = pytest.mark.django_db

NIEUW = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw bv", "rechtsvorm": "bv"}


@pytest.fixture
def manon(cast):
    return login(cast.manon)


def logged(**filters):
    return [(row.actie, row.wijzigingen) for row in Activiteit.objects.filter(**filters).order_by("pk")]


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
