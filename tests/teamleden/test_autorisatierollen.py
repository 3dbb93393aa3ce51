"""The matrix of autorisatierollen: posts changes, shows the effect, applies it, and can be undone."""

import pytest
from django.urls import reverse

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import Wijzigingsset
from permissions.models import Autorisatierol, RelatieToegang
from teamleden.models import Niveau, TeamlidRol
from teamleden.services.autorisatierollen import codes_of, propose_permissies
from tests.cast import next_request
from tests.client import login
from tests.factories import TeamlidFactory

pytestmark = pytest.mark.django_db

MATRIX = "/beheer/teamleden/autorisatierollen/"


def rol(naam):
    return Autorisatierol.objects.get(naam=naam)


class Page:
    """The matrix as somebody has it open: what it showed, and the vakjes that were ticked or unticked since."""

    def __init__(self, persoon, query=""):
        self.client = login(persoon)
        context = self.client.get(MATRIX + query).context
        self.query = query
        self.data = {"getoond": context["getoond"], "rijen": context["rijen"]}
        for one in context["rollen"]:
            self.data |= {f"versie-{one.pk}": one.versie}
            self.data |= {f"bereik-{one.pk}": one.bereik, f"bereik-getoond-{one.pk}": one.bereik}
        self.ticked = set(context["getoond"].split())

    def toggle(self, naam, code):
        self.ticked ^= {f"{rol(naam).pk}:{code}"}
        return self

    def send(self):
        return self.client.post(MATRIX + self.query, {**self.data, "p": sorted(self.ticked)}, follow=True)

    def apply(self):
        response = self.send()
        wijzigingsset = response.context["wijzigingsset"]
        return self.client.post(reverse("teamleden:wijzigingsset_apply", args=[wijzigingsset.pk]), follow=True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def last_message(response):
    """After requests whose pages were not looked at, their messages come along."""
    return messages_of(response)[-1]


def test_a_change_is_shown_before_anything_happens(cast):
    response = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").send()
    assert "crm.bsn_inzien" in codes_of(rol("Mutator"))
    wijzigingsset = response.context["wijzigingsset"]
    assert (wijzigingsset.status, wijzigingsset.aantal) == ("voorgesteld", 1)
    assert [regel.omschrijving for regel in response.context["regels"]] == ["Mutator verliest ‘BSN inzien’"]
    gevolg = wijzigingsset.gevolg
    # Bram and Daan have two Relaties with a row, Chantal two.
    assert gevolg["permissies"] == [{"naam": "BSN inzien", "gevoelig": True, "erbij": [0, 0], "eraf": [3, 6]}]
    assert sorted(persoon["naam"].split()[0] for persoon in gevolg["personen"]) == ["Bram", "Chantal", "Daan"]


def test_what_was_shown_is_applied_and_logged(cast):
    response = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").apply()
    assert messages_of(response) == ["De wijziging is toegepast. Je kunt haar 30 dagen ongedaan maken."]
    assert "crm.bsn_inzien" not in codes_of(rol("Mutator"))
    assert not next_request(cast.bram).has_perm("crm.bsn_inzien", cast.own)
    entries = Activiteit.objects.filter(actor=cast.anna).order_by("pk")
    assert [(entry.actie, entry.object_naam, entry.wijzigingen) for entry in entries] == [
        ("wijzigingsset toegepast", "Permissies van Mutator", {"regels": [0, 1]}),
        ("autorisatierol gewijzigd", "Mutator", {"BSN inzien": ["aan", ""]}),
    ]


def test_two_admins_at_the_matrix_never_overwrite_each_other(cast):
    mine, theirs = Page(cast.anna), Page(cast.anna)
    theirs.toggle("Mutator", "crm.bsn_inzien").apply()
    response = mine.toggle("Mutator", "crm.labels_gebruiken").send()
    assert messages_of(response) == [
        "Iemand anders wijzigde intussen ook Mutator: ‘BSN inzien’ ging eraf. Dat blijft zo."
    ]
    mine.client.post(reverse("teamleden:wijzigingsset_apply", args=[response.context["wijzigingsset"].pk]))
    assert {"crm.bsn_inzien", "crm.labels_gebruiken"} & codes_of(rol("Mutator")) == set()


def test_when_the_data_moved_it_is_asked_again(cast):
    """A colleague becomes a Mutator between the preview and the click: more people would lose something."""
    page = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien")
    shown = page.send().context["wijzigingsset"]
    rick = cast.rick.teamlid
    rick.autorisatierol = rol("Mutator")
    rick.save()
    response = page.client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]), follow=True)
    again = response.context["wijzigingsset"]
    assert (again.status, again.gevolg["permissies"][0]["eraf"]) == ("voorgesteld", [4, 7])
    assert Wijzigingsset.objects.get(pk=shown.pk).status == "vervallen"
    assert "crm.bsn_inzien" in codes_of(rol("Mutator"))
    page.client.post(reverse("teamleden:wijzigingsset_apply", args=[again.pk]))
    assert "crm.bsn_inzien" not in codes_of(rol("Mutator"))


def undo(client, wijzigingsset):
    response = client.post(reverse("teamleden:wijzigingsset_undo", args=[wijzigingsset.pk]), follow=True)
    return response.context["wijzigingsset"]


def test_undo_and_undo_of_the_undo(cast):
    page = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien")
    applied = page.apply().context["wijzigingsset"]
    back = undo(page.client, applied)
    assert back.ongedaan_maakt == applied
    page.client.post(reverse("teamleden:wijzigingsset_apply", args=[back.pk]))
    assert "crm.bsn_inzien" in codes_of(rol("Mutator"))
    assert not Wijzigingsset.objects.get(pk=applied.pk).kan_ongedaan
    forth = undo(page.client, back)
    page.client.post(reverse("teamleden:wijzigingsset_apply", args=[forth.pk]))
    assert "crm.bsn_inzien" not in codes_of(rol("Mutator"))


def test_undo_leaves_alone_what_others_changed_since(cast):
    page = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").toggle("Mutator", "crm.labels_gebruiken")
    applied = page.apply().context["wijzigingsset"]
    Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").apply()
    response = page.client.post(reverse("teamleden:wijzigingsset_undo", args=[applied.pk]), follow=True)
    assert [regel.omschrijving for regel in response.context["regels"]] == ["Mutator krijgt ‘Labels gebruiken’"]
    assert [(regel.omschrijving, regel.overgeslagen) for regel in response.context["overgeslagen"]] == [
        ("Mutator krijgt ‘BSN inzien’", "intussen door iemand anders gewijzigd")
    ]


# --- TL-4 and TL-5 ------------------------------------------------------------------------------------------------


LAATSTE = (
    "Dit kan niet: er moet altijd één actief teamlid zijn dat teamleden en autorisatierollen mag beheren. "
    "Maak eerst een ander teamlid beheerder."
)


@pytest.mark.parametrize("code", ["teamleden.teamleden_beheren", "teamleden.autorisatierollen_beheren"])
def test_tl_4_the_last_beheerder_does_not_lose_the_right_through_the_matrix(cast, code):
    response = Page(cast.anna).toggle("Beheerder", code).send()
    assert messages_of(response) == [LAATSTE]
    assert code in codes_of(rol("Beheerder"))
    assert Wijzigingsset.objects.count() == 0


def test_tl_4_the_last_beheerder_is_not_demoted_through_the_table(cast):
    client, beheerder = login(cast.anna), rol("Beheerder")
    pk = cast.anna.pk
    data = {f"rol-{pk}": rol("Mutator").pk, f"getoond-{pk}": beheerder.pk}
    response = client.post("/beheer/teamleden/autorisatie-tabel/", data, follow=True)
    assert messages_of(response) == [LAATSTE]
    second = TeamlidFactory(rol="Beheerder")
    response = client.post("/beheer/teamleden/autorisatie-tabel/", data, follow=True)
    assert response.context["wijzigingsset"].titel == "Autorisatierol van 1 teamlid"
    assert second.is_actief


def uit_dienst(client, teamlid):
    """Per direct, with the rollen left where they are."""
    data = {"wanneer": "nu", "rest": "blijft", "regels-TOTAL_FORMS": 0, "regels-INITIAL_FORMS": 0}
    data |= {"los-TOTAL_FORMS": 0, "los-INITIAL_FORMS": 0, "stap": "gevolgen"}
    return client.post(f"/crm/teamleden/{teamlid.pk}/uit-dienst/verdelen/", data, follow=True)


def test_tl_4_the_last_beheerder_does_not_leave(cast):
    """A second one may report the first uit dienst, and then not go too."""
    second = TeamlidFactory(rol="Beheerder")
    client = login(second.persoon)
    shown = uit_dienst(client, cast.anna).context["wijzigingsset"]
    client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    cast.anna.teamlid.refresh_from_db()
    assert cast.anna.teamlid.status == "uit_dienst"
    response = uit_dienst(client, second)
    assert (
        response.context["form"].non_field_errors()[0]
        == "Je kunt jezelf niet uit dienst melden; vraag een collega om dit te doen."
    )


def test_uit_dienst_ends_access_and_undo_gives_it_back(cast):
    client = login(cast.anna)
    shown = uit_dienst(client, cast.bram).context["wijzigingsset"]
    assert sorted((one["naam"].split()[0], one["inzien"]) for one in shown.gevolg["personen"]) == [
        ("Bram", [0, 2]),
        ("Daan", [0, 2]),
    ]
    client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    assert not next_request(cast.bram).has_perm("crm.view_relatie", cast.own)
    assert not next_request(cast.daan).has_perm("crm.view_relatie", cast.own)
    back = undo(client, shown)
    client.post(reverse("teamleden:wijzigingsset_apply", args=[back.pk]))
    assert next_request(cast.bram).has_perm("crm.change_relatie", cast.own)


def test_tl_5_nobody_gives_a_permissie_or_bereik_they_do_not_hold(cast):
    """Manon may edit autorisatierollen here, but holds no more than a Manager."""
    manager = rol("Manager")
    extra = rol("Beheerder").group.permissions.filter(
        rij__code__in=["teamleden.autorisatierollen_beheren", "teamleden.teamleden_beheren"]
    )
    manager.group.permissions.add(*extra)
    page = Page(next_request(cast.manon)).toggle("Manager", "crm.afgeschermde_relaties_beheren")
    assert messages_of(page.send()) == ["Je kunt ‘Afgeschermde relaties beheren’ niet geven: dat mag je zelf niet."]
    page = Page(next_request(cast.manon))
    page.data[f"bereik-{manager.pk}"] = "alle"
    assert messages_of(page.send()) == ["Je kunt geen bereik over alle relaties geven: dat heb je zelf niet."]
    client = login(next_request(cast.manon))
    response = client.post(
        f"/beheer/teamleden/autorisatierollen/{rol('Beheerder').pk}/kopieren/", {"naam": "Kopie"}, follow=True
    )
    assert response.context["form"].non_field_errors() == [
        "Je kunt de autorisatierol Beheerder niet geven: die mag meer dan jijzelf."
    ]
    pk = cast.bram.pk
    data = {f"rol-{pk}": rol("Beheerder").pk, f"getoond-{pk}": rol("Mutator").pk}
    response = client.post("/beheer/teamleden/autorisatie-tabel/", data, follow=True)
    assert messages_of(response) == ["Je kunt de autorisatierol Beheerder niet geven: die mag meer dan jijzelf."]


def test_only_who_prepared_a_change_applies_it(cast):
    shown = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").send().context["wijzigingsset"]
    other = login(TeamlidFactory(rol="Beheerder").persoon)
    response = other.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]), follow=True)
    assert messages_of(response) == ["Alleen wie een wijziging heeft voorbereid kan haar toepassen."]
    assert "crm.bsn_inzien" in codes_of(rol("Mutator"))


def test_a_lost_right_stops_what_was_prepared(cast):
    """The right is asked again when it is applied."""
    TeamlidFactory(rol="Beheerder")
    page = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien")
    shown = page.send().context["wijzigingsset"]
    anna = cast.anna.teamlid
    anna.autorisatierol = rol("Manager")
    anna.save()
    response = page.client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    assert (response.status_code, "crm.bsn_inzien" in codes_of(rol("Mutator"))) == (403, True)


# --- Copy, rename, delete, reset -----------------------------------------------------------------------------------


def test_copy_rename_and_delete(cast):
    client, mutator = login(cast.anna), rol("Mutator")
    client.post(f"/beheer/teamleden/autorisatierollen/{mutator.pk}/kopieren/", {"naam": " Stagiair "})
    made = rol("Stagiair")
    assert (codes_of(made), made.bereik, made.standaard) == (codes_of(mutator), mutator.bereik, "")
    response = client.post(f"/beheer/teamleden/autorisatierollen/{made.pk}/hernoemen/", {"naam": "mutator"})
    assert response.context["form"].errors == {"naam": ["Er is al een autorisatierol met deze naam."]}
    client.post(f"/beheer/teamleden/autorisatierollen/{made.pk}/hernoemen/", {"naam": "Leerling"})
    lid = TeamlidFactory(autorisatierol=rol("Leerling"))
    delete = f"/beheer/teamleden/autorisatierollen/{made.pk}/verwijderen/"
    assert last_message(client.post(delete, follow=True)) == (
        "Deze autorisatierol is in gebruik bij 1 teamlid en kan niet weg. Geef die teamleden eerst een andere."
    )
    lid.autorisatierol = mutator
    lid.save()
    assert messages_of(client.post(delete, follow=True)) == ["Autorisatierol Leerling is verwijderd."]
    assert not Autorisatierol.objects.filter(naam="Leerling").exists()
    response = client.post(f"/beheer/teamleden/autorisatierollen/{mutator.pk}/verwijderen/", follow=True)
    assert messages_of(response) == [
        "Een standaardrol kan niet worden verwijderd; je kunt haar wel herstellen of hernoemen."
    ]


def test_a_standard_autorisatierol_is_brought_back_to_what_it_came_with(cast):
    before = codes_of(rol("Mutator"))
    Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").toggle("Mutator", "crm.delete_relatie").apply()
    client = login(cast.anna)
    url = f"/beheer/teamleden/autorisatierollen/{rol('Mutator').pk}/herstellen/"
    shown = client.post(url, follow=True).context["wijzigingsset"]
    client.post(reverse("teamleden:wijzigingsset_apply", args=[shown.pk]))
    assert codes_of(rol("Mutator")) == before
    assert last_message(client.post(url, follow=True)) == "Er verandert niets: alles staat al zo."


# --- The table ---------------------------------------------------------------------------------------------------


def test_the_table_filters_on_what_somebody_may(cast):
    context = login(cast.anna).get("/beheer/teamleden/autorisatie-tabel/?mag=teamleden.teamleden_uitnodigen").context
    assert {row.record.persoon for row in context["table"].rows} == {cast.anna, cast.manon}


def test_the_export_is_the_filtered_table_and_is_logged(cast):
    cast.manon.voornaam, cast.manon.achternaam = "", "=1+1"
    cast.manon.save()
    response = login(cast.anna).get("/beheer/teamleden/autorisatie-tabel/export/?mag=teamleden.teamleden_uitnodigen")
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "Nummer;Naam;E-mailadres;Functie;Status;Autorisatierol;Niveau;Bereik"
    # Sorted by name: the "=" of a formula comes first, and is text here.
    assert [line.split(";")[1:2] + line.split(";")[5:] for line in lines[1:]] == [
        ["'=1+1", "Manager", "3", "Alleen gekoppelde relaties"],
        [str(cast.anna), "Beheerder", "4", "Alle relaties"],
    ]
    assert [(entry.actie, entry.wijzigingen) for entry in Activiteit.objects.all()] == [
        ("autorisatie-tabel geëxporteerd", {"teamleden": [0, 2]})
    ]


def test_the_preview_of_bereik_alle_counts_what_the_view_gives(cast):
    """Most Relaties are counted without the view, so here it is compared with the view; one is afgeschermd."""
    chantal = TeamlidRol.objects.get(teamlid=cast.chantal.pk, relatie=cast.afgeschermd)
    TeamlidRol.objects.create(
        teamlid=cast.bram.teamlid, relatie=cast.afgeschermd, rol=chantal.rol, niveau=Niveau.RAADPLEGER
    )
    Autorisatierol.objects.filter(naam="Beheerder").update(bereik="alle")
    people = [cast.bram, cast.chantal, cast.daan]

    def seen(persoon, codename):
        rows = RelatieToegang.objects.filter(user=persoon.pk, permission__codename=codename)
        return rows.count()

    before = {p.pk: (seen(p, "view_relatie"), seen(p, "change_relatie")) for p in people}
    wijzigingsset = propose_permissies(cast.anna, {"permissies": {}, "bereiken": {rol("Mutator").pk: "alle"}})
    shown = {row["pk"]: (row["inzien"], row["bewerken"]) for row in wijzigingsset.gevolg["personen"]}
    engine.apply(cast.anna, wijzigingsset)
    gained = {
        p.pk: ([seen(p, "view_relatie") - before[p.pk][0], 0], [seen(p, "change_relatie") - before[p.pk][1], 0])
        for p in people
    }
    assert shown == gained
    assert gained[cast.bram.pk][0][0] > 0
