"""Uit dienst: the inventory, dividing over colleagues, one Wijzigingsset, and undo."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import Wijzigingsset
from crm.models import Persoon
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Rol, Status, Teamlid, TeamlidRol
from teamleden.services import add_teamlid, change_niveau
from teamleden.services.uit_dienst import Regel, divide, divisible_rows, propose_uit_dienst, take_stock
from teamleden.services.uitnodigingen import make_uitnodiging
from tests.cast import next_request
from tests.client import login
from tests.factories import (
    FunctieFactory,
    LabelFactory,
    RelatieFactory,
    RelatiegroepFactory,
    TeamlidFactory,
    TeamlidRolFactory,
    WaarnemingFactory,
)
from tests.pages import table
from tests.vertrek import apply, form, page, send, undo

pytestmark = pytest.mark.django_db


def rows_of(*people):
    """Everything that decides about their rollen, by name, to compare."""
    rows = TeamlidRol.objects.filter(teamlid__in=[one.pk for one in people])
    return sorted(rows.values_list("teamlid", "relatie", "rol", "niveau", "herkomst", "created_by"))


@pytest.fixture
def client(cast):
    return login(cast.anna)


# --- What hangs on somebody ------------------------------------------------------------------------------------------


def test_the_inventory_counts_what_hangs_on_somebody(cast, client):
    invited = TeamlidFactory(status=Status.CONCEPT, rol="Raadpleger")
    make_uitnodiging(cast.manon, invited)
    WaarnemingFactory(afwezige=cast.chantal.teamlid, waarnemer=cast.manon.teamlid)
    WaarnemingFactory(afwezige=cast.manon.teamlid, waarnemer=cast.rick.teamlid, tot=timezone.now())
    TeamlidRolFactory(teamlid=cast.manon.teamlid, relatie=cast.other, rol=Rol.objects.get(naam="Fiscaal"))
    login(cast.manon).get("/")
    stand = take_stock(cast.anna, cast.manon.teamlid)
    assert (stand.rollen, stand.relaties, stand.sessies, stand.uitnodigingen) == (2, 2, 1, 1)
    assert [(rij["rol__naam"], rij["raadpleger"], rij["mutator"]) for rij in stand.per_rol] == [
        ("Relatiebeheerder", 0, 1),
        ("Fiscaal", 1, 0),
    ]
    assert [str(one) for one in stand.waarnemingen] == [f"{cast.manon} neemt waar voor {cast.chantal}"]
    html = client.get(page(cast.manon)).content.decode()
    assert "2 rollen bij 2 relaties." in html
    assert "1 verstuurd en nog niet gebruikt" in html


def test_where_nobody_else_is_comes_first(cast, client):
    """At own colleagues have the same Rol; at own_raadpleger nobody has any; at other nobody has this one."""
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=cast.other, rol=Rol.objects.get(naam="Salaris"))
    stand = take_stock(cast.anna, cast.bram.teamlid)
    assert (stand.enige, stand.enige_rol) == (1, 1)
    assert [row.relatie for row in stand.alleen] == [cast.own_raadpleger, cast.other]
    assert [row[-1] for row in table(client.get(page(cast.bram)))] == ["Niemand", "Niet met deze rol"]
    # A colleague who leaves as well is nobody to count on.
    Teamlid.objects.filter(pk=cast.chantal.pk).update(uit_dienst_per=timezone.now() + timedelta(days=3))
    assert take_stock(cast.anna, cast.bram.teamlid).enige == 2


HIDDEN_SENTENCE = "Er kunnen afgeschermde relaties zijn die jij niet ziet."


def test_aut_3_hidden_relaties_are_counted_nowhere_and_the_page_always_says_they_may_be_there(cast, client):
    for persoon, relaties in ((cast.chantal, 1), (cast.bram, 2)):
        assert take_stock(cast.anna, persoon.teamlid).relaties == relaties
        for rest in ("", "verdelen/"):
            html = client.get(page(persoon, rest)).content.decode()
            assert (HIDDEN_SENTENCE in html, "Stil" in html) == (True, False)
    response = send(client, cast.chantal, ("alles:", [cast.bram.pk]))
    apply(client, response)
    assert [row.relatie for row in TeamlidRol.objects.filter(teamlid=cast.chantal.pk)] == [cast.afgeschermd]
    assert "Stil" not in client.get(f"/crm/teamleden/{cast.chantal.pk}/overdracht/").content.decode()


# --- Dividing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(cast):
    """Six Relaties of Bram with a label, a groep or neither, and a second Rol at the first."""
    label, groep, fiscaal = LabelFactory(), RelatiegroepFactory(), Rol.objects.get(naam="Fiscaal")
    TeamlidRol.objects.filter(teamlid=cast.bram.pk).delete()
    made = [
        RelatieFactory(naam=f"Zaak {number}", relatiegroep=groep if number in (2, 3) else None) for number in range(6)
    ]
    for relatie in made:
        TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=relatie)
    for relatie in made[:3]:
        relatie.labels.add(label)
    TeamlidRolFactory(teamlid=cast.bram.teamlid, relatie=made[0], rol=fiscaal)
    cast.files, cast.label, cast.groep, cast.fiscaal = made, label, groep, fiscaal
    return made


def divided(cast, *regels, rest="blijft"):
    """{name of the Relatie and Rol: to whom}."""
    rows = divisible_rows(cast.anna, cast.bram.teamlid)
    targets = divide(rows, regels, rest)
    return {f"{row.relatie.naam} {row.rol.naam}": targets.get(row.pk, "blijft") for row in rows}


def test_the_first_rule_that_fits_decides_and_the_rest_stays(cast, files):
    found = divided(
        cast,
        Regel(("relatie", files[1].pk), ("niemand",)),
        Regel(("rol", cast.fiscaal.pk), (cast.rick.pk,)),
        Regel(("label", cast.label.pk), (cast.daan.pk,)),
        Regel(("groep", cast.groep.pk), (cast.chantal.pk,)),
    )
    assert found == {
        "Zaak 0 Relatiebeheerder": cast.daan.pk,
        "Zaak 0 Fiscaal": cast.rick.pk,
        "Zaak 1 Relatiebeheerder": None,
        "Zaak 2 Relatiebeheerder": cast.daan.pk,
        "Zaak 3 Relatiebeheerder": cast.chantal.pk,
        "Zaak 4 Relatiebeheerder": "blijft",
        "Zaak 5 Relatiebeheerder": "blijft",
    }
    assert set(divided(cast, rest="niemand").values()) == {None}


def test_evenly_gives_each_as_many_relaties_and_keeps_a_relatie_whole(cast, files):
    three = (cast.daan.pk, cast.chantal.pk, cast.rick.pk)
    found = divided(cast, Regel(("alles", None), three))
    assert found["Zaak 0 Relatiebeheerder"] == found["Zaak 0 Fiscaal"]
    assert [found[f"Zaak {number} Relatiebeheerder"] for number in range(6)] == [*three, *three]


def test_the_page_shows_what_each_colleague_gets_sensitive_first(cast, client, files):
    """Anna has a row at the afgeschermde here, so she sees it and may hand it over."""
    for persoon in (cast.anna, cast.bram):
        TeamlidRolFactory(teamlid=persoon.teamlid, relatie=cast.afgeschermd, niveau="mutator")
    response = send(
        client, cast.bram, (f"label:{cast.label.pk}", [cast.daan.pk]), ("alles:", ["niemand"]),
        los=[(cast.afgeschermd.nummer, cast.rick.pk)], stap="bekijken",
    )  # fmt: skip
    assert table(response) == [[str(cast.rick), "1", "1", "1", "1"], [str(cast.daan), "0", "3", "0", "4"]]
    html = response.content.decode()
    assert "3 rollen vervallen bij 3 relaties." in html
    assert "Bij 3 relaties heeft daarna niemand meer een rol." in html
    assert Wijzigingsset.objects.count() == 0


def test_a_rule_more_keeps_what_was_filled_in(cast, client, files):
    response = send(client, cast.bram, ("alles:", [cast.daan.pk]), stap="regels", rest="niemand")
    forms = response.context["regels"].forms
    assert (len(forms), forms[0]["naar"].value(), response.context["form"]["rest"].value()) == (
        2, [str(cast.daan.pk)], "niemand",
    )  # fmt: skip
    assert len(send(client, cast.bram, los=[("", "")], stap="los").context["losse"].forms) == 2


def test_what_is_wrong_stands_at_its_field(cast, client, files):
    def wrong(*regels, **options):
        response = send(client, cast.bram, *regels, **options)
        context = response.context
        forms = [context["form"], *context["regels"].forms, *context["losse"].forms]
        return {name: list(problems) for one in forms for name, problems in one.errors.items()}

    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert wrong(("alles:", [])) == {"naar": ["Kies naar wie deze rollen gaan."]}
    assert wrong(("", [cast.daan.pk])) == {"waar": ["Kies welke rollen."]}
    assert wrong(("alles:", ["niemand", cast.daan.pk])) == {
        "naar": ["Kies ‘niemand’ of ‘blijft staan’ niet samen met iets anders."]
    }
    assert wrong(los=[("99999", cast.daan.pk)]) == {"relatie": ["Er is geen relatie ‘99999’ die je hier kunt kiezen."]}
    assert wrong(los=[(files[0].nummer, "")]) == {"naar": ["Kies naar wie deze rollen gaan."]}
    assert wrong(wanneer="dag") == {"laatste_dag": ["Vul de laatste dag in."]}
    assert wrong(wanneer="dag", laatste_dag=yesterday) == {
        "laatste_dag": ["Deze dag is al geweest; kies vandaag of een dag daarna, of ‘per direct’."]
    }
    assert wrong(wanneer="dag", laatste_dag="morgen") == {"laatste_dag": ["Vul een datum in, zoals 31-12-2026."]}


def test_rollen_go_to_no_one_who_left_or_is_leaving_or_is_a_contact(cast, client, files):
    leaving = TeamlidFactory(uit_dienst_per=timezone.now() + timedelta(days=1))
    for pk in (cast.eva.pk, leaving.pk, cast.fenna.pk, cast.bram.pk, 999_999_999):
        response = send(client, cast.bram, ("alles:", [pk]))
        assert "naar" in response.context["regels"].forms[0].errors, pk


# --- The set ---------------------------------------------------------------------------------------------------------


def test_who_leaves_now_is_out_at_once_everywhere(cast, client):
    sessions = [login(cast.bram), login(cast.bram)]
    sessions[0].get("/")
    applied = apply(client, send(client, cast.bram, ("alles:", [cast.chantal.pk])))
    assert (applied.titel, applied.soort) == (f"{cast.bram} uit dienst", "uit dienst")
    bram = Teamlid.objects.get(pk=cast.bram.pk)
    assert (bram.status, bram.uit_dienst_per, bram.teamlidrollen.count()) == ("uit_dienst", None, 0)
    assert [one.get("/").status_code for one in sessions] == [302, 302]
    assert next_request(cast.chantal).has_perm("crm.change_relatie", cast.own)
    acties = list(Activiteit.objects.filter(actor=cast.anna).order_by("pk").values_list("actie", flat=True))
    assert sorted(acties) == sorted(
        ["wijzigingsset toegepast", "teamlid gewijzigd", "waarneming gewijzigd"] + ["rol afgenomen", "rol gegeven"] * 2
    )
    # Undoing it does not log anybody in.
    undo(client, applied)
    assert [one.get("/").status_code for one in sessions] == [302, 302]
    assert next_request(cast.bram).has_perm("crm.change_relatie", cast.own)


def test_the_preview_counts_each_relatie_once(cast, client):
    """What somebody loses by leaving is not counted again because its rollen go over."""
    shown = send(client, cast.bram, ("alles:", [cast.chantal.pk])).context["wijzigingsset"]
    assert {one["naam"]: (one["inzien"], one["bewerken"]) for one in shown.gevolg["personen"]} == {
        str(cast.bram): ([0, 2], [0, 1]),
        str(cast.daan): ([0, 2], [0, 1]),
        str(cast.chantal): ([2, 0], [1, 0]),
    }


def test_until_the_last_day_both_have_the_rollen(cast, client):
    day = timezone.localdate() + timedelta(days=14)
    response = send(client, cast.bram, ("alles:", [cast.chantal.pk]), wanneer="dag", laatste_dag=day.isoformat())
    applied = apply(client, response)
    assert applied.titel == f"{cast.bram} uit dienst na {day:%d-%m-%Y}"
    assert TeamlidRol.objects.filter(teamlid=cast.bram.pk).count() == 2
    assert next_request(cast.chantal).has_perm("crm.change_relatie", cast.own)
    assert next_request(cast.bram).has_perm("crm.change_relatie", cast.own)
    # Afterwards what is left can be tidied up; who has it already gets nothing double.
    Teamlid.objects.filter(pk=cast.bram.pk).update(uit_dienst_per=timezone.now())
    assert "wanneer" not in client.get(page(cast.bram, "verdelen/")).context["form"].fields
    applied = apply(client, send(client, cast.bram, ("alles:", [cast.chantal.pk])))
    assert applied.titel == f"Rollen van {cast.bram} verdelen"
    assert TeamlidRol.objects.filter(teamlid=cast.bram.pk).count() == 0
    assert set(TeamlidRol.objects.filter(teamlid=cast.chantal.pk).values_list("herkomst", flat=True)) == {
        "hand", "overdracht",
    }  # fmt: skip


def test_number_and_address_stay_reserved(cast, client):
    apply(client, send(client, cast.bram))
    values = {"autorisatierol": Autorisatierol.objects.get(naam="Mutator"), "functie": FunctieFactory()}
    for taken in ({"nummer": cast.bram.nummer, "email": "nieuw@kantoor.example"}, {"email": cast.bram.email}):
        with pytest.raises(ValidationError) as refused:
            add_teamlid(cast.anna, voornaam="Bram", achternaam="Nieuw", **values, **taken)
        assert set(refused.value.message_dict) == {"nummer" if "nummer" in taken else "email"}
    assert Persoon.objects.filter(email=cast.bram.email).count() == 1


def test_every_door_refuses_a_manager(cast):
    with pytest.raises(NotAllowed):
        propose_uit_dienst(cast.manon, cast.bram.teamlid)
    manon = login(cast.manon)
    assert [manon.get(page(cast.bram, rest)).status_code for rest in ("", "verdelen/")] == [403, 403]
    assert manon.post(page(cast.bram, "verdelen/"), form()).status_code == 403
    # Who lost the right after proposing cannot apply either.
    second = TeamlidFactory(rol="Beheerder").persoon
    shown = propose_uit_dienst(second, cast.bram.teamlid)
    Teamlid.objects.filter(pk=second.pk).update(autorisatierol=cast.manon.teamlid.autorisatierol)
    with pytest.raises(NotAllowed):
        engine.apply(next_request(second), shown)
    assert Teamlid.objects.get(pk=cast.bram.pk).status == "actief"


def test_tl_5_nobody_reports_somebody_with_more_rights(cast):
    rol = Autorisatierol.objects.get(naam="Manager")
    beheerder = Autorisatierol.objects.get(naam="Beheerder")
    rol.group.permissions.add(beheerder.group.permissions.get(rij__code="teamleden.teamleden_beheren"))
    with pytest.raises(ValidationError) as refused:
        propose_uit_dienst(next_request(cast.manon), cast.anna.teamlid)
    assert refused.value.messages == ["Je kunt dit teamlid niet wijzigen: een Beheerder mag meer dan jijzelf."]


# --- Three hundred rollen --------------------------------------------------------------------------------------------


@pytest.fixture
def office_of_300(cast):
    """Bram with 300 rollen: 100 with a label, 80 in a groep, 20 in both, 100 in neither."""
    TeamlidRol.objects.filter(teamlid=cast.bram.pk).delete()
    label, groep = LabelFactory(naam="VIP"), RelatiegroepFactory(naam="Holding")
    cast.made = [RelatieFactory(naam=f"Zaak {number:03d}", relatiegroep=groep if 100 <= number < 200 else None)
                 for number in range(300)]  # fmt: skip
    for relatie in cast.made[:120]:
        relatie.labels.add(label)
    rol = Rol.objects.first()
    TeamlidRol.objects.bulk_create(
        TeamlidRol(
            teamlid=cast.bram.teamlid, relatie=relatie, rol=rol, niveau="mutator" if number % 2 else "raadpleger"
        )
        for number, relatie in enumerate(cast.made)
    )
    cast.label, cast.groep, cast.rol = label, groep, rol
    cast.three = [TeamlidFactory(persoon__voornaam=naam) for naam in ("Lieke", "Łukasz", "Özlem")]
    return cast


def test_300_rollen_by_label_by_group_and_evenly_and_back(office_of_300, client):
    cast, (lieke, lukasz, ozlem) = office_of_300, office_of_300.three
    everybody = (cast.bram.teamlid, lieke, lukasz, ozlem)
    before = rows_of(*everybody)
    response = send(
        client, cast.bram, (f"label:{cast.label.pk}", [lieke.pk]), (f"groep:{cast.groep.pk}", [lukasz.pk]),
        ("alles:", [lieke.pk, lukasz.pk, ozlem.pk]),
    )  # fmt: skip
    shown = response.context["wijzigingsset"]
    assert shown.aantal == 602  # each row goes and comes; the status; Daan's waarneming
    assert rows_of(*everybody) == before
    # More than 500 rows are applied by the worker, which runs at once here.
    applied = apply(client, response)

    def owner(number):
        if number < 120:
            return lieke
        return lukasz if number < 200 else (lieke, lukasz, ozlem)[(number - 200) % 3]

    expected = sorted(
        (
            owner(number).pk,
            relatie.pk,
            cast.rol.pk,
            "mutator" if number % 2 else "raadpleger",
            "overdracht",
            cast.anna.pk,
        )
        for number, relatie in enumerate(cast.made)
    )
    assert rows_of(*everybody) == expected

    # Others change two of them before it is undone.
    changed = TeamlidRol.objects.get(teamlid=lieke.pk, relatie=cast.made[0])
    change_niveau(next_request(cast.anna), changed, "mutator")
    taken = TeamlidRol.objects.get(teamlid=ozlem.pk, relatie=cast.made[202])
    taken.delete()
    response = client.post(reverse("teamleden:wijzigingsset_undo", args=[applied.pk]), follow=True)
    left_alone = [regel.omschrijving for regel in response.context["overgeslagen"]]
    assert sorted(left_alone) == sorted(
        [
            f"{lieke} verliest {cast.rol} bij {cast.made[0]} (raadpleger)",
            f"{ozlem} verliest {cast.rol} bij {cast.made[202]} (raadpleger)",
        ]
    )
    apply(client, response)
    still = (lieke.pk, cast.made[0].pk, cast.rol.pk, "mutator", "overdracht", cast.anna.pk)
    assert rows_of(*everybody) == sorted([*before, still])
    assert Teamlid.objects.get(pk=cast.bram.pk).is_actief
