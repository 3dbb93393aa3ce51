"""The explainer: yes with every source, no with everything that is missing, and the smallest change (AUT-1, AUT-2)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activiteitenlog.wijzigingen import engine
from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from permissions import gate
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Niveau, Rol, Status, Teamlid, TeamlidRol, Waarneming
from teamleden.permissions import (
    AUTORISATIEROLLEN_BEHEREN,
    TEAMLEDEN_BEHEREN,
    TEAMLEDEN_INZIEN,
    TEAMLEDEN_UITNODIGEN,
)
from teamleden.services import change_niveau, grant_rol, invite_teamlid, update_teamlid
from teamleden.services.autorisatierollen import propose_permissies
from teamleden.toegang import Lezer, Soort, explain
from teamleden.toegang.sentences import ZINNEN
from tests.cast import next_request
from tests.factories import TeamlidFactory, TeamlidRolFactory
from tests.historie import Opname

pytestmark = pytest.mark.django_db


def said(uitleg):
    """The verdict, each step with whether it is met and its sources, and each change with who can make it."""
    steps = [(s.goed, s.tekst, [(bron.tekst, bron.niveau) for bron in s.bronnen]) for s in uitleg.stappen]
    return uitleg.oordeel, steps, [(change.tekst, change.gevers) for change in uitleg.wijzigingen]


def take(permissie, *rollen):
    for rol in Autorisatierol.objects.filter(naam__in=rollen):
        rol.group.permissions.remove(*rol.group.permissions.filter(rij__code=permissie.code))


# --- Yes ---------------------------------------------------------------------------------------------------------


def test_yes_by_the_own_row(cast):
    bram = str(cast.bram)
    assert said(explain(cast.bram, RELATIES_BEHEREN, cast.own)) == (
        f"Ja, {bram} mag ‘Relaties beheren’ bij {cast.own}.",
        [
            (True, f"{bram} is een actief teamlid.", []),
            (True, f"De autorisatierol Mutator van {bram} heeft de permissie ‘Relaties beheren’.", []),
            (True, f"{bram} heeft toegang tot {cast.own}.", [("Relatiebeheerder (met de hand)", "mutator")]),
        ],
        [],
    )


def test_yes_by_a_waarneming_says_for_whom_and_until_when(cast):
    tot = datetime(2099, 12, 1, 17, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    Waarneming.objects.update(tot=tot)
    uitleg = explain(cast.daan, RELATIES_BEHEREN, cast.own)
    assert uitleg.bronnen[0].tekst == f"neemt waar voor {cast.bram} tot 01-12-2099 17:30, Relatiebeheerder"
    Waarneming.objects.update(tot=None)
    uitleg = explain(cast.daan, RELATIES_BEHEREN, cast.own)
    assert [bron.tekst for bron in uitleg.bronnen] == [f"neemt waar voor {cast.bram}, Relatiebeheerder"]


def test_yes_by_bereik_alle(cast):
    uitleg = explain(cast.anna, RELATIES_BEHEREN, cast.own)
    assert [(b.tekst, b.niveau) for b in uitleg.bronnen] == [
        ("autorisatierol Beheerder geldt voor alle relaties", "mutator")
    ]


def test_yes_office_wide_asks_for_no_relatie(cast):
    rick = str(cast.rick)
    assert said(explain(cast.rick, TEAMLEDEN_INZIEN)) == (
        f"Ja, {rick} mag ‘Teamleden inzien’.",
        [
            (True, f"{rick} is een actief teamlid.", []),
            (True, f"De autorisatierol Raadpleger van {rick} heeft de permissie ‘Teamleden inzien’.", []),
            (True, "Deze permissie geldt voor het hele kantoor; een rol bij een relatie is er niet voor nodig.", []),
        ],
        [],
    )
    assert said(explain(cast.rick, TEAMLEDEN_INZIEN, cast.other)) == said(explain(cast.rick, TEAMLEDEN_INZIEN))


def test_yes_names_every_source_also_those_that_are_not_enough(cast):
    for persoon in (cast.anna, cast.daan):
        TeamlidRolFactory(teamlid=persoon.teamlid, relatie=cast.own, herkomst="import")
    row, stands_in = ("Relatiebeheerder (import)", "raadpleger"), f"neemt waar voor {cast.bram}, Relatiebeheerder"
    found = {who: explain(getattr(cast, who), RELATIES_BEHEREN, cast.own).bronnen for who in ("anna", "daan")}
    assert {who: [(b.tekst, b.niveau) for b in bronnen] for who, bronnen in found.items()} == {
        "anna": [row, ("autorisatierol Beheerder geldt voor alle relaties", "mutator")],
        "daan": [row, (stands_in, "mutator")],
    }


def test_a_question_about_a_relatie_names_one(cast):
    with pytest.raises(ValueError, match="geldt bij een relatie"):
        explain(cast.anna, RELATIES_INZIEN)


# --- No ----------------------------------------------------------------------------------------------------------


def test_aut_2_no_names_everything_that_is_missing_and_the_smallest_changes(cast):
    rick, anna = str(cast.rick), (str(cast.anna),)
    assert said(explain(cast.rick, TEAMLEDEN_KOPPELEN, cast.other)) == (
        f"Nee, {rick} mag ‘Teamleden (ont)koppelen van een relatie’ bij {cast.other} niet.",
        [
            (True, f"{rick} is een actief teamlid.", []),
            (
                False,
                f"De autorisatierol Raadpleger van {rick} heeft de permissie "
                "‘Teamleden (ont)koppelen van een relatie’ niet.",
                [],
            ),
            (False, f"{rick} heeft geen rol bij {cast.other}.", []),
        ],
        [
            ("Een autorisatierol met deze permissie: Manager.", anna),
            ("Een rol bij deze relatie, als mutator.", anna),
        ],
    )


def test_aut_2_raadpleger_is_enough_to_look(cast):
    """Not mutator, and not bereik alle."""
    changes = explain(cast.chantal, RELATIES_INZIEN, cast.own).wijzigingen
    assert [(c.soort, c.niveau) for c in changes] == [(Soort.ROL, "raadpleger")]


def test_aut_2_the_own_row_is_raised(cast):
    uitleg = explain(cast.bram, RELATIES_BEHEREN, cast.own_raadpleger)
    bram = str(cast.bram)
    assert uitleg.ontbreekt == (
        f"{bram} is raadpleger bij {cast.own_raadpleger}; voor ‘Relaties beheren’ is daar het niveau mutator nodig.",
    )
    assert [(c.soort, c.tekst) for c in uitleg.wijzigingen] == [
        (
            Soort.NIVEAU,
            f"Het niveau van de rol Relatiebeheerder van {bram} bij deze relatie van raadpleger naar mutator.",
        )
    ]


def test_aut_2_a_row_that_is_stood_in_for_is_not_raised(cast):
    """That would give Bram more as well; a row of Daan's own is less."""
    changes = explain(cast.daan, RELATIES_BEHEREN, cast.own_raadpleger).wijzigingen
    assert [(c.soort, c.teamlid_id, c.niveau) for c in changes] == [(Soort.ROL, cast.daan.pk, "mutator")]


def test_rel_5_no_says_that_afgeschermd_stops_bereik_alle(cast):
    uitleg = explain(cast.anna, RELATIES_INZIEN, cast.afgeschermd)
    assert [stap.toelichting for stap in uitleg.stappen] == [
        "",
        "",
        "De relatie is afgeschermd: dat de autorisatierol Beheerder voor alle relaties geldt, telt hier niet.",
    ]
    assert [(c.tekst, c.gevers) for c in uitleg.wijzigingen] == [("Een rol bij deze relatie, als raadpleger.", ())]
    assert explain(cast.bram, RELATIES_INZIEN, cast.afgeschermd).stappen[2].toelichting == ""


@pytest.mark.parametrize(
    ("status", "is_active", "why", "change"),
    [
        ("uit_dienst", True, "status uit dienst", "Het account van {} weer activeren."),
        ("concept", True, "status concept", "{} uitnodigen; het account is actief zodra de uitnodiging is aangenomen."),
        ("concept", False, "status concept", "Het account van {} weer activeren."),
        ("actief", False, "mag niet inloggen", "Het account van {} weer activeren."),
    ],
)
def test_aut_2_who_is_not_active(cast, status, is_active, why, change):
    """Everything else is said as well: the row is still there."""
    Teamlid.objects.filter(pk=cast.bram.pk).update(status=status)
    cast.bram.is_active = is_active
    cast.bram.save()
    uitleg = explain(cast.bram, RELATIES_BEHEREN, cast.own)
    assert [stap.goed for stap in uitleg.stappen] == [False, True, True]
    assert uitleg.ontbreekt == (f"{cast.bram} is geen actief teamlid ({why}).",)
    assert [c.tekst for c in uitleg.wijzigingen] == [change.format(cast.bram)]


def test_aut_2_the_autorisatierol_most_like_the_present_one(cast):
    """Not the first, not the one with the most, but the one with which the least changes."""
    raadpleger = Autorisatierol.objects.get(naam="Raadpleger")
    group = Group.objects.create(name="Assistent")
    group.permissions.set([*raadpleger.group.permissions.all(), Permission.objects.get(rij__code=BSN_INZIEN.code)])
    nearer = Autorisatierol.objects.create(naam="Assistent", group=group, volgorde=200)

    def proposed():
        (change,) = explain(cast.rick, BSN_INZIEN, cast.own).wijzigingen
        return change.soort, change.autorisatierol_id

    assert proposed() == (Soort.AUTORISATIEROL, nearer.pk)
    nearer.bereik = "alle"
    nearer.save()
    assert proposed() == (Soort.AUTORISATIEROL, Autorisatierol.objects.get(naam="Mutator").pk)


def test_aut_2_an_autorisatierol_for_all_relaties_makes_a_row_needless(cast):
    """And one that loses bereik alle makes it needed."""
    take(TEAMLEDEN_KOPPELEN, "Manager")
    assert [c.soort for c in explain(cast.rick, TEAMLEDEN_KOPPELEN, cast.other).wijzigingen] == [Soort.AUTORISATIEROL]
    take(BSN_INZIEN, "Beheerder")
    assert [c.soort for c in explain(cast.anna, BSN_INZIEN, cast.other).wijzigingen] == [
        Soort.AUTORISATIEROL,
        Soort.ROL,
    ]


def test_aut_2_a_permissie_that_no_autorisatierol_has(cast):
    take(BSN_INZIEN, "Mutator", "Manager", "Beheerder")
    (change,) = explain(cast.bram, BSN_INZIEN, cast.own).wijzigingen
    assert (change.tekst, change.gever_ids) == ("De permissie ‘BSN inzien’ toevoegen aan een autorisatierol.", set())
    mutator = cast.bram.teamlid.autorisatierol_id

    def give(actor):
        wanted = {"permissies": {(mutator, BSN_INZIEN.code): True}, "bereiken": {}}
        engine.apply(actor, propose_permissies(actor, wanted))

    assert who_succeed(cast, give) == set(), "TL-5"


def test_no_more_than_five_givers_are_named_and_the_rest_is_counted(cast):
    for _ in range(6):
        TeamlidFactory(rol="Beheerder")
    (change,) = explain(cast.chantal, RELATIES_INZIEN, cast.own).wijzigingen
    assert (len(change.gevers), change.aantal_meer, len(change.gever_ids)) == (5, 3, 8)


# --- Who can make the change: exactly those whom the service lets ------------------------------------------------


def who_succeed(cast, attempt):
    """The active Teamleden for whom `attempt(persoon)` is not refused; everything is rolled back."""
    found = set()
    for who in ("anna", "bram", "chantal", "daan", "manon", "rick"):
        persoon = next_request(getattr(cast, who))
        try:
            with transaction.atomic():
                attempt(persoon)
                transaction.set_rollback(True)
        except (NotAllowed, ValidationError):
            continue
        found.add(persoon.pk)
    return found


@pytest.mark.parametrize(
    ("who", "permissie", "at"),
    [
        ("chantal", RELATIES_INZIEN, "own"),
        ("rick", RELATIES_INZIEN, "other"),
        ("anna", RELATIES_INZIEN, "afgeschermd"),
        ("daan", RELATIES_BEHEREN, "own_raadpleger"),
    ],
)
def test_tl_5_who_can_give_a_rol(cast, who, permissie, at):
    relatie, teamlid = getattr(cast, at), getattr(cast, who).teamlid
    (change,) = explain(teamlid, permissie, relatie).wijzigingen
    assert change.soort is Soort.ROL
    rol = Rol.objects.get(naam="Salaris")
    assert change.gever_ids == who_succeed(cast, lambda actor: grant_rol(actor, relatie, teamlid, rol, change.niveau))


def test_tl_5_who_can_raise_a_niveau(cast):
    (change,) = explain(cast.bram, RELATIES_BEHEREN, cast.own_raadpleger).wijzigingen
    row = TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own_raadpleger)
    assert change.gever_ids == who_succeed(cast, lambda actor: change_niveau(actor, row, Niveau.MUTATOR))


@pytest.mark.parametrize(("also", "expected"), [((), "anna"), (("Manager",), "anna manon")])
def test_tl_5_who_can_give_an_autorisatierol(cast, also, expected):
    """Who may manage Teamleden, and holds at least as much as what is given and taken."""
    for naam in also:
        group = Autorisatierol.objects.get(naam=naam).group
        group.permissions.add(Permission.objects.get(rij__code=TEAMLEDEN_BEHEREN.code))
    (change,) = explain(cast.rick, BSN_INZIEN, cast.own).wijzigingen
    new = Autorisatierol.objects.get(pk=change.autorisatierol_id)
    assert change.gever_ids == {getattr(cast, who).pk for who in expected.split()}
    assert change.gever_ids == who_succeed(
        cast, lambda actor: update_teamlid(actor, cast.rick.teamlid, versie=1, autorisatierol=new)
    )


def test_tl_5_a_manager_cannot_give_more_than_a_manager_holds(cast):
    group = Autorisatierol.objects.get(naam="Manager").group
    group.permissions.add(Permission.objects.get(rij__code=TEAMLEDEN_BEHEREN.code))
    (change,) = explain(cast.bram, AUTORISATIEROLLEN_BEHEREN).wijzigingen
    beheerder = Autorisatierol.objects.get(naam="Beheerder")
    assert (change.autorisatierol_id, change.gever_ids) == (beheerder.pk, {cast.anna.pk})
    assert {cast.anna.pk} == who_succeed(
        cast, lambda actor: update_teamlid(actor, cast.bram.teamlid, versie=1, autorisatierol=beheerder)
    )


def test_who_can_invite(cast):
    noor = TeamlidFactory(status=Status.CONCEPT)
    (change,) = explain(noor, TEAMLEDEN_INZIEN).wijzigingen
    assert change.gever_ids == {cast.anna.pk, cast.manon.pk}
    assert change.gever_ids == who_succeed(cast, lambda actor: invite_teamlid(actor, noor))
    Teamlid.objects.filter(pk=noor.pk).update(autorisatierol=Autorisatierol.objects.get(naam="Beheerder"))
    assert explain(noor, TEAMLEDEN_UITNODIGEN).wijzigingen[0].gever_ids == {cast.anna.pk}, "TL-5"


# --- To whom it is said ------------------------------------------------------------------------------------------


def test_the_reader_is_spoken_to(cast):
    uitleg = explain(cast.daan, RELATIES_BEHEREN, cast.own, lezer=Lezer(cast.daan.pk))
    assert [uitleg.oordeel, *(stap.tekst for stap in uitleg.stappen), *(bron.tekst for bron in uitleg.bronnen)] == [
        f"Ja, je mag ‘Relaties beheren’ bij {cast.own}.",
        "Je bent een actief teamlid.",
        "Je autorisatierol Mutator heeft de permissie ‘Relaties beheren’.",
        f"Je hebt toegang tot {cast.own}.",
        f"je neemt waar voor {cast.bram}, Relatiebeheerder",
    ]


def test_colleagues_are_not_named_to_who_may_not_see_them(cast):
    lezer = Lezer(cast.daan.pk, namen=False)
    uitleg = explain(cast.daan, RELATIES_BEHEREN, cast.own, lezer=lezer)
    assert [bron.tekst for bron in uitleg.bronnen] == ["je neemt waar voor een collega, Relatiebeheerder"]
    refused = explain(cast.daan, RELATIES_INZIEN, cast.other, lezer=lezer)
    assert [(c.gevers, c.gever_ids) for c in refused.wijzigingen] == [((), {cast.anna.pk})]
    about = explain(cast.bram, RELATIES_BEHEREN, cast.own, lezer=lezer)
    assert about.stappen[0].tekst == "Een collega is een actief teamlid."


@pytest.mark.parametrize(
    ("who", "permissie", "at"),
    [
        ("bram", RELATIES_BEHEREN, "own_raadpleger"),
        ("rick", BSN_INZIEN, "other"),
        ("rick", TEAMLEDEN_BEHEREN, None),
        ("eva", RELATIES_INZIEN, "own"),
    ],
)
def test_the_gate_refuses_in_the_words_of_the_explainer(cast, who, permissie, at):
    persoon, relatie = next_request(getattr(cast, who)), getattr(cast, at) if at else None
    lezer = Lezer(persoon.pk, namen=bool(gate.may(persoon, TEAMLEDEN_INZIEN)))
    refused, uitleg = gate.may(persoon, permissie, relatie), explain(persoon, permissie, relatie, lezer=lezer)
    assert refused.uitleg == uitleg
    assert refused.reason == " ".join(uitleg.ontbreekt)
    assert refused.remedy == " ".join(change.tekst for change in uitleg.wijzigingen)
    assert set(refused.givers) == {name for change in uitleg.wijzigingen for name in change.gevers}


def test_every_sentence_says_the_same_to_somebody_and_about_somebody():
    """In both the same blanks, but for the name and the status, which the reader knows; and it ends like a sentence."""
    wrong = {
        name: pair
        for name, pair in ZINNEN.items()
        if set(re.findall(r"{(\w+)}", pair[0])) - set(re.findall(r"{(\w+)}", pair[1]))
        or not all(text.endswith(".") for text in pair)
    }
    assert wrong == {}


def test_one_question_costs_four_queries_whatever_there_is(cast, django_assert_num_queries):
    for many in (1, 20):
        for _ in range(many):
            TeamlidRolFactory(relatie=cast.own)
        with django_assert_num_queries(4):
            explain(cast.chantal, RELATIES_BEHEREN, cast.own)


def test_a_waarneming_of_now_did_not_hold_before_it_began(cast):
    """And at this very moment the history says the same as the tables."""
    now = timezone.now()
    type(cast.own).objects.update(created_at=now - timedelta(days=2))
    rows = Opname(vanaf=now - timedelta(days=1))
    then = explain(cast.daan, RELATIES_INZIEN, cast.own, moment=now - timedelta(hours=2), rows=rows)
    just = explain(cast.daan, RELATIES_INZIEN, cast.own, moment=timezone.now(), rows=rows)
    assert (then.allowed, then.ontbreekt) == (False, (f"{cast.daan} heeft geen rol bij {cast.own}.",))
    assert said(just) == said(explain(cast.daan, RELATIES_INZIEN, cast.own))
