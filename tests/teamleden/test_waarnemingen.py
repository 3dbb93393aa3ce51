"""Appointing, changing and ending a Waarneming: who may, what is refused, and what the log tells of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from crm.versies import StaleObject
from permissions.gate import NotAllowed, Systeem
from permissions.models import Autorisatierol
from teamleden.models import Rol, Status, Teamlid, TeamlidRol, Waarneming
from teamleden.services import change_waarneming, end_waarneming, preview_waarneming, start_waarneming
from teamleden.waarnemen.plan import Plan, show_moment
from tests.cast import next_request
from tests.factories import WaarnemingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def plan(cast, now):
    """Rick for Bram, a week from tomorrow on."""
    start = now + timedelta(days=1)
    return Plan(cast.bram.teamlid, cast.rick.teamlid, start, start + timedelta(days=7), "Vakantie")


def refusal(make):
    with pytest.raises(ValidationError) as refused:
        make()
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def sees(persoon, relatie):
    return Relatie.objects.visible_to(next_request(persoon)).filter(pk=relatie.pk).exists()


# --- Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_wn_2_a_beheerder_and_the_afwezige_appoint_a_waarnemer(cast, plan, who):
    row = start_waarneming(getattr(cast, who), plan)
    assert Plan.of(Waarneming.objects.get(pk=row.pk)) == plan
    assert (row.created_by, row.versie) == (getattr(cast, who), 1)


@pytest.mark.parametrize("who", ["rick", "chantal", "daan", "fenna", "eva"])
def test_nobody_else_appoints_a_waarnemer(cast, plan, who):
    with pytest.raises(NotAllowed):
        start_waarneming(getattr(cast, who), replace(plan, waarnemer=cast.manon.teamlid))
    assert (Waarneming.objects.count(), Activiteit.objects.count()) == (1, 0)


@pytest.mark.parametrize("who", ["anna", "manon"])
def test_wn_2_nobody_appoints_themselves_for_another(cast, plan, who):
    persoon = getattr(cast, who)
    found = refusal(lambda: start_waarneming(persoon, replace(plan, waarnemer=persoon.teamlid)))
    sentence = "Je kunt jezelf niet aanwijzen als waarnemer van een ander; vraag een collega om dit te doen."
    assert found == {"waarnemer": [sentence]}


def test_wn_2_nobody_stands_in_for_oneself(cast, plan):
    found = refusal(lambda: start_waarneming(cast.anna, replace(plan, waarnemer=cast.bram.teamlid)))
    assert found == {"waarnemer": ["Een teamlid kan niet voor zichzelf waarnemen."]}


def test_without_the_right_the_own_absence_is_refused_too(cast, plan):
    cast.bram.teamlid.autorisatierol.group.permissions.clear()
    with pytest.raises(NotAllowed):
        start_waarneming(next_request(cast.bram), plan)


def test_a_manager_appoints_for_the_own_absence_without_the_small_right(cast, plan):
    rol = Autorisatierol.objects.get(naam="Manager")
    rol.group.permissions.remove(*rol.group.permissions.filter(codename="eigen_waarnemer_instellen"))
    assert start_waarneming(next_request(cast.manon), replace(plan, afwezige=cast.manon.teamlid)).pk


def test_wn_2_a_waarnemer_does_not_change_the_own_waarneming(cast, now):
    row = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.manon.teamlid, tot=now + timedelta(days=1))
    longer = replace(Plan.of(row), tot=now + timedelta(days=30))
    found = refusal(lambda: change_waarneming(cast.manon, row, longer, versie=1))
    assert found == ["Je bent hier zelf de waarnemer; vraag een collega om dit te wijzigen."]
    assert end_waarneming(cast.manon, row).beeindigd_door == cast.manon, "to give it up is allowed"


# --- What may be given (TL-5) ---------------------------------------------------------------------------------------

NIET_ALLES = (
    "Bij een of meer van deze relaties mag je zelf geen rollen geven, dus ook niet doorgeven. Kies de relaties waar "
    "dat wel mag, of vraag {} om zelf een waarnemer aan te wijzen."
)


def test_tl_5_a_manager_passes_on_only_where_she_may_give_rollen(cast, plan):
    """Manon is mutator at own; Bram has a row at own_raadpleger too."""
    found = refusal(lambda: start_waarneming(cast.manon, plan))
    assert found == {"bereik": [NIET_ALLES.format(cast.bram)]}
    assert start_waarneming(next_request(cast.manon), replace(plan, relaties=(cast.own,))).alleen_relaties


def test_tl_5_a_row_as_raadpleger_gives_nobody_the_right_to_pass_on(cast, plan):
    TeamlidRol.objects.filter(teamlid=cast.manon.pk).update(niveau="raadpleger")
    assert "bereik" in refusal(lambda: start_waarneming(cast.manon, replace(plan, relaties=(cast.own,))))


def test_tl_5_rel_5_what_is_afgeschermd_is_passed_on_by_who_has_a_rol_there(cast, plan):
    plan = replace(plan, afwezige=cast.chantal.teamlid)
    assert refusal(lambda: start_waarneming(cast.anna, plan)) == {"bereik": [NIET_ALLES.format(cast.chantal)]}
    assert start_waarneming(cast.chantal, plan).pk, "the afwezige holds it"


def test_tl_5_an_absence_without_a_waarnemer_gives_nothing_and_asks_nothing(cast, plan):
    plan = replace(plan, afwezige=cast.chantal.teamlid, waarnemer=None)
    assert start_waarneming(cast.manon, plan).waarnemer is None


def test_tl_5_shortening_gives_nothing_and_lengthening_does(cast, now):
    row = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.rick.teamlid, tot=now + timedelta(days=9))
    shorter = replace(Plan.of(row), tot=now + timedelta(days=3))
    assert change_waarneming(cast.manon, row, shorter, versie=1).tot == shorter.tot
    for tot in (now + timedelta(days=4), None):
        assert "bereik" in refusal(
            lambda tot=tot: change_waarneming(cast.manon, row, replace(shorter, tot=tot), versie=2)
        )


def test_tl_5_a_command_is_excepted(cast, plan):
    assert start_waarneming(Systeem("proef"), replace(plan, afwezige=cast.chantal.teamlid)).created_by is None


# --- What is refused ------------------------------------------------------------------------------------------------


def test_a_waarnemer_is_an_active_teamlid(cast, plan):
    for status in (Status.UIT_DIENST, Status.UITGENODIGD):
        Teamlid.objects.filter(pk=cast.rick.pk).update(status=status)
        found = refusal(lambda: start_waarneming(cast.anna, plan))
        assert found == {"waarnemer": [f"{cast.rick} is geen actief teamlid en kan niet waarnemen."]}


def test_for_who_left_nobody_stands_in(cast, plan):
    found = refusal(lambda: start_waarneming(cast.anna, replace(plan, afwezige=cast.eva.teamlid)))
    assert found == {"afwezige": [f"{cast.eva} is uit dienst; er is niets om waar te nemen."]}


def test_wn_4_the_end_is_after_the_begin(cast, plan):
    for tot in (plan.van, plan.van - timedelta(minutes=1)):
        found = refusal(lambda tot=tot: start_waarneming(cast.anna, replace(plan, tot=tot)))
        assert found == {"tot": ["Het einde moet na het begin liggen."]}


def test_access_does_not_begin_in_the_past(cast, plan, now):
    found = refusal(lambda: start_waarneming(cast.anna, replace(plan, van=now - timedelta(hours=2))))
    assert found == {"van": ["Een waarneming kan niet in het verleden beginnen; kies een moment vanaf nu."]}


def test_a_form_that_was_open_for_a_while_begins_this_minute(cast, plan, now):
    row = start_waarneming(cast.anna, replace(plan, van=now - timedelta(minutes=20)))
    assert now <= row.van <= timezone.now()
    assert sees(cast.rick, cast.own_raadpleger)


def test_an_absence_may_be_told_of_afterwards(cast, plan, now):
    past = replace(plan, waarnemer=None, van=now - timedelta(days=9), tot=now - timedelta(days=5))
    assert Plan.of(start_waarneming(cast.anna, past)) == past


def test_of_one_pair_there_is_one_at_a_time(cast, plan):
    first = start_waarneming(cast.anna, plan)
    last_day = plan.tot - timedelta(days=1)
    for van, tot in (
        (plan.van, plan.tot),
        (last_day, None),
        (plan.van - timedelta(hours=1), plan.van + timedelta(hours=1)),
    ):
        found = refusal(lambda van=van, tot=tot: start_waarneming(cast.anna, replace(plan, van=van, tot=tot)))
        when = f"van {show_moment(first.van)} tot {show_moment(first.tot)}"
        assert found == {
            "van": [f"{cast.rick} neemt al waar voor {cast.bram}, {when}. Wijzig of beëindig die."],
        }
    # Half-open: the next may begin at the very end (WN-4). Another waarnemer may overlap.
    assert start_waarneming(cast.anna, replace(plan, van=plan.tot, tot=None)).pk
    assert start_waarneming(cast.anna, replace(plan, waarnemer=cast.chantal.teamlid)).pk


def test_what_was_ended_stands_in_nobodys_way(cast, plan):
    end_waarneming(cast.anna, start_waarneming(cast.anna, plan))
    assert start_waarneming(cast.anna, plan).pk


@pytest.mark.parametrize("empty", [{"rollen": ()}, {"relaties": ()}])
def test_a_limit_without_choices_is_refused(cast, plan, empty):
    found = refusal(lambda: start_waarneming(cast.anna, replace(plan, **empty)))
    assert found == {"bereik": ["Kies minstens één rol of relatie, of geef alles door."]}


def test_a_reason_is_asked(cast, plan):
    found = refusal(lambda: start_waarneming(cast.anna, replace(plan, reden="  ")))
    assert found == {"reden": ["Vul een reden in, zoals vakantie of ziekte."]}


# --- Changing and ending --------------------------------------------------------------------------------------------


def test_one_that_has_not_begun_changes_in_everything_but_the_afwezige(cast, plan, now):
    row = start_waarneming(cast.anna, plan)
    other = Plan(
        plan.afwezige, cast.chantal.teamlid, now + timedelta(days=2), None, "Ziek", (Rol.objects.first(),), (cast.own,)
    )
    assert change_waarneming(cast.anna, row, other, versie=1).versie == 2
    assert Plan.of(Waarneming.objects.get(pk=row.pk)) == other
    found = refusal(lambda: change_waarneming(cast.anna, row, replace(other, afwezige=cast.rick.teamlid), versie=2))
    assert found == {"afwezige": ["De afwezige van een waarneming verandert niet; maak een nieuwe."]}


def test_one_that_has_begun_keeps_its_waarnemer_begin_and_scope(cast, now):
    row = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.rick.teamlid)
    plan = Plan.of(row)
    changes = [
        {"waarnemer": cast.chantal.teamlid},
        {"waarnemer": None},
        {"van": now + timedelta(days=1)},
        {"relaties": (cast.own,)},
        {"rollen": (Rol.objects.first(),)},
    ]
    for change in changes:
        [found] = refusal(lambda change=change: change_waarneming(cast.anna, row, replace(plan, **change), versie=1))
        assert found.startswith("Deze waarneming loopt al; alleen het einde en de reden kunnen nog veranderen.")
    found = refusal(lambda: change_waarneming(cast.anna, row, replace(plan, tot=now - timedelta(minutes=1)), versie=1))
    assert list(found) == ["tot"]
    assert change_waarneming(cast.anna, row, replace(plan, tot=now + timedelta(days=1), reden="Griep"), versie=1).tot


def test_who_saves_over_a_newer_version_is_told(cast, plan):
    row = start_waarneming(cast.anna, plan)
    change_waarneming(cast.anna, row, replace(plan, reden="Ziek"), versie=1)
    with pytest.raises(StaleObject):
        change_waarneming(cast.bram, row, replace(plan, reden="Congres"), versie=1)


def test_saving_without_a_change_is_no_change(cast, plan):
    row = start_waarneming(cast.anna, plan)
    assert change_waarneming(cast.anna, row, plan, versie=1).versie == 1
    assert Activiteit.objects.count() == 1


def test_aut_4_ending_takes_the_access_at_once(cast):
    assert sees(cast.daan, cast.own)
    row = Waarneming.objects.get()
    ended = end_waarneming(cast.anna, row)
    assert (sees(cast.daan, cast.own), ended.beeindigd_door, ended.is_vervallen) == (False, cast.anna, False)
    assert refusal(lambda: end_waarneming(cast.anna, row)) == [
        "Deze waarneming is voorbij en kan niet meer veranderen."
    ]


def test_one_that_has_not_begun_lapses_and_stays_in_the_list(cast, plan):
    row = end_waarneming(cast.bram, start_waarneming(cast.bram, plan))
    assert (row.is_vervallen, Waarneming.objects.filter(pk=row.pk).exists()) == (True, True)
    Waarneming.objects.filter(pk=row.pk).update(van=timezone.now() - timedelta(days=1), tot=None)
    assert not sees(cast.rick, cast.own_raadpleger), "also when its time comes"


def test_wn_3_who_stays_away_after_the_end_is_absent_without_a_waarnemer(cast, now):
    row = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.rick.teamlid, tot=now + timedelta(days=5))
    ended = end_waarneming(cast.anna, row, nog_afwezig=True)
    [rest] = Waarneming.objects.filter(waarnemer=None)
    assert (rest.afwezige, rest.van, rest.tot, rest.reden) == (
        cast.bram.teamlid,
        ended.beeindigd_op,
        row.tot,
        "Vakantie",
    )


@pytest.mark.parametrize("who", ["rick", "chantal", "daan", "manon_without"])
def test_nobody_else_changes_or_ends(cast, who):
    row = WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.chantal.teamlid)
    if who == "manon_without":
        rol = Autorisatierol.objects.get(naam="Manager")
        rol.group.permissions.remove(*rol.group.permissions.filter(codename="waarnemers_beheren"))
        who = "manon"
    persoon = next_request(getattr(cast, who))
    for refused in (
        lambda: end_waarneming(persoon, row),
        lambda: change_waarneming(persoon, row, Plan.of(row), versie=1),
        lambda: preview_waarneming(persoon, Plan.of(row), row),
    ):
        with pytest.raises(NotAllowed):
            refused()


# --- The log --------------------------------------------------------------------------------------------------------


def test_the_log_tells_what_was_and_what_is(cast, plan):
    row = start_waarneming(cast.anna, replace(plan, relaties=(cast.own,)))
    change_waarneming(cast.anna, row, replace(plan, reden="Ziek", rollen=(Rol.objects.get(naam="Fiscaal"),)), versie=1)
    end_waarneming(cast.bram, row)
    added, changed, lapsed = Activiteit.objects.order_by("pk")
    assert [one.actie for one in (added, changed, lapsed)] == [
        "waarneming toegevoegd", "waarneming gewijzigd", "waarneming vervallen",
    ]  # fmt: skip
    assert added.wijzigingen == {
        "afwezige": ["", str(cast.bram)],
        "waarnemer": ["", str(cast.rick)],
        "van": ["", show_moment(plan.van)],
        "tot": ["", show_moment(plan.tot)],
        "reden": ["", "Vakantie"],
        "rollen": ["", "Alle rollen"],
        "relaties": ["", "1 gekozen relatie"],
    }, "no Relatie is named: the reader may not know of it"
    assert changed.wijzigingen == {
        "reden": ["Vakantie", "Ziek"],
        "rollen": ["Alle rollen", ["Fiscaal"]],
        "relaties": ["1 gekozen relatie", "Alle relaties"],
    }
    assert lapsed.wijzigingen["tot"] == [show_moment(plan.tot)] * 2
    assert (added.object_naam, lapsed.actor) == (f"{cast.rick} neemt waar voor {cast.bram}", cast.bram)


def test_other_relaties_of_the_same_number_are_a_change_too(cast, plan):
    row = start_waarneming(cast.anna, replace(plan, relaties=(cast.own,)))
    changed = change_waarneming(cast.anna, row, replace(plan, relaties=(cast.own_raadpleger,)), versie=1)
    assert (changed.versie, Activiteit.objects.filter(actie="waarneming gewijzigd").count()) == (2, 1)
    assert list(changed.relaties.all()) == [cast.own_raadpleger]
