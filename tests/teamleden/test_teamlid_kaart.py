"""The other tabs of the Teamlid card: Gegevens, Vergelijken, Geschiedenis, Sessies."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activiteitenlog.models import Activiteit
from activiteitenlog.services import record
from permissions.gate import NotAllowed, Systeem
from permissions.models import Autorisatierol
from teamleden.models import Sessie, TeamlidRol
from teamleden.services.sessies import end_sessies
from tests.cast import next_request
from tests.client import login
from tests.factories import LabelFactory, TeamlidRolFactory
from tests.pages import errors, fields, messages, table

pytestmark = pytest.mark.django_db


def card(persoon, rest=""):
    return f"/crm/teamleden/{persoon.pk}/{rest}"


def tabs(response):
    return [tab.label for tab in response.context["tabs"]]


def test_the_tabs_go_by_right(cast):
    everything = ["Gegevens", "Relaties", "Vergelijken", "Toegang", "Geschiedenis", "Sessies"]
    assert tabs(login(cast.anna).get(card(cast.bram))) == everything
    assert tabs(login(cast.manon).get(card(cast.bram))) == everything[:-1]
    assert tabs(login(cast.bram).get(card(cast.bram))) == everything[:3]


def test_gegevens_shows_status_labels_rollen_and_waarnemingen(cast):
    cast.bram.labels.add(LabelFactory(naam="Team Oost"))
    response = login(cast.anna).get(card(cast.bram))
    shown = fields(response)
    assert (shown["Status"], shown["Labels"], shown["Autorisatierol"]) == ("Actief", "Team Oost", "Mutator")
    assert table(response) == [["Relatiebeheerder", "1", "1"]]
    assert f"{cast.daan} neemt waar voor {cast.bram}" in response.content.decode()
    # Manon sees one of the two Relaties, and counts one.
    assert table(login(cast.manon).get(card(cast.bram))) == [["Relatiebeheerder", "0", "1"]]


# --- Vergelijken -----------------------------------------------------------------------------------------------------


@pytest.fixture
def same(cast):
    """Chantal has what Bram has at own, less deep."""
    return TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own, niveau="raadpleger")


def vergelijk(client, een, ander):
    return client.get(card(een, "vergelijken/"), {"collega": ander.nummer})


def sides(response):
    return [[row.relatie.naam for row in rows] for _, _, rows, _ in response.context["kanten"]]


def test_comparing_says_what_only_one_has_and_where_the_niveau_differs(cast, same):
    response = vergelijk(login(cast.anna), cast.bram, cast.chantal)
    assert sides(response) == [["Slagerij De Boer"], ["Transport Nowak"]]
    assert table(response, 2) == [[cast.own.nummer, "Bakkerij Van Dijk", "Relatiebeheerder", "Mutator", "Raadpleger"]]
    assert "Bij 1 verschilt het niveau" in response.content.decode()


def test_aut_3_comparing_shows_only_relaties_in_sight(cast, same):
    response = vergelijk(login(cast.manon), cast.bram, cast.chantal)
    assert sides(response) == [[], []]
    assert response.context["aantal_samen"] == 1
    assert sides(vergelijk(login(cast.chantal), cast.bram, cast.chantal)) == [[], ["Stichting Stil", "Transport Nowak"]]


def test_comparing_with_nobody_known_or_with_oneself_is_said_at_the_field(cast):
    client = login(cast.anna)
    for number in ("00000", cast.bram.nummer, cast.fenna.nummer):
        response = client.get(card(cast.bram, "vergelijken/"), {"collega": number})
        assert errors(response) == {"collega": [f"Er is geen teamlid ‘{number}’ die je hier kunt kiezen."]}


@pytest.mark.parametrize("alles", [True, False])
def test_copying_chosen_or_all_rollen_goes_through_a_set(cast, same, alles):
    row = TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own_raadpleger)
    client = login(cast.anna)
    data = {"naar": cast.chantal.pk, **({"alles": "ja"} if alles else {"rij": [row.pk]})}
    response = client.post(card(cast.bram, "vergelijken/kopieren/"), data, follow=True)
    shown = response.context["wijzigingsset"]
    assert (shown.titel, shown.aantal) == (f"1 rol van {cast.bram} ook voor {cast.chantal}", 1)
    client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    got = TeamlidRol.objects.get(teamlid=cast.chantal.pk, relatie=cast.own_raadpleger)
    assert (got.niveau, got.herkomst, got.created_by) == ("raadpleger", "bulk", cast.anna)
    assert TeamlidRol.objects.filter(pk=row.pk).exists()
    same.refresh_from_db()
    assert same.niveau == "raadpleger"


def test_aut_3_copying_reaches_no_hidden_relatie_with_forged_ids(cast):
    hidden = TeamlidRol.objects.get(relatie=cast.afgeschermd)
    data = {"naar": cast.bram.pk, "rij": [hidden.pk]}
    response = login(cast.anna).post(card(cast.chantal, "vergelijken/kopieren/"), data, follow=True)
    assert messages(response) == ["Er is geen rol gekozen die je mag wijzigen."]
    data = {"naar": cast.bram.pk, "alles": "ja"}
    response = login(cast.anna).post(card(cast.chantal, "vergelijken/kopieren/"), data, follow=True)
    assert [regel.sleutel[1] for regel in response.context["wijzigingsset"].regels.all()] == [cast.other.pk]


def test_copying_to_who_left_is_refused(cast):
    data = {"naar": cast.eva.pk, "alles": "ja"}
    response = login(cast.anna).post(card(cast.bram, "vergelijken/kopieren/"), data, follow=True)
    assert messages(response) == [f"{cast.eva} is uit dienst en kan geen rol krijgen."]


# --- Geschiedenis ----------------------------------------------------------------------------------------------------


def test_the_history_is_about_and_by_this_teamlid(cast):
    record(cast.anna, "teamlid gewijzigd", cast.bram.teamlid, wijzigingen={"functie": ["a", "b"]})
    record(cast.bram, "relatie gewijzigd", cast.own, relatie=cast.own, wijzigingen={"memo": ["", "x"]})
    record(cast.daan, "relatie gewijzigd", cast.own_raadpleger, relatie=cast.own_raadpleger)  # namens Bram
    record(cast.anna, "teamlid gewijzigd", cast.chantal.teamlid)
    client = login(cast.anna)

    def said(**query):
        rows = client.get(card(cast.bram, "geschiedenis/"), query).context["page"].object_list
        return [(row.record.wie, row.record.actie) for row in rows]

    about = (str(cast.anna), "teamlid gewijzigd")
    by = [(f"{cast.daan} namens {cast.bram}", "relatie gewijzigd"), (str(cast.bram), "relatie gewijzigd")]
    assert said() == [*by, about]
    assert said(kant="door") == by
    # Reading it is in the log too.
    assert said(kant="over") == [(str(cast.anna), "activiteitenlog gelezen"), about]
    assert said(actie="teamlid gewijzigd") == [about]


def test_aut_3_the_history_hides_what_the_reader_may_not_see(cast):
    record(Systeem("proef"), "rol gegeven", cast.chantal.teamlid, relatie=cast.afgeschermd)
    record(cast.chantal, "relatie gewijzigd", cast.afgeschermd, relatie=cast.afgeschermd)
    response = login(cast.anna).get(card(cast.chantal, "geschiedenis/"))
    assert response.context["page"].paginator.count == 0
    assert Activiteit.objects.filter(actie="activiteitenlog gelezen", object_id=str(cast.chantal.pk)).count() == 1


# --- Sessies ---------------------------------------------------------------------------------------------------------


def open_sessies(persoon):
    return Sessie.objects.open().filter(persoon=persoon).count()


def test_a_session_is_kept_with_its_browser_and_seen_at_most_once_per_few_minutes(cast, time_machine):
    cache.clear()
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    client = login(cast.bram, headers={"user-agent": "Firefox 150"})
    client.get("/")
    sessie = Sessie.objects.get(persoon=cast.bram)
    assert (sessie.browser, sessie.created_at, sessie.gezien_op) == ("Firefox 150", start, start)
    time_machine.move_to(start + timedelta(minutes=4), tick=False)
    client.get("/")
    sessie.refresh_from_db()
    assert sessie.gezien_op == start
    cache.clear()
    client.get("/crm/relaties/")
    sessie.refresh_from_db()
    assert (sessie.gezien_op, Sessie.objects.count()) == (start + timedelta(minutes=4), 1)


def test_logging_out_and_a_session_that_ran_out_are_not_open(cast):
    one, two = login(cast.bram), login(cast.bram)
    one.get("/")
    two.get("/")
    assert open_sessies(cast.bram) == 2
    one.post("/uitloggen/")
    assert open_sessies(cast.bram) == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert open_sessies(cast.bram) == 0


def test_nobody_who_is_not_logged_in_leaves_a_session(cast):
    login().get("/inloggen/")
    assert Sessie.objects.count() == 0


def test_ending_all_sessions_logs_out_everywhere_at_once(cast):
    """Also in a browser that was never noted."""
    clients = [login(cast.bram), login(cast.bram)]
    clients[0].get("/")
    other, anna = login(cast.chantal), login(cast.anna)
    response = anna.post(card(cast.bram, "sessies/"), follow=True)
    assert messages(response) == [f"2 sessies zijn beëindigd. {cast.bram} moet daar opnieuw inloggen."]
    assert [client.get("/").status_code for client in clients] == [302, 302]
    assert (other.get("/").status_code, anna.get("/").status_code) == (200, 200)
    assert Sessie.objects.get(persoon=cast.bram).beeindigd_op is not None
    entry = Activiteit.objects.get(actie="sessies beëindigd")
    assert (entry.actor, entry.object_id, entry.wijzigingen) == (cast.anna, str(cast.bram.pk), {"sessies": [2, 0]})


def test_ending_the_own_sessions_keeps_this_one(cast):
    anna, elsewhere = login(cast.anna), login(cast.anna)
    anna.get("/")
    elsewhere.get("/")
    response = anna.post(card(cast.anna, "sessies/"), follow=True)
    assert messages(response) == [f"1 sessie is beëindigd. {cast.anna} moet daar opnieuw inloggen."]
    assert elsewhere.get("/").status_code == 302


def test_tl_5_nobody_ends_the_sessions_of_somebody_with_more_rights(cast):
    """Manon may manage Teamleden here, but holds less than Anna."""
    rol = Autorisatierol.objects.get(naam="Manager")
    beheerder = Autorisatierol.objects.get(naam="Beheerder")
    rol.group.permissions.add(beheerder.group.permissions.get(rij__code="teamleden.teamleden_beheren"))
    manon, anna = next_request(cast.manon), login(cast.anna)
    response = login(manon).post(card(cast.anna, "sessies/"), follow=True)
    assert messages(response) == [
        "Je kunt de sessies van dit teamlid niet beëindigen: een Beheerder mag meer dan jijzelf."
    ]
    assert anna.get("/").status_code == 200
    with pytest.raises(ValidationError):
        end_sessies(next_request(manon), cast.anna.teamlid)
    assert end_sessies(next_request(manon), cast.bram.teamlid) == 0


def test_ending_sessions_needs_the_right_through_the_service_too(cast):
    with pytest.raises(NotAllowed):
        end_sessies(cast.manon, cast.bram.teamlid)
