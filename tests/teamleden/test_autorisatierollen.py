"""The matrix of autorisatierollen: posts changes, shows the effect, applies it, and can be undone."""

import pytest
from django.urls import reverse

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen.models import Wijzigingsset
from permissions.models import Autorisatierol
from teamleden.services.autorisatierollen import codes_of
from tests.cast import next_request
from tests.client import login

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


def test_a_change_is_shown_before_anything_happens(cast):
    response = Page(cast.anna).toggle("Mutator", "crm.bsn_inzien").send()
    assert "crm.bsn_inzien" in codes_of(rol("Mutator"))
    wijzigingsset = response.context["wijzigingsset"]
    assert (wijzigingsset.status, wijzigingsset.aantal) == ("voorgesteld", 1)
    assert [regel.omschrijving for regel in response.context["regels"]] == ["Mutator verliest ‘BSN inzien’"]
    gevolg = wijzigingsset.gevolg
    # Bram and Daan have two Relaties with a row, Chantal two.
    assert gevolg["permissies"] == [
        {"naam": "BSN inzien", "gevoelig": True, "erbij": [0, 0], "eraf": [3, 6]}
    ]
    assert [persoon["naam"].split()[0] for persoon in gevolg["personen"]] == ["Bram", "Chantal", "Daan"]


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
