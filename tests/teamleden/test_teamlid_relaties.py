"""The Teamlid card's tab Relaties: one by one (TL-3), and in bulk through a Wijzigingsset (AUT-3)."""

import pytest
from django.urls import reverse

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen.models import Wijzigingsset
from permissions.models import Autorisatierol
from teamleden.models import Rol, TeamlidRol
from teamleden.permissions import TEAMLEDEN_INZIEN
from tests.cast import next_request
from tests.client import login
from tests.factories import LabelFactory, RelatieFactory, RelatiegroepFactory, TeamlidFactory, TeamlidRolFactory
from tests.pages import errors, messages, table

pytestmark = pytest.mark.django_db


def tab(teamlid, rest=""):
    return f"/crm/teamleden/{teamlid.pk}/relaties/{rest}"


def rollen(teamlid):
    """{(relatie, rol): (niveau, herkomst)} of somebody."""
    rows = TeamlidRol.objects.filter(teamlid=teamlid.pk)
    return {
        (row.relatie.naam, row.rol.naam): (row.niveau, row.herkomst) for row in rows.select_related("relatie", "rol")
    }


def names(response):
    return [row.record.relatie.naam for row in response.context["page"].object_list]


def bulk(client, teamlid, rows=(), **data):
    sent = {"rij": [row.pk for row in rows], "stap": "doen", **data}
    return client.post(tab(teamlid, "wijzigen/"), sent, follow=True)


def apply(client, response):
    shown = response.context["wijzigingsset"]
    client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    return Wijzigingsset.objects.get(pk=shown.pk)


@pytest.fixture
def row(cast):
    """Bram's row at own."""
    return TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own)


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_says_what_where_how_deep_and_since(cast):
    cells = table(login(cast.anna).get(tab(cast.bram)))
    assert [row[1:6] for row in cells] == [
        [cast.own.nummer, "Bakkerij Van Dijk", "Relatiebeheerder", "Mutator", "Met de hand"],
        [cast.own_raadpleger.nummer, "Slagerij De Boer", "Relatiebeheerder", "Raadpleger", "Met de hand"],
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("anna", ["Transport Nowak"]),  # not the afgeschermde one
        ("bram", []),
        ("manon", []),
        ("chantal", ["Stichting Stil", "Transport Nowak"]),
    ],
)
def test_aut_3_only_rollen_at_relaties_in_sight(cast, who, seen):
    response = login(getattr(cast, who)).get(tab(cast.chantal))
    assert names(response) == seen
    assert response.context["page"].paginator.count == len(seen)


def test_filters_search_and_sorting(cast):
    fiscaal, groep, label = Rol.objects.get(naam="Fiscaal"), RelatiegroepFactory(), LabelFactory()
    relatie = RelatieFactory(naam="Zeilmakerij", relatiegroep=groep)
    relatie.labels.add(label)
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie, rol=fiscaal, herkomst="import")
    client = login(cast.anna)

    def found(**query):
        return names(client.get(tab(cast.bram), query))

    assert found(zoek="slager") == ["Slagerij De Boer"]
    assert found(rol=fiscaal.pk) == ["Zeilmakerij"]
    assert found(niveau="mutator") == ["Bakkerij Van Dijk"]
    assert found(herkomst="import") == ["Zeilmakerij"]
    assert found(groep=groep.pk) == found(label=label.pk) == ["Zeilmakerij"]
    assert found(sort="-relatie") == ["Zeilmakerij", "Slagerij De Boer", "Bakkerij Van Dijk"]
    # At own Manon and Rick have the same Rol; Eva, who left, does not count.
    assert found(alleen="rol") == found(alleen="relatie") == ["Slagerij De Boer", "Zeilmakerij"]
    TeamlidRolFactory(relatie=relatie, rol=Rol.objects.get(naam="Salaris"))
    assert found(alleen="relatie") == ["Slagerij De Boer"]
    assert found(alleen="rol") == ["Slagerij De Boer", "Zeilmakerij"]


def test_who_may_not_change_anything_sees_no_boxes_and_no_buttons(cast):
    response = login(cast.rick).get(tab(cast.bram))
    assert names(response) == ["Bakkerij Van Dijk"]
    html = response.content.decode()
    assert ('name="rij"' in html, "Afnemen" in html, "Rol geven" in html) == (False, False, False)
    # Manon sees own only, and may change it.
    response = login(cast.manon).get(tab(cast.bram))
    assert response.content.decode().count('name="rij"') == 1


# --- One by one ------------------------------------------------------------------------------------------------------


def test_niveau_in_place_and_back_on_the_same_page(cast, row):
    url = reverse("teamleden:rol_niveau", args=[cast.own.pk, row.pk])
    data = {"niveau": "raadpleger", "filter": "zoek=bakker"}
    response = login(cast.anna).post(f"{url}?terug=teamlid", data)
    assert response.url == tab(cast.bram, "?zoek=bakker")
    row.refresh_from_db()
    assert row.niveau == "raadpleger"


def test_taking_a_rol_from_the_tab(cast, row):
    url = reverse("teamleden:rol_revoke", args=[cast.own.pk, row.pk]) + "?terug=teamlid"
    client = login(cast.anna)
    assert f'href="{tab(cast.bram)}"' in client.get(url).content.decode()
    assert client.post(url).url == tab(cast.bram)
    assert rollen(cast.bram) == {("Slagerij De Boer", "Relatiebeheerder"): ("raadpleger", "hand")}


def test_giving_a_rol_at_a_relatie_by_its_number(cast):
    fiscaal = Rol.objects.get(naam="Fiscaal")
    data = {"relatie": cast.other.nummer, "rol": fiscaal.pk, "niveau": "mutator"}
    response = login(cast.anna).post(tab(cast.bram, "geven/"), data, follow=True)
    assert messages(response) == [f"{cast.bram} is nu Fiscaal bij Transport Nowak, als mutator."]
    assert rollen(cast.bram)["Transport Nowak", "Fiscaal"] == ("mutator", "hand")


@pytest.mark.parametrize(("who", "where"), [("anna", "afgeschermd"), ("manon", "other"), ("manon", "own_raadpleger")])
def test_aut_3_no_rol_at_a_relatie_out_of_sight(cast, who, where):
    """Hidden and unknown say the same, and the suggestions do not know it either."""
    client, relatie = login(getattr(cast, who)), getattr(cast, where)
    for number in (relatie.nummer, "99999"):
        data = {"relatie": number, "rol": Rol.objects.first().pk, "niveau": "raadpleger"}
        response = client.post(tab(cast.daan, "geven/"), data)
        assert errors(response)["relatie"] == [f"Er is geen relatie ‘{number}’ die je hier kunt kiezen."]
    assert relatie.naam not in client.get("/crm/teamleden/relatiekeuze/", {"relatie": relatie.naam}).content.decode()
    assert rollen(cast.daan) == {}


# --- In bulk ---------------------------------------------------------------------------------------------------------


def test_the_choice_travels_from_the_list_to_the_question(cast, row):
    client = login(cast.anna)
    response = client.post(tab(cast.bram, "wijzigen/"), {"rij": [row.pk], "filter": "zoek=b"})
    html = response.content.decode()
    assert "Je hebt 1 rol gekozen." in html
    assert f'<input type="hidden" name="rij" value="{row.pk}">' in html
    assert errors(response) == {}
    response = bulk(client, cast.bram, [row])
    assert errors(response) == {"actie": ["Kies wat je wilt doen."]}
    response = bulk(client, cast.bram, [row], actie="overdragen")
    assert errors(response) == {"collega": ["Kies een collega."]}


def test_bulk_niveau_is_one_set_with_undo(cast):
    client, before = login(cast.anna), rollen(cast.bram)
    response = bulk(client, cast.bram, alles="ja", actie="mutator")
    shown = response.context["wijzigingsset"]
    assert (shown.titel, shown.aantal) == (f"2 rollen van {cast.bram} op niveau mutator", 1)
    assert rollen(cast.bram) == before
    applied = apply(client, response)
    assert set(rollen(cast.bram).values()) == {("mutator", "hand")}
    entry = Activiteit.objects.get(actie="niveau gewijzigd")
    assert (entry.actor, entry.relatie, entry.object_naam) == (cast.anna, cast.own_raadpleger, str(cast.bram))
    response = client.post(reverse("teamleden:wijzigingsset_undo", args=[applied.pk]), follow=True)
    apply(client, response)
    assert rollen(cast.bram) == before


def test_bulk_taking_what_fits_the_filter(cast):
    client = login(cast.anna)
    response = bulk(client, cast.bram, alles="ja", filter="niveau=raadpleger", actie="afnemen")
    apply(client, response)
    assert rollen(cast.bram) == {("Bakkerij Van Dijk", "Relatiebeheerder"): ("mutator", "hand")}


def test_bulk_handing_over_keeps_the_highest_niveau_and_doubles_nothing(cast, row):
    """Chantal is raadpleger at own already; what she has is raised, not doubled."""
    TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own, rol=row.rol, niveau="raadpleger")
    TeamlidRolFactory(teamlid=cast.chantal.teamlid, relatie=cast.own_raadpleger, rol=row.rol, niveau="mutator")
    client = login(cast.anna)
    response = bulk(client, cast.bram, alles="ja", actie="overdragen", collega=cast.chantal.nummer)
    apply(client, response)
    assert rollen(cast.bram) == {}
    assert rollen(cast.chantal) == {
        ("Bakkerij Van Dijk", "Relatiebeheerder"): ("mutator", "overdracht"),
        ("Slagerij De Boer", "Relatiebeheerder"): ("mutator", "hand"),
        ("Transport Nowak", "Relatiebeheerder"): ("mutator", "hand"),
        ("Stichting Stil", "Relatiebeheerder"): ("mutator", "hand"),
    }


@pytest.mark.parametrize("who", ["eva", "leaves"])
def test_bulk_hands_nothing_to_who_left(cast, row, who):
    """By the status, or because the last day is over."""
    from django.utils import timezone

    cast.leaves = TeamlidFactory(uit_dienst_per=timezone.now()).persoon
    collega = getattr(cast, who)
    response = bulk(login(cast.anna), cast.bram, [row], actie="overdragen", collega=collega.nummer)
    assert errors(response) == {"collega": [f"{collega} is uit dienst en kan geen rol krijgen."]}


def test_aut_3_a_bulk_choice_never_reaches_a_hidden_relatie(cast):
    """Anna may not see the afgeschermde; with a forged id, and with everything, it stays as it is."""
    hidden = TeamlidRol.objects.get(relatie=cast.afgeschermd)
    other = TeamlidRol.objects.get(relatie=cast.other)
    client = login(cast.anna)
    response = bulk(client, cast.chantal, [hidden], actie="afnemen")
    assert messages(response) == ["Kies eerst een of meer rollen die je mag wijzigen."]
    response = bulk(client, cast.chantal, [hidden, other], actie="raadpleger")
    assert [tuple(regel.sleutel) for regel in response.context["wijzigingsset"].regels.all()] == [
        (cast.chantal.pk, cast.other.pk, other.rol_id)
    ]
    response = bulk(client, cast.chantal, alles="ja", actie="afnemen")
    apply(client, response)
    assert rollen(cast.chantal) == {("Stichting Stil", "Relatiebeheerder"): ("mutator", "hand")}
    assert "Stil" not in response.content.decode()


def test_a_forged_id_of_somebody_elses_row_is_left_out(cast):
    manons = TeamlidRol.objects.get(teamlid=cast.manon.pk)
    response = bulk(login(cast.anna), cast.bram, [manons], actie="afnemen")
    assert messages(response) == ["Kies eerst een of meer rollen die je mag wijzigen."]
    assert TeamlidRol.objects.filter(pk=manons.pk).exists()


def test_what_one_sees_but_may_not_change_is_counted_and_left_alone(cast, row):
    """Manon sees a second Relatie as raadpleger; koppelen asks for a mutator."""
    TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.own_raadpleger, niveau="raadpleger")
    client = login(cast.manon)
    html = client.post(tab(cast.bram, "wijzigen/"), {"alles": "ja"}).content.decode()
    assert "Je hebt 1 rol gekozen." in html
    assert "1 andere rol blijft zoals het is" in html
    apply(client, bulk(client, cast.bram, alles="ja", actie="afnemen"))
    assert rollen(cast.bram) == {("Slagerij De Boer", "Relatiebeheerder"): ("raadpleger", "hand")}


def test_tl_5_nobody_raises_the_own_rollen_in_bulk(cast):
    """Manon is raadpleger at a Relatie that she may not koppelen: nothing to choose; with bereik nothing changes."""
    koppelt = TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other, niveau="raadpleger")
    response = bulk(login(cast.manon), cast.manon, [koppelt], actie="mutator")
    assert messages(response) == ["Kies eerst een of meer rollen die je mag wijzigen."]


def test_rubbish_as_ids_is_no_error_page(cast):
    for rij in (["x"], ["9" * 40], ["-1"], [""]):
        response = login(cast.anna).post(tab(cast.bram, "wijzigen/"), {"rij": rij, "actie": "afnemen"}, follow=True)
        assert messages(response) == ["Kies eerst een of meer rollen die je mag wijzigen."]


def test_a_filter_that_is_not_understood_does_not_widen_the_choice(cast):
    response = bulk(login(cast.anna), cast.bram, alles="ja", filter="rol=999999", actie="afnemen")
    assert response.request["PATH_INFO"] == tab(cast.bram)
    assert Wijzigingsset.objects.count() == 0


def test_suggestions_of_colleagues_are_for_who_may_see_teamleden(cast):
    found = login(cast.rick).get("/crm/teamleden/collegas/", {"collega": "chan"}).content.decode()
    assert "Chantal" in found
    rol = Autorisatierol.objects.get(naam="Raadpleger")
    rol.group.permissions.remove(rol.group.permissions.get(rij__code=TEAMLEDEN_INZIEN.code))
    assert login(next_request(cast.rick)).get("/crm/teamleden/collegas/").status_code == 403
