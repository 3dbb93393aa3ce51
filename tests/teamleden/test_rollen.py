"""Rollen at a Relatie, given and taken by hand on its tab Teamleden (TL-3)."""

import pytest
from django.core.exceptions import ValidationError

from activiteitenlog.models import Activiteit
from permissions.gate import NotAllowed, Systeem
from teamleden.models import Herkomst, Rol, TeamlidRol
from teamleden.services import change_niveau, grant_rol, revoke_rol
from tests.cast import next_request, teamlid
from tests.client import login
from tests.factories import TeamlidRolFactory, WaarnemingFactory
from tests.pages import errors, messages, paragraphs, table

pytestmark = pytest.mark.django_db

NIET_VERRUIMEN = "Je kunt je eigen toegang niet verruimen; vraag een collega om dit te doen."
AL_AFGENOMEN = "Deze rol is intussen al afgenomen."


@pytest.fixture
def fiscaal(db):
    return Rol.objects.get(naam="Fiscaal")


def tab(relatie):
    return f"/crm/relaties/{relatie.pk}/teamleden/"


def give(client, relatie, whom, rol, niveau="raadpleger"):
    return client.post(f"{tab(relatie)}geven/", {"teamlid": whom.pk, "rol": rol.pk, "niveau": niveau})


def rollen(persoon, relatie):
    rows = TeamlidRol.objects.filter(teamlid=persoon.pk, relatie=relatie).order_by("rol__volgorde")
    return list(rows.values_list("rol__naam", "niveau"))


def logged():
    """(actie, relatie, wijzigingen) of each entry."""
    return [(row.actie, row.relatie, row.wijzigingen) for row in Activiteit.objects.order_by("pk")]


# --- Give ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("niveau", ["raadpleger", "mutator"])
def test_tl_3_a_rol_is_given(cast, fiscaal, niveau):
    manon = login(cast.manon)
    response = give(manon, cast.own, cast.chantal, fiscaal, niveau)
    assert response.url == tab(cast.own)
    sentence = f"{cast.chantal} is nu Fiscaal bij deze relatie, als {niveau}."
    assert messages(manon.get(response.url)) == [sentence]
    assert rollen(cast.chantal, cast.own) == [("Fiscaal", niveau)]
    row = TeamlidRol.objects.get(teamlid=cast.chantal.pk, relatie=cast.own)
    assert (row.herkomst, row.created_by) == ("hand", cast.manon)
    changes = {"rol": ["", "Fiscaal"], "niveau": ["", niveau], "herkomst": ["", "hand"]}
    assert logged() == [("rol gegeven", cast.own, changes)]


def test_aut_4_a_rol_holds_on_the_next_request(cast, fiscaal):
    chantal, manon = login(cast.chantal), login(cast.manon)
    url, edit = f"/crm/relaties/{cast.own.pk}/", f"/crm/relaties/{cast.own.pk}/bewerken/"
    assert (chantal.get(url).status_code, chantal.get(edit).status_code) == (404, 404)
    give(manon, cast.own, cast.chantal, fiscaal)
    assert (chantal.get(url).status_code, chantal.get(edit).status_code) == (200, 403)
    row = TeamlidRol.objects.get(teamlid=cast.chantal.pk, relatie=cast.own)
    manon.post(f"{tab(cast.own)}{row.pk}/niveau/", {"niveau": "mutator"})
    assert (chantal.get(url).status_code, chantal.get(edit).status_code) == (200, 200)
    manon.post(f"{tab(cast.own)}{row.pk}/afnemen/")
    assert (chantal.get(url).status_code, chantal.get(edit).status_code) == (404, 404)


def test_tl_3_the_same_rol_a_second_time_is_refused_at_its_field(cast, fiscaal):
    manon = login(cast.manon)
    give(manon, cast.own, cast.chantal, fiscaal)
    response = give(manon, cast.own, cast.chantal, fiscaal, "mutator")
    assert errors(response) == {"rol": [f"{cast.chantal} heeft de rol Fiscaal bij deze relatie al."]}
    assert rollen(cast.chantal, cast.own) == [("Fiscaal", "raadpleger")]
    assert give(manon, cast.own, cast.chantal, Rol.objects.get(naam="Salaris")).status_code == 302
    assert rollen(cast.chantal, cast.own) == [("Fiscaal", "raadpleger"), ("Salaris", "raadpleger")]


def test_tl_3_an_empty_form_says_what_to_choose(cast):
    assert errors(login(cast.manon).post(f"{tab(cast.own)}geven/", {})) == {
        "teamlid": ["Kies een teamlid."],
        "rol": ["Dit veld is verplicht."],
        "niveau": ["Dit veld is verplicht."],
    }


def test_tl_3_a_niveau_that_is_none_is_refused_at_its_field(cast, fiscaal):
    response = give(login(cast.manon), cast.own, cast.chantal, fiscaal, "beheerder")
    assert list(errors(response)) == ["niveau"]
    assert rollen(cast.chantal, cast.own) == []


def test_tl_3_who_left_the_office_gets_no_rol(cast, fiscaal):
    manon = login(cast.manon)
    choices = manon.get(f"{tab(cast.own)}geven/").context["form"].fields["teamlid"].queryset
    others = {cast.anna, cast.bram, cast.chantal, cast.daan, cast.manon, cast.rick}
    assert {choice.persoon for choice in choices} == others
    assert list(errors(give(manon, cast.own, cast.eva, fiscaal))) == ["teamlid"]
    with pytest.raises(ValidationError) as refused:
        grant_rol(cast.manon, cast.own, cast.eva.teamlid, fiscaal, "raadpleger")
    assert refused.value.message_dict == {"teamlid": [f"{cast.eva} is uit dienst en kan geen rol krijgen."]}


def test_tl_3_a_rol_that_is_no_longer_in_use_is_not_given(cast, fiscaal):
    Rol.objects.filter(pk=fiscaal.pk).update(actief=False)
    fiscaal.refresh_from_db()
    manon = login(cast.manon)
    choices = manon.get(f"{tab(cast.own)}geven/").context["form"].fields["rol"].queryset
    assert [rol.naam for rol in choices] == [
        "Relatiebeheerder", "Accountant", "Administratie", "Salaris", "Secretariaat",
    ]  # fmt: skip
    assert list(errors(give(manon, cast.own, cast.chantal, fiscaal))) == ["rol"]
    with pytest.raises(ValidationError) as refused:
        grant_rol(cast.manon, cast.own, cast.chantal.teamlid, fiscaal, "raadpleger")
    assert refused.value.message_dict == {"rol": ["De rol Fiscaal is niet meer in gebruik."]}


@pytest.mark.parametrize("herkomst", Herkomst.values)
def test_std_2_a_row_remembers_where_it_came_from_and_by_whom(cast, fiscaal, herkomst):
    row = grant_rol(cast.manon, cast.own, cast.chantal.teamlid, fiscaal, "raadpleger", herkomst=herkomst)
    change_niveau(cast.anna, row, "mutator")
    row.refresh_from_db()
    assert (row.niveau, row.herkomst, row.created_by) == ("mutator", herkomst, cast.manon)
    tab_rows = table(login(cast.manon).get(tab(cast.own)))
    assert [cells[3] for cells in tab_rows if cells[0] == "Fiscaal"] == [Herkomst(herkomst).label]


def test_a_row_made_by_a_command_has_no_maker(cast, fiscaal):
    row = grant_rol(Systeem("test"), cast.own, cast.chantal.teamlid, fiscaal, "mutator")
    assert row.created_by is None
    assert Activiteit.objects.get().actor_naam == "systeem (test)"


# --- Who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["bram", "rick", "daan", "chantal", "eva", "fenna"])
def test_tl_3_only_who_may_couple_gives_changes_and_takes(cast, fiscaal, who):
    actor, row = getattr(cast, who), TeamlidRol.objects.get(teamlid=cast.manon.pk, relatie=cast.own)
    for change in (
        lambda by: grant_rol(by, cast.own, cast.daan.teamlid, fiscaal, "raadpleger"),
        lambda by: change_niveau(by, row, "raadpleger"),
        lambda by: revoke_rol(by, row),
    ):
        with pytest.raises(NotAllowed):
            change(actor)
        change(cast.anna)


def test_tl_5_a_manager_gives_nothing_where_they_are_raadpleger(cast, fiscaal):
    row = TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other)
    manon = login(cast.manon)
    response = give(manon, cast.other, cast.bram, fiscaal)
    permissie = "‘Teamleden (ont)koppelen van een relatie’"
    reason = f"Je bent raadpleger bij {cast.other}; voor {permissie} moet je daar mutator zijn."
    missing = [text for text in paragraphs(response) if text.startswith("Ontbreekt: ")]
    assert (response.status_code, missing) == (403, [f"Ontbreekt: {reason}"])
    with pytest.raises(NotAllowed):
        grant_rol(next_request(cast.manon), cast.other, cast.bram.teamlid, fiscaal, "raadpleger")
    TeamlidRol.objects.filter(pk=row.pk).update(niveau="mutator")
    assert give(manon, cast.other, cast.bram, fiscaal, "mutator").status_code == 302


def test_tl_5_a_manager_gives_nothing_at_a_relatie_they_do_not_see(cast, fiscaal):
    assert give(login(cast.manon), cast.other, cast.bram, fiscaal).status_code == 404
    assert give(login(cast.anna), cast.afgeschermd, cast.bram, fiscaal).status_code == 404
    assert rollen(cast.bram, cast.other) == rollen(cast.bram, cast.afgeschermd) == []


# --- Nobody raises the own access ------------------------------------------------------------------------------


def test_tl_5_a_second_own_rol_may_reach_as_far_as_the_first(cast, fiscaal):
    manon = login(cast.manon)
    assert give(manon, cast.own, cast.manon, fiscaal, "mutator").status_code == 302
    assert rollen(cast.manon, cast.own) == [("Relatiebeheerder", "mutator"), ("Fiscaal", "mutator")]


def test_tl_5_a_beheerder_gives_the_own_self_a_rol_where_bereik_alle_reaches(cast, fiscaal):
    assert give(login(cast.anna), cast.own, cast.anna, fiscaal, "mutator").status_code == 302


@pytest.fixture
def waarnemer(cast):
    """A manager who stands in for Manon, and is raadpleger at another Relatie of hers."""
    wim = teamlid("Wim", "Manager")
    WaarnemingFactory(afwezige=cast.manon.teamlid, waarnemer=wim.teamlid)
    TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other, niveau="mutator")
    TeamlidRolFactory(teamlid=wim.teamlid, relatie=cast.other, niveau="raadpleger")
    return wim


def test_tl_5_a_waarneming_is_not_made_into_an_own_rol(cast, waarnemer, fiscaal):
    wim = login(waarnemer)
    for niveau in ("raadpleger", "mutator"):
        assert errors(give(wim, cast.own, waarnemer, fiscaal, niveau)) == {"": [NIET_VERRUIMEN]}
    assert rollen(waarnemer, cast.own) == []
    assert give(wim, cast.own, cast.chantal, fiscaal, "mutator").status_code == 302


def test_tl_5_a_waarneming_does_not_raise_the_own_niveau(cast, waarnemer, fiscaal):
    wim, row = login(waarnemer), TeamlidRol.objects.get(teamlid=waarnemer.pk, relatie=cast.other)
    url = f"{tab(cast.other)}{row.pk}/niveau/"
    assert messages(wim.get(wim.post(url, {"niveau": "mutator"}).url)) == [NIET_VERRUIMEN]
    assert errors(give(wim, cast.other, waarnemer, fiscaal, "mutator")) == {"": [NIET_VERRUIMEN]}
    assert rollen(waarnemer, cast.other) == [("Relatiebeheerder", "raadpleger")]
    assert give(wim, cast.other, waarnemer, fiscaal, "raadpleger").status_code == 302
    anna = login(cast.anna)
    sentence = f"{waarnemer} is nu mutator als Relatiebeheerder."
    assert messages(anna.get(anna.post(url, {"niveau": "mutator"}).url)) == [sentence]


def test_tl_5_one_may_lower_and_end_the_own_access(cast):
    manon, row = login(cast.manon), TeamlidRol.objects.get(teamlid=cast.manon.pk, relatie=cast.own)
    other = TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other, niveau="mutator")
    response = manon.post(f"{tab(cast.own)}{row.pk}/niveau/", {"niveau": "raadpleger"})
    assert messages(manon.get(response.url)) == [f"{cast.manon} is nu raadpleger als Relatiebeheerder."]
    response = manon.post(f"{tab(cast.own)}{row.pk}/niveau/", {"niveau": "mutator"})
    assert response.status_code == 403
    response = manon.post(f"{tab(cast.other)}{other.pk}/afnemen/")
    assert response.url == "/crm/relaties/"
    assert messages(manon.get(response.url)) == [f"{cast.manon} is geen Relatiebeheerder meer bij deze relatie."]
    assert manon.get(tab(cast.other)).status_code == 404


# --- Change and take -------------------------------------------------------------------------------------------


@pytest.fixture
def row(cast, fiscaal):
    return TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own, rol=fiscaal, herkomst="import")


def test_tl_3_a_niveau_goes_both_ways(cast, row):
    manon, url = login(cast.manon), f"{tab(cast.own)}{row.pk}/niveau/"
    for niveau in ("mutator", "raadpleger"):
        assert messages(manon.get(manon.post(url, {"niveau": niveau}).url)) == [
            f"{cast.chantal} is nu {niveau} als Fiscaal."
        ]
        assert rollen(cast.chantal, cast.own) == [("Fiscaal", niveau)]
    assert logged() == [
        ("niveau gewijzigd", cast.own, {"rol": ["Fiscaal", "Fiscaal"], "niveau": ["raadpleger", "mutator"]}),
        ("niveau gewijzigd", cast.own, {"rol": ["Fiscaal", "Fiscaal"], "niveau": ["mutator", "raadpleger"]}),
    ]


def test_tl_3_the_same_niveau_again_is_no_change(cast, row):
    change_niveau(cast.manon, row, "raadpleger")
    assert logged() == []


@pytest.mark.parametrize("niveau", ["", "beheerder", None])
def test_tl_3_a_niveau_that_is_none_is_not_stored(cast, row, niveau):
    manon = login(cast.manon)
    response = manon.post(f"{tab(cast.own)}{row.pk}/niveau/", {} if niveau is None else {"niveau": niveau})
    assert messages(manon.get(response.url)) == ["Kies raadpleger of mutator."]
    assert rollen(cast.chantal, cast.own) == [("Fiscaal", "raadpleger")]


def test_tl_3_before_a_rol_is_taken_the_page_says_what_that_means(cast, row):
    manon, url = login(cast.manon), f"{tab(cast.own)}{row.pk}/afnemen/"
    text = f"{cast.chantal} is daarna geen Fiscaal meer bij Bakkerij Van Dijk."
    only = f"{text} Dit is de enige rol van {cast.chantal} bij deze relatie: de toegang door een rol vervalt."
    assert paragraphs(manon.get(url)) == [only]
    TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own)
    assert paragraphs(manon.get(url)) == [f"{text} Andere rollen bij deze relatie blijven."]
    assert rollen(cast.chantal, cast.own) == [("Relatiebeheerder", "raadpleger"), ("Fiscaal", "raadpleger")]


def test_tl_3_a_rol_is_taken(cast, row):
    manon = login(cast.manon)
    response = manon.post(f"{tab(cast.own)}{row.pk}/afnemen/")
    assert messages(manon.get(response.url)) == [f"{cast.chantal} is geen Fiscaal meer bij deze relatie."]
    assert rollen(cast.chantal, cast.own) == []
    changes = {"rol": ["Fiscaal", ""], "niveau": ["raadpleger", ""], "herkomst": ["import", ""]}
    assert logged() == [("rol afgenomen", cast.own, changes)]


def test_tl_3_what_is_gone_is_refused_with_a_sentence(cast, row):
    revoke_rol(cast.anna, row)
    for change in (lambda: revoke_rol(cast.anna, row), lambda: change_niveau(cast.anna, row, "mutator")):
        with pytest.raises(ValidationError) as refused:
            change()
        assert refused.value.messages == [AL_AFGENOMEN]


def test_tl_3_a_row_of_another_relatie_is_not_found(cast, row):
    manon, theirs = login(cast.manon), TeamlidRol.objects.get(teamlid=cast.chantal.pk, relatie=cast.other)
    for path, data in (("niveau/", {"niveau": "raadpleger"}), ("afnemen/", {})):
        assert manon.post(f"{tab(cast.own)}{theirs.pk}/{path}", data).status_code == 404
        assert manon.post(f"{tab(cast.own)}{row.pk}/{path}", data).status_code == 302
    assert rollen(cast.chantal, cast.other) == [("Relatiebeheerder", "mutator")]


def test_tl_3_the_tab_lists_every_row_with_its_niveau_and_herkomst(cast, row):
    TeamlidRol.objects.exclude(pk=row.pk).filter(relatie=cast.own).exclude(teamlid=cast.eva.pk).delete()
    rows = [cells[:4] for cells in table(login(cast.anna).get(tab(cast.own)))]
    assert rows == [
        ["Relatiebeheerder", f"{cast.eva} Uit dienst", "Mutator", "Met de hand"],
        ["Fiscaal", str(cast.chantal), "Raadpleger", "Import"],
    ]
