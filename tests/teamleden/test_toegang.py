"""The rule over time: a change holds on the next request, a Waarneming begins and ends by itself, and who sees what."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activiteitenlog.models import Activiteit
from crm.models import Relatie
from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from crm.services import create_relatie, update_relatie
from permissions import gate
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden import querysets, weergave
from teamleden.models import Niveau, Rol, Status, Teamlid, TeamlidRol, Waarneming
from teamleden.services import change_niveau, grant_rol, invite_teamlid, revoke_rol, update_teamlid
from teamleden.toegang import own_niveau, who_can_see
from tests.cast import next_request
from tests.client import login
from tests.factories import LabelFactory, RelatieFactory, TeamlidFactory, TeamlidRolFactory, WaarnemingFactory

pytestmark = pytest.mark.django_db

BUITEN_BEELD = ["Na deze wijziging zou je de relatie zelf niet meer zien; er is niets opgeslagen."]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RELATIES = ("own", "own_raadpleger", "other", "afgeschermd", "intern")


def reach(cast, persoon, permissie=RELATIES_INZIEN):
    """The Relaties where `persoon` may use `permissie`, by their name in the cast; every way of asking agrees."""
    persoon = next_request(persoon)
    by_gate = {name for name in RELATIES if gate.may(persoon, permissie, getattr(cast, name))}
    visible = set(Relatie.objects.visible_to(persoon, permissie))
    assert {name for name in RELATIES if getattr(cast, name) in visible} == by_gate
    if permissie is RELATIES_INZIEN:
        seen = {name for name in RELATIES if persoon.pk in {z.teamlid.pk for z in who_can_see(getattr(cast, name))}}
        assert seen == by_gate
    return by_gate


def rol_named(naam):
    return Autorisatierol.objects.get(naam=naam)


def statuses(client, *urls):
    return [client.get(url).status_code for url in urls]


# --- AUT-4: a change holds on the next request of an open session ------------------------------------------------


@pytest.fixture
def urls(cast):
    """The card and the form of `own`, and the form of `own_raadpleger`."""
    return [
        f"/crm/relaties/{cast.own.pk}/",
        f"/crm/relaties/{cast.own.pk}/bewerken/",
        f"/crm/relaties/{cast.own_raadpleger.pk}/bewerken/",
    ]


@pytest.mark.parametrize("who", ["bram", "daan"])
def test_aut_4_a_rol_that_is_taken(cast, urls, who):
    """Bram loses it, and Daan who stands in for him with him."""
    client = login(getattr(cast, who))
    assert statuses(client, *urls) == [200, 200, 403]
    revoke_rol(cast.manon, TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own))
    assert statuses(client, *urls) == [404, 404, 403]


@pytest.mark.parametrize("who", ["bram", "daan"])
def test_aut_4_a_niveau_that_is_lowered(cast, urls, who):
    client = login(getattr(cast, who))
    assert statuses(client, *urls) == [200, 200, 403]
    change_niveau(cast.manon, TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own), Niveau.RAADPLEGER)
    assert statuses(client, *urls) == [200, 403, 403]


def test_aut_4_another_autorisatierol(cast, urls):
    client = login(cast.bram)
    assert statuses(client, *urls, "/crm/relaties/nieuw/") == [200, 200, 403, 200]
    update_teamlid(cast.anna, cast.bram.teamlid, versie=1, autorisatierol=rol_named("Raadpleger"))
    assert statuses(client, *urls, "/crm/relaties/nieuw/") == [200, 403, 403, 403]


def test_aut_4_a_permissie_that_leaves_the_autorisatierol(cast, urls):
    client = login(cast.bram)
    rol_named("Mutator").group.permissions.remove(Permission.objects.get(rij__code=RELATIES_BEHEREN.code))
    assert statuses(client, *urls) == [200, 403, 403]
    rol_named("Mutator").group.permissions.remove(Permission.objects.get(rij__code=RELATIES_INZIEN.code))
    assert statuses(client, "/crm/relaties/", *urls) == [403, 404, 404, 404]


def test_aut_4_a_bereik_that_changes(cast, urls):
    client = login(cast.chantal)
    assert statuses(client, *urls) == [404, 404, 404]
    Autorisatierol.objects.filter(naam="Mutator").update(bereik="alle")
    assert statuses(client, *urls) == [200, 200, 200]
    Autorisatierol.objects.filter(naam="Mutator").update(bereik="gekoppeld")
    assert statuses(client, *urls) == [404, 404, 404]


def test_aut_4_a_relatie_that_is_shielded(cast, urls):
    anna, bram = login(cast.anna), login(cast.bram)
    assert (statuses(anna, urls[0]), statuses(bram, urls[0])) == ([200], [200])
    Relatie.objects.filter(pk=cast.own.pk).update(afgeschermd=True)
    assert (statuses(anna, urls[0]), statuses(bram, urls[0])) == ([404], [200])


@pytest.mark.parametrize("status", [Status.UIT_DIENST, Status.UITGENODIGD, Status.CONCEPT])
@pytest.mark.parametrize("who", ["anna", "bram", "daan"])
def test_aut_4_uit_dienst_ends_every_session(cast, urls, who, status):
    """The status alone is enough: on each page, the dashboard too."""
    clients = [login(getattr(cast, who)), login(getattr(cast, who))]
    Teamlid.objects.filter(pk=getattr(cast, who).pk).update(status=status)
    for client in clients:
        for url in ("/", "/crm/relaties/", *urls):
            response = client.get(url)
            assert (response.status_code, response.url) == (302, f"/inloggen/?next={url}")


@pytest.mark.parametrize("status", [Status.UIT_DIENST, Status.UITGENODIGD, Status.CONCEPT])
def test_aut_4_who_is_not_active_cannot_log_in(cast, status):
    cast.bram.set_password("een-goed-wachtwoord-3")
    cast.bram.save()
    form = {"username": cast.bram.email, "password": "een-goed-wachtwoord-3"}
    assert login().post("/inloggen/", form).status_code == 302
    Teamlid.objects.filter(pk=cast.bram.pk).update(status=status)
    refused = login().post("/inloggen/", form)
    assert refused.status_code == 200
    assert "horen niet bij elkaar" in refused.content.decode()


def test_aut_4_a_waarneming_that_is_ended(cast, urls):
    client = login(cast.daan)
    assert statuses(client, *urls) == [200, 200, 403]
    Waarneming.objects.update(tot=timezone.now())
    assert statuses(client, *urls) == [404, 404, 404]


def test_aut_4_a_waarneming_that_begins(cast, urls):
    client = login(cast.chantal)
    assert statuses(client, *urls) == [404, 404, 404]
    WaarnemingFactory(afwezige=cast.bram.teamlid, waarnemer=cast.chantal.teamlid, van=timezone.now())
    assert statuses(client, *urls) == [200, 200, 403]


# --- AUT-5: a write out of the own scope is rolled back whole ----------------------------------------------------


def test_aut_5_a_change_out_of_sight_leaves_nothing_behind(cast):
    """Anna sees `own` by bereik alle, which does not reach what is afgeschermd."""
    label = LabelFactory()
    with pytest.raises(ValidationError) as refused:
        update_relatie(cast.anna, cast.own, versie=1, naam="Stil", memo="Stil", afgeschermd=True, labels=[label])
    assert refused.value.messages == BUITEN_BEELD
    own = Relatie.objects.get(pk=cast.own.pk)
    assert (own.naam, own.memo, own.afgeschermd, own.versie) == ("Bakkerij Van Dijk", "", False, 1)
    assert (list(own.labels.all()), list(Activiteit.objects.all())) == ([], [])
    # The same change without the last step is allowed.
    update_relatie(cast.anna, cast.own, versie=1, naam="Stil", memo="Stil", labels=[label])
    assert reach(cast, cast.anna) == {"own", "own_raadpleger", "other", "intern"}


def test_aut_5_a_relatie_one_would_not_see_is_not_made(cast):
    """Without any Rol in use, the maker with bereik gekoppeld would get no row at it."""
    values = {"nummer": "70001", "type": "organisatie", "naam": "Nieuw bv"}
    Rol.objects.update(actief=False)
    with pytest.raises(ValidationError) as refused:
        create_relatie(cast.bram, **values)
    assert refused.value.messages == BUITEN_BEELD
    assert list(Relatie.objects.filter(nummer="70001")) == []
    assert list(Activiteit.objects.all()) == []
    Rol.objects.filter(naam="Accountant").update(actief=True)
    made = create_relatie(cast.bram, **values)
    assert [(row.teamlid, row.rol.naam) for row in made.teamlidrollen.all()] == [(cast.bram.teamlid, "Accountant")]


# --- WN-1 and WN-4: a Waarneming holds from `van` until `tot` ----------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """Set the clock of the database, which neither database lets a test do itself: in the view and the querysets."""

    def set_clock(moment):
        text = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        # As precise as each database's own clock.
        words = {"postgresql": f"timestamptz '{text}+00'", "sqlite": f"'{text[:-3]}'"}
        monkeypatch.setattr(weergave, "NOW", words)
        now = words[connection.vendor]
        monkeypatch.setattr(querysets, "Now", lambda: RawSQL(now, [], output_field=DateTimeField()))
        weergave.create_view()

    return set_clock


def local(text, fold=0):
    """A moment in Amsterdam, such as 2026-03-29 01:30."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


PERIODS = {
    "a week": (local("2026-05-04 09:00"), local("2026-05-11 17:30")),
    "one day": (local("2026-05-04 00:00"), local("2026-05-05 00:00")),
    "part of a day": (local("2026-05-04 09:15"), local("2026-05-04 09:16")),
    "with seconds": (local("2026-05-04 09:15:20"), local("2026-05-04 09:15:21")),
    "over new year": (local("2026-12-31 12:00"), local("2027-01-01 12:00")),
    "the day the clock goes forward": (local("2026-03-29 01:30"), local("2026-03-29 03:30")),
    "the day the clock goes back": (local("2026-10-25 00:00"), local("2026-10-26 00:00")),
    "the hour that comes twice": (local("2026-10-25 02:30"), local("2026-10-25 02:30", fold=1)),
    "without an end": (local("2026-05-04 09:00"), None),
}
TICK = timedelta(milliseconds=1)


@pytest.mark.parametrize("period", PERIODS)
def test_wn_4_a_waarneming_holds_from_van_until_tot(cast, clock, period):
    """Half-open to the tick of the clock, and no job has to run (WN-1)."""
    van, tot = PERIODS[period]
    Waarneming.objects.update(van=van, tot=tot)
    # Counted in UTC, where no hour comes twice and none is left out.
    start, end = van.astimezone(UTC), (tot or datetime(2099, 1, 1, tzinfo=UTC)).astimezone(UTC)
    moments = [start - TICK, start, start + TICK, start + (end - start) / 2, end - TICK, end, end + TICK]
    answers = []
    for moment in moments:
        clock(moment)
        answers.append(reach(cast, cast.daan) == {"own", "own_raadpleger"})
        assert reach(cast, cast.bram) == {"own", "own_raadpleger"}, "the afwezige keeps the own access"
    open_end = tot is None
    assert answers == [False, True, True, True, True, open_end, open_end]


def test_wn_4_summer_time_makes_the_night_an_hour_shorter():
    """The periods above are what they are meant to be: one hour, 25 hours, one hour."""
    names = ("the day the clock goes forward", "the day the clock goes back", "the hour that comes twice")
    lengths = [PERIODS[name][1].astimezone(UTC) - PERIODS[name][0].astimezone(UTC) for name in names]
    assert lengths == [timedelta(hours=1), timedelta(hours=25), timedelta(hours=1)]


def test_wn_4_two_periods_that_meet_leave_no_gap_and_no_overlap(cast, clock):
    """Daan until noon, Chantal from noon."""
    noon = local("2026-05-04 12:00")
    Waarneming.objects.update(van=local("2026-05-04 00:00"), tot=noon)
    WaarnemingFactory(
        afwezige=cast.bram.teamlid, waarnemer=cast.chantal.teamlid, van=noon, tot=local("2026-05-05 00:00")
    )
    found = []
    for moment in (noon - TICK, noon):
        clock(moment)
        found.append([who for who in ("daan", "chantal") if "own" in reach(cast, getattr(cast, who))])
    assert found == [["daan"], ["chantal"]]


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)])
def test_wn_4_a_period_ends_after_it_begins(cast, length):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        WaarnemingFactory(
            afwezige=cast.bram.teamlid, waarnemer=cast.rick.teamlid, van=now, tot=now + length, reden="Te kort"
        )


# --- WN-1 and WN-2: what a Waarneming passes on ------------------------------------------------------------------


def stand_in(waarnemer, afwezige):
    return WaarnemingFactory(afwezige=afwezige.teamlid, waarnemer=waarnemer.teamlid)


def test_wn_2_there_are_no_chains(cast):
    """Daan stands in for Bram, and Bram for Chantal: hers are for Bram alone."""
    stand_in(cast.bram, cast.chantal)
    assert reach(cast, cast.bram) == {"own", "own_raadpleger", "other", "afgeschermd"}
    assert reach(cast, cast.daan) == {"own", "own_raadpleger"}
    assert reach(cast, cast.daan, RELATIES_BEHEREN) == {"own"}


def test_wn_2_two_who_stand_in_for_each_other_have_both_and_no_more(cast):
    stand_in(cast.bram, cast.chantal)
    stand_in(cast.chantal, cast.bram)
    everything = {"own", "own_raadpleger", "other", "afgeschermd"}
    assert (reach(cast, cast.bram), reach(cast, cast.chantal)) == (everything, everything)
    assert reach(cast, cast.bram, RELATIES_BEHEREN) == everything - {"own_raadpleger"}


def test_wn_2_nobody_stands_in_for_oneself(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        stand_in(cast.bram, cast.bram)


def test_wn_1_the_waarnemer_is_limited_by_the_own_autorisatierol(cast):
    """Rick is raadpleger: he sees what Bram sees, and changes nothing."""
    TeamlidRol.objects.filter(teamlid=cast.rick.pk).delete()
    stand_in(cast.rick, cast.bram)
    found = {p: reach(cast, cast.rick, p) for p in (RELATIES_INZIEN, RELATIES_BEHEREN, BSN_INZIEN)}
    assert found == {RELATIES_INZIEN: {"own", "own_raadpleger"}, RELATIES_BEHEREN: set(), BSN_INZIEN: set()}


def test_wn_1_the_autorisatierol_of_the_afwezige_does_not_count(cast):
    """Neither what it lacks nor what it has: Rick's row is mutator, Manon's autorisatierol is Manager."""
    Waarneming.objects.all().delete()
    stand_in(cast.daan, cast.rick)
    assert reach(cast, cast.daan, RELATIES_BEHEREN) == {"own"}
    stand_in(cast.daan, cast.manon)
    assert reach(cast, cast.manon, TEAMLEDEN_KOPPELEN) == {"own"}
    assert reach(cast, cast.daan, TEAMLEDEN_KOPPELEN) == set()


def test_wn_2_bereik_alle_is_not_passed_on(cast):
    """Only rows are: who stands in for the beheerder sees the one Relatie where she has a Rol."""
    TeamlidRolFactory(teamlid=cast.anna.teamlid, relatie=cast.other)
    stand_in(cast.rick, cast.anna)
    assert reach(cast, cast.rick) == {"own", "other"}


def test_wn_1_the_highest_niveau_of_own_and_stood_in_for_counts(cast):
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own_raadpleger, niveau=Niveau.MUTATOR)
    TeamlidRolFactory(teamlid=cast.daan.teamlid, relatie=cast.own, niveau=Niveau.RAADPLEGER)
    assert reach(cast, cast.daan, RELATIES_BEHEREN) == {"own", "own_raadpleger"}
    assert reach(cast, cast.bram, RELATIES_BEHEREN) == {"own"}, "the waarnemer's rows are not for the afwezige"


def test_rel_5_a_waarnemer_sees_what_is_afgeschermd_with_the_afwezige(cast):
    stand_in(cast.anna, cast.chantal)
    assert reach(cast, cast.anna) == set(RELATIES)


def test_a_waarneming_for_who_left_passes_nothing_on(cast):
    Teamlid.objects.filter(pk=cast.bram.pk).update(status=Status.UIT_DIENST)
    assert reach(cast, cast.daan) == set()


def test_a_waarnemer_who_left_has_nothing(cast):
    Teamlid.objects.filter(pk=cast.daan.pk).update(status=Status.UIT_DIENST)
    assert reach(cast, cast.daan) == set()


def test_tl_5_a_waarnemer_cannot_keep_what_passes(cast):
    """Access through a Waarneming is no reason to give oneself a row."""
    Teamlid.objects.filter(pk=cast.daan.pk).update(autorisatierol=rol_named("Manager"))
    daan = next_request(cast.daan)
    assert reach(cast, daan, TEAMLEDEN_KOPPELEN) == {"own"}
    assert own_niveau(daan.teamlid, cast.own) is None
    with pytest.raises(ValidationError) as refused:
        grant_rol(daan, cast.own, daan.teamlid, Rol.objects.first(), Niveau.RAADPLEGER)
    assert refused.value.messages == ["Je kunt je eigen toegang niet verruimen; vraag een collega om dit te doen."]


# --- Who can see a Relatie ----------------------------------------------------------------------------------------


def sources(relatie):
    """{voornaam: (niveau, its sources)}"""
    found = who_can_see(relatie)
    return {z.teamlid.persoon.voornaam: (z.niveau, [(b.soort, b.tekst, b.niveau) for b in z.bronnen]) for z in found}


BEREIK = ("bereik", "autorisatierol Beheerder geldt voor alle relaties", "mutator")


def test_who_can_see_is_complete_and_names_every_source(cast):
    row = ("rol", "Relatiebeheerder (met de hand)", "mutator")
    stands_in = ("waarneming", f"neemt waar voor {cast.bram}, Relatiebeheerder", "mutator")
    assert sources(cast.own) == {
        "Anna": ("mutator", [BEREIK]),
        "Bram": ("mutator", [row]),
        "Daan": ("mutator", [stands_in]),
        "Manon": ("mutator", [row]),
        "Rick": ("mutator", [row]),
    }
    assert sources(cast.afgeschermd) == {"Chantal": ("mutator", [row])}
    assert sources(cast.intern) == {"Anna": ("mutator", [BEREIK])}


def test_who_can_see_names_all_sources_of_one_person(cast):
    """Two Rollen, a Waarneming and bereik alle at once; the highest niveau counts."""
    accountant = Rol.objects.get(naam="Accountant")
    for persoon, herkomst in ((cast.anna, "import"), (cast.bram, "bulk")):
        TeamlidRolFactory(teamlid=persoon.teamlid, relatie=cast.own_raadpleger, rol=accountant, herkomst=herkomst)
    TeamlidRol.objects.filter(teamlid=cast.bram.pk, rol=accountant).update(niveau=Niveau.MUTATOR)
    stand_in(cast.anna, cast.bram)
    for_bram = [
        ("waarneming", f"neemt waar voor {cast.bram}, Relatiebeheerder", "raadpleger"),
        ("waarneming", f"neemt waar voor {cast.bram}, Accountant", "mutator"),
    ]
    assert sources(cast.own_raadpleger) == {
        "Anna": ("mutator", [("rol", "Accountant (import)", "raadpleger"), *for_bram, BEREIK]),
        "Bram": (
            "mutator",
            [("rol", "Relatiebeheerder (met de hand)", "raadpleger"), ("rol", "Accountant (bulkactie)", "mutator")],
        ),
        "Daan": ("mutator", for_bram),
    }


def test_who_can_see_leaves_out_who_may_not_see_relaties_at_all(cast):
    rol_named("Mutator").group.permissions.remove(Permission.objects.get(rij__code=RELATIES_INZIEN.code))
    assert set(sources(cast.own)) == {"Anna", "Manon", "Rick"}


def test_who_can_see_is_sorted_by_name(cast):
    for naam in ("Zeeman", "aarts", "Éénhoorn"):
        TeamlidRolFactory(teamlid=TeamlidFactory(persoon__achternaam=naam), relatie=cast.afgeschermd)
    TeamlidRol.objects.filter(teamlid=cast.chantal.pk).delete()
    names = [zicht.teamlid.persoon.achternaam for zicht in who_can_see(cast.afgeschermd)]
    assert names == ["aarts", "Éénhoorn", "Zeeman"]


def test_who_can_see_asks_the_same_for_1_and_3_people(cast):
    def cost(many):
        relatie = RelatieFactory()
        for _ in range(many):
            lid, waarnemer = TeamlidFactory(), TeamlidFactory()
            TeamlidRolFactory(teamlid=lid, relatie=relatie)
            WaarnemingFactory(afwezige=lid, waarnemer=waarnemer)
        with CaptureQueriesContext(connection) as queries:
            seen = sources(relatie)
        assert len(seen) == 2, "Anna, and everybody is called Toos"
        return len(queries)

    one, three = cost(1), cost(3)
    assert (three, three <= 15) == (one, True)


def test_the_page_wie_kan_dit_zien_shows_everybody_with_the_source(cast):
    html = login(cast.anna).get(f"/crm/relaties/{cast.own.pk}/teamleden/wie/").content.decode()
    main = html[html.index("<main") :]
    everybody = ("anna", "bram", "chantal", "daan", "eva", "manon", "rick")
    assert [who for who in everybody if str(getattr(cast, who)) in main] == ["anna", "bram", "daan", "manon", "rick"]
    assert f"Neemt waar voor {cast.bram}, Relatiebeheerder, als mutator" in main


# --- TL-5: nobody gives more than they hold ----------------------------------------------------------------------


def test_tl_5_nobody_invites_somebody_with_more_rights(cast):
    """An invitation makes the account real: it is a way of giving the autorisatierol."""
    beheerder = TeamlidFactory(rol="Beheerder", status=Status.CONCEPT)
    manager = TeamlidFactory(rol="Manager", status=Status.CONCEPT)
    with pytest.raises(ValidationError) as refused:
        invite_teamlid(cast.manon, beheerder)
    assert refused.value.messages == ["Je kunt de autorisatierol Beheerder niet geven: die mag meer dan jijzelf."]
    beheerder.refresh_from_db()
    assert (beheerder.status, beheerder.uitnodigingen.count()) == (Status.CONCEPT, 0)
    assert invite_teamlid(cast.manon, manager).teamlid == manager
    assert invite_teamlid(cast.anna, beheerder).teamlid == beheerder
    with pytest.raises(NotAllowed):
        invite_teamlid(cast.bram, manager)
