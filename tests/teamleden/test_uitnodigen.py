"""Inviting with rollen (INV-1), the list of invitations, and withdrawing one (INV-2)."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen.models import Wijzigingsset
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol, RelatieToegang
from teamleden.models import Herkomst, Rol, Status, Teamlid, TeamlidRol, Uitnodiging
from teamleden.services import accept_uitnodiging, find_uitnodiging, revoke_uitnodiging
from teamleden.services.uitnodigen import propose_uitnodiging
from teamleden.services.uitnodigingen import invite_teamlid, renew_token
from tests.client import login
from tests.factories import LabelFactory, RelatieFactory, RelatiegroepFactory, TeamlidFactory, TeamlidRolFactory
from tests.pages import errors, messages

pytestmark = pytest.mark.django_db

NEW = "/beheer/teamleden/uitnodigingen/nieuw/"
LIST = "/beheer/teamleden/uitnodigingen/"
WACHTWOORD = "paarse-fietsen-in-mei-4"


@pytest.fixture
def noor(db):
    return TeamlidFactory(status=Status.CONCEPT, persoon__voornaam="Noor", persoon__email="noor@kantoor.example")


@pytest.fixture
def run_mail(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def form(teamlid, **values):
    rol = Rol.objects.get(naam="Accountant")
    return {"teamlid": teamlid.pk, "rol": rol.pk, "niveau": "mutator", "nummers": "", **values}


def propose(persoon, teamlid, **values):
    response = login(persoon).post(NEW, form(teamlid, **values), follow=True)
    assert "wijzigingsset" in response.context, errors(response)
    return response.context["wijzigingsset"]


def apply(persoon, wijzigingsset):
    return login(persoon).post(reverse("teamleden:wijzigingsset_apply", args=[wijzigingsset.pk]), follow=True)


def rows(teamlid):
    return {(r.relatie.naam, r.niveau, r.herkomst) for r in TeamlidRol.objects.filter(teamlid=teamlid)}


def test_inv_1_relaties_by_label_group_and_number_come_together_once(cast, noor):
    label, groep = LabelFactory(), RelatiegroepFactory()
    by_label = RelatieFactory(naam="Met label")
    both = RelatieFactory(naam="Met beide", relatiegroep=groep)
    for relatie in (by_label, both):
        relatie.labels.add(label)
    wijzigingsset = propose(
        cast.anna, noor, label=label.pk, relatiegroep=groep.pk, nummers=f"{both.nummer}, {cast.own.nummer}\n"
    )
    assert (wijzigingsset.aantal, rows(noor)) == (4, set())  # three rollen and the invitation; nothing is done yet
    apply(cast.anna, wijzigingsset)
    assert rows(noor) == {
        (naam, "mutator", Herkomst.UITNODIGING) for naam in ("Met label", "Met beide", "Bakkerij Van Dijk")
    }


def test_inv_1_the_access_is_shown_before_anything_is_sent(cast, noor, mailoutbox, run_mail):
    TeamlidRolFactory(teamlid=noor, relatie=cast.other, niveau="raadpleger")
    with run_mail():
        wijzigingsset = propose(cast.anna, noor, nummers=f"{cast.own.nummer} {cast.own_raadpleger.nummer}")
    [persoon] = wijzigingsset.gevolg["personen"]
    # All access the invitation will open: also that of the row from before.
    assert (persoon["inzien"], persoon["bewerken"], persoon["later"]) == ([3, 0], [2, 0], True)
    assert "Relaties aanmaken" in persoon["kantoor"][0]
    assert mailoutbox == []
    assert not Uitnodiging.objects.exists()
    with run_mail():
        apply(cast.anna, wijzigingsset)
    assert [mail.to for mail in mailoutbox] == [["noor@kantoor.example"]]
    assert not RelatieToegang.objects.filter(user=noor.pk).exists()  # not before it is accepted
    token = renew_token(Uitnodiging.objects.get())
    accept_uitnodiging(token, WACHTWOORD)
    seen = RelatieToegang.objects.filter(user=noor.pk)
    assert seen.filter(permission__codename="view_relatie").count() == 3
    assert seen.filter(permission__codename="change_relatie").count() == 2


def test_inv_1_none_yet_is_a_choice_too(cast, noor, run_mail, mailoutbox):
    wijzigingsset = propose(cast.manon, noor)
    assert wijzigingsset.aantal == 1
    with run_mail():
        apply(cast.manon, wijzigingsset)
    noor.refresh_from_db()
    assert (noor.status, len(mailoutbox), rows(noor)) == (Status.UITGENODIGD, 1, set())
    assert [entry.actie for entry in Activiteit.objects.filter(actor=cast.manon).order_by("pk")] == [
        "wijzigingsset toegepast", "teamlid uitgenodigd",
    ]  # fmt: skip


def test_inv_1_undo_withdraws_the_invitation_and_takes_the_rollen_back(cast, noor):
    wijzigingsset = propose(cast.anna, noor, nummers=cast.own.nummer)
    apply(cast.anna, wijzigingsset)
    token = renew_token(Uitnodiging.objects.get())
    response = login(cast.anna).post(reverse("teamleden:wijzigingsset_undo", args=[wijzigingsset.pk]), follow=True)
    apply(cast.anna, response.context["wijzigingsset"])
    noor.refresh_from_db()
    assert (noor.status, rows(noor), find_uitnodiging(token)) == (Status.CONCEPT, set(), None)


def test_inv_1_undo_after_accepting_leaves_the_account(cast, noor):
    wijzigingsset = propose(cast.anna, noor, nummers=cast.own.nummer)
    apply(cast.anna, wijzigingsset)
    accept_uitnodiging(renew_token(Uitnodiging.objects.get()), WACHTWOORD)
    response = login(cast.anna).post(reverse("teamleden:wijzigingsset_undo", args=[wijzigingsset.pk]), follow=True)
    back = response.context["wijzigingsset"]
    assert [regel.overgeslagen for regel in response.context["overgeslagen"]] == [
        "intussen door iemand anders gewijzigd"
    ]
    apply(cast.anna, back)
    noor.refresh_from_db()
    assert (noor.status, rows(noor)) == (Status.ACTIEF, set())


def test_a_row_that_is_there_is_not_changed_by_an_invitation(cast, noor):
    rol = Rol.objects.get(naam="Accountant")
    TeamlidRolFactory(teamlid=noor, relatie=cast.own, rol=rol, niveau="raadpleger")
    apply(cast.anna, propose(cast.anna, noor, nummers=cast.own.nummer))
    assert rows(noor) == {("Bakkerij Van Dijk", "raadpleger", Herkomst.HAND)}


@pytest.mark.parametrize("name", ["own_raadpleger", "other", "afgeschermd"])
def test_hidden_and_unknown_numbers_get_the_same_answer(cast, noor, name):
    """Manon may give rollen at own only; whether the others exist is not told."""
    nummer = getattr(cast, name).nummer
    response = login(cast.manon).post(NEW, form(noor, nummers=f"{cast.own.nummer} {nummer} 424242"))
    assert errors(response) == {
        "nummers": [f"Deze relaties zijn er niet, of je mag er geen rollen geven: {nummer}, 424242."]
    }
    assert cast.own.nummer in response.content.decode()  # what was typed is still there
    assert not Wijzigingsset.objects.exists()


def test_a_label_reaches_only_where_one_may_give_rollen(cast, noor):
    label = LabelFactory()
    for relatie in (cast.own, cast.other, cast.afgeschermd):
        relatie.labels.add(label)
    apply(cast.manon, propose(cast.manon, noor, label=label.pk))
    assert {naam for naam, _, _ in rows(noor)} == {"Bakkerij Van Dijk"}


def test_choosing_by_hand_fills_the_list(cast, noor):
    response = login(cast.anna).post(NEW, form(noor, relatie=cast.own.nummer, nummers="12345", toevoegen="1"))
    assert response.context["form"]["nummers"].value() == f"12345\n{cast.own.nummer}"
    assert not Wijzigingsset.objects.exists()
    response = login(cast.anna).post(NEW, {"relatie": "", "toevoegen": "1"})
    assert errors(response) == {"relatie": ["Typ eerst het nummer of de naam van een relatie."]}


def test_the_choices_are_those_where_one_may_give_rollen(cast):
    text = login(cast.manon).get("/crm/teamleden/relatiekeuze/", {"relatie": "a"}).content.decode()
    assert cast.own.naam in text
    assert not [r.naam for r in (cast.own_raadpleger, cast.other, cast.afgeschermd) if r.naam in text]


def test_tl_5_a_manager_invites_no_beheerder(cast):
    boss = TeamlidFactory(status=Status.CONCEPT, rol="Beheerder")
    response = login(cast.manon).post(NEW, form(boss))
    assert "Je kunt de autorisatierol Beheerder niet geven" in response.content.decode()
    assert not Wijzigingsset.objects.exists()


def test_tl_5_a_lost_right_stops_an_invitation_that_was_prepared(cast, noor):
    wijzigingsset = propose(cast.manon, noor, nummers=cast.own.nummer)
    Teamlid.objects.filter(pk=cast.manon.pk).update(autorisatierol=Autorisatierol.objects.get(naam="Mutator"))
    apply(cast.manon, wijzigingsset)
    noor.refresh_from_db()
    assert (noor.status, rows(noor), Uitnodiging.objects.count()) == (Status.CONCEPT, set(), 0)


def test_the_service_refuses_who_may_not_invite(cast, noor):
    for actor in (cast.bram, cast.rick):
        with pytest.raises(NotAllowed):
            propose_uitnodiging(actor, noor)
        with pytest.raises(NotAllowed):
            revoke_uitnodiging(actor, noor)


def test_only_who_has_no_account_yet_is_a_choice(cast, noor):
    choices = login(cast.anna).get(NEW).context["form"].fields["teamlid"].queryset
    assert list(choices) == [noor]
    response = login(cast.anna).post(NEW, form(cast.bram.teamlid))
    assert "teamlid" in errors(response)


# --- The list ----------------------------------------------------------------------------------------------------


def test_inv_2_withdrawing_kills_the_link_at_once(cast, noor):
    invite_teamlid(cast.manon, noor)
    token = renew_token(Uitnodiging.objects.get())
    response = login(cast.manon).post(
        f"/crm/teamleden/{noor.pk}/uitnodiging-intrekken/", {"terug": "lijst"}, follow=True
    )
    assert messages(response) == [f"De uitnodiging van {noor} is ingetrokken; de link werkt niet meer."]
    assert find_uitnodiging(token) is None
    with pytest.raises(ValidationError):
        accept_uitnodiging(token, WACHTWOORD)
    noor.refresh_from_db()
    assert noor.status == Status.CONCEPT
    entry = Activiteit.objects.order_by("pk").last()
    assert (entry.actie, entry.wijzigingen) == ("uitnodiging ingetrokken", {"status": ["uitgenodigd", "concept"]})


def test_inv_2_what_is_withdrawn_or_accepted_cannot_be_withdrawn_again(cast, noor):
    response = login(cast.manon).post(f"/crm/teamleden/{noor.pk}/uitnodiging-intrekken/", follow=True)
    assert messages(response) == [f"{noor} heeft geen openstaande uitnodiging meer."]
    assert not Activiteit.objects.filter(actie="uitnodiging ingetrokken").exists()


def test_inv_2_the_list_shows_where_each_invitation_stands(cast, noor):
    invite_teamlid(cast.manon, noor)
    accepted = TeamlidFactory(status=Status.CONCEPT)
    invite_teamlid(cast.anna, accepted)
    accept_uitnodiging(renew_token(accepted.uitnodigingen.get()), WACHTWOORD)
    client = login(cast.manon)
    standen = {(r.record.teamlid, r.record.stand[0]) for r in client.get(LIST).context["table"].rows}
    assert standen == {(noor, "Wordt verzonden"), (accepted, "Aangenomen")}
    assert [r.record.teamlid for r in client.get(LIST, {"stand": "open"}).context["table"].rows] == [noor]
    assert [r.record.teamlid for r in client.get(LIST, {"zoek": "Noor"}).context["table"].rows] == [noor]
    text = client.get(LIST).content.decode()
    assert text.count("opnieuw uitnodigen") == 1  # not of the accepted one


def test_who_may_give_no_rollen_invites_without_them(cast, noor):
    rol = Autorisatierol.objects.get(naam="Manager")
    rol.group.permissions.remove(Permission.objects.get(codename="teamleden_koppelen"))
    response = login(cast.manon).get(NEW)
    assert list(response.context["form"].fields) == ["teamlid"]
    wijzigingsset = propose(cast.manon, noor, label=LabelFactory().pk, nummers=cast.own.nummer)
    assert wijzigingsset.aantal == 1
