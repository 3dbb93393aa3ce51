"""The last day: access ends by itself at that moment, in every way of asking (AUT-4), and TL-4 looks ahead.

That every way of asking gives the same answer for any last day is proved in tests/properties.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.wijzigingen import engine
from crm.models import Relatie
from permissions import gate
from teamleden.guards import LAATSTE_BEHEERDER
from teamleden.models import Niveau, Rol, Status, Teamlid
from teamleden.services import grant_rol
from teamleden.services.autorisatierollen import propose_toewijzing
from teamleden.services.uit_dienst import moment_after, propose_blijven, propose_uit_dienst
from teamleden.services.uitnodigingen import find_uitnodiging, make_uitnodiging, renew_token
from teamleden.toegang import explain, who_can_see
from tests.cast import next_request
from tests.client import login
from tests.factories import TeamlidFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def leaves(persoon, moment):
    Teamlid.objects.filter(pk=persoon.pk).update(uit_dienst_per=moment)
    return Teamlid.objects.get(pk=persoon.pk)


def test_access_ends_at_the_moment_without_anything_being_done(cast):
    """In a session that is open, at the login, for the waarnemer, and in the words of the explainer."""
    client, stand_in = login(cast.bram), login(cast.daan)
    url = f"/crm/relaties/{cast.own.pk}/"
    leaves(cast.bram, timezone.now() + HOUR)
    assert (client.get(url).status_code, stand_in.get(url).status_code) == (200, 200)
    leaves(cast.bram, timezone.now())
    assert client.get(url).url == f"/inloggen/?next={url}"
    assert stand_in.get(url).status_code == 404
    assert not next_request(cast.bram).has_perm("crm.view_relatie", cast.own)
    assert Relatie.objects.visible_to(next_request(cast.bram)).count() == 0
    assert cast.bram.teamlid not in {zicht.teamlid for zicht in who_can_see(cast.own)}
    uitleg = explain(cast.bram.teamlid, gate.may(cast.anna, "crm.view_relatie").permissie, cast.own)
    assert uitleg.ontbreekt == (f"{cast.bram} is geen actief teamlid (status uit dienst).",)


def test_who_left_that_way_cannot_log_in_and_gets_no_rol(cast):
    cast.bram.set_password("een-goed-wachtwoord-3")
    cast.bram.save()
    form = {"username": cast.bram.email, "password": "een-goed-wachtwoord-3"}
    assert login().post("/inloggen/", form).status_code == 302
    bram = leaves(cast.bram, timezone.now())
    assert login().post("/inloggen/", form).status_code == 200
    with pytest.raises(ValidationError) as refused:
        grant_rol(cast.anna, cast.other, bram, Rol.objects.first(), Niveau.RAADPLEGER)
    assert refused.value.message_dict == {"teamlid": [f"{bram} is uit dienst en kan geen rol krijgen."]}


def test_an_invitation_sent_by_who_left_is_dead(cast):
    """INV-2: it dies when the inviter loses the right."""
    invited = TeamlidFactory(status=Status.CONCEPT, rol="Raadpleger")
    token = renew_token(make_uitnodiging(cast.manon, invited))
    assert find_uitnodiging(token) is not None
    leaves(cast.manon, timezone.now())
    assert find_uitnodiging(token) is None


def test_lists_and_badges_say_uit_dienst_and_the_filter_finds_it(cast):
    client = login(cast.anna)
    leaves(cast.bram, timezone.now())
    leaves(cast.rick, timezone.now() + HOUR * 48)
    found = client.get("/crm/teamleden/", {"status": "uit_dienst"}).context["page"].object_list
    assert {row.record.pk for row in found} == {cast.bram.pk, cast.eva.pk}
    found = client.get("/crm/teamleden/", {"status": "actief"}).context["page"].object_list
    assert cast.bram.pk not in {row.record.pk for row in found}
    assert cast.rick.pk in {row.record.pk for row in found}
    html = client.get(f"/crm/teamleden/{cast.rick.pk}/").content.decode()
    assert ("Laatste dag" in html, "Uit dienst wijzigen" in html) == (True, True)
    assert "Rollen verdelen" in client.get(f"/crm/teamleden/{cast.bram.pk}/").content.decode()
    chosen = [row.record.pk for row in client.get("/beheer/teamleden/autorisatie-tabel/").context["page"].object_list]
    assert (cast.bram.pk in chosen, cast.rick.pk in chosen) == (False, True)


def test_the_last_day_counts_in_whole_here_and_not_in_utc():
    """Also when the clock goes back: that day has 25 hours."""
    moment = moment_after(timezone.localdate())
    assert timezone.localtime(moment).strftime("%H:%M") == "00:00"
    assert timezone.localtime(moment).date() == timezone.localdate() + timedelta(days=1)
    assert Teamlid(status=Status.ACTIEF, uit_dienst_per=moment).laatste_dag == timezone.localdate()
    autumn = timezone.localdate().replace(year=timezone.localdate().year + 1, month=10, day=31)
    assert timezone.localtime(moment_after(autumn)).strftime("%d-%m %H:%M") == "01-11 00:00"


def test_a_last_day_is_proposed_applied_and_undone(cast):
    day = timezone.localdate() + timedelta(days=30)
    shown = propose_uit_dienst(cast.anna, cast.bram.teamlid, laatste_dag=day)
    assert shown.regels.first().omschrijving == (
        f"{cast.bram}: laatste dag wordt {day:%d-%m-%Y}; daarna eindigt de toegang vanzelf"
    )
    assert shown.gevolg["personen"] == []
    engine.apply(cast.anna, shown)
    bram = Teamlid.objects.get(pk=cast.bram.pk)
    assert (bram.status, bram.laatste_dag, bram.is_actief) == (Status.ACTIEF, day, True)
    # Another autorisatierol leaves the day alone.
    raadpleger = cast.rick.teamlid.autorisatierol_id
    engine.apply(cast.anna, propose_toewijzing(cast.anna, {bram.pk: raadpleger}))
    assert Teamlid.objects.get(pk=bram.pk).laatste_dag == day
    engine.apply(cast.anna, propose_blijven(cast.anna, Teamlid.objects.get(pk=bram.pk)))
    assert Teamlid.objects.get(pk=bram.pk).uit_dienst_per is None
    with pytest.raises(ValidationError):
        propose_blijven(cast.anna, Teamlid.objects.get(pk=bram.pk))


def test_nobody_changes_the_own_last_day(cast):
    TeamlidFactory(rol="Beheerder")
    with pytest.raises(ValidationError) as refused:
        propose_uit_dienst(cast.anna, cast.anna.teamlid, laatste_dag=timezone.localdate())
    assert refused.value.messages == ["Je kunt jezelf niet uit dienst melden; vraag een collega om dit te doen."]
    anna = leaves(cast.anna, timezone.now() + HOUR)
    with pytest.raises(ValidationError):
        propose_blijven(next_request(cast.anna), anna)


def test_tl_4_the_last_beheerder_without_a_last_day_stays(cast):
    """One of two may get a last day; then the other may not go, now or later, and may not be demoted."""
    second = TeamlidFactory(rol="Beheerder")
    day = timezone.localdate() + timedelta(days=9)
    engine.apply(second.persoon, propose_uit_dienst(second.persoon, cast.anna.teamlid, laatste_dag=day))
    anna = next_request(cast.anna)
    mutator = cast.bram.teamlid.autorisatierol_id
    for propose in (
        lambda: propose_uit_dienst(anna, second),
        lambda: propose_uit_dienst(anna, second, laatste_dag=day),
        lambda: propose_toewijzing(anna, {second.pk: mutator}),
    ):
        with pytest.raises(ValidationError) as refused:
            propose()
        assert refused.value.messages == [LAATSTE_BEHEERDER]
    TeamlidFactory(rol="Beheerder")
    propose_uit_dienst(anna, second)
