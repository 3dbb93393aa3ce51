"""Every service that changes something writes what it did: who, what, at which Relatie, from what to what."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

import crm.services
import teamleden.services
from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compute_hash
from crm.models import Persoon, Relatie
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Rol, Teamlid, TeamlidRol, Waarneming
from teamleden.services.uitnodigingen import find_uitnodiging, make_uitnodiging, renew_token
from teamleden.waarnemen.plan import Plan, show_moment
from tests.factories import (
    ContactFactory,
    FunctieFactory,
    LabelFactory,
    PersoonRelatieFactory,
    TeamlidFactory,
    UitnodigingFactory,
)

pytestmark = pytest.mark.django_db

BSN, ANDER_BSN = "123456782", "111222333"
WACHTWOORD = "een-goed-wachtwoord-3"


@dataclass
class Entry:
    """What must be in the log, by who is who in the cast."""

    actor: Any
    actie: str
    obj: Any
    relatie: Any
    wijzigingen: dict


def fresh(wie):
    """Somebody who has an account to come, and the link that was mailed."""
    return TeamlidFactory(rol=wie, status="concept", persoon__email="nieuw@kantoor.example")


def fenna_at_own(cast):
    return cast.fenna.koppelingen.get()


def bram_at_own(cast):
    return TeamlidRol.objects.get(teamlid=cast.bram.pk, relatie=cast.own)


# Each service: (who does it, what is called, what must be in the log after it).
def create_relatie(cast):
    relatie = crm.services.create_relatie(
        cast.anna, nummer="70001", type="organisatie", naam="Nieuw bv", labels=[LabelFactory(naam="VIP")]
    )
    changes = {"nummer": ["", "70001"], "type": ["", "organisatie"], "naam": ["", "Nieuw bv"], "labels": [[], ["VIP"]]}
    return [Entry(cast.anna, "relatie toegevoegd", relatie, relatie, changes)]


def update_relatie(cast):
    label = LabelFactory(naam="VIP")
    relatie = crm.services.update_relatie(
        cast.bram, cast.own, versie=1, naam="Bakkerij Van Dijk", memo="Belt", actief=False, labels=[label]
    )
    changes = {"memo": ["", "Belt"], "actief": [True, False], "labels": [[], ["VIP"]]}
    return [Entry(cast.bram, "relatie gewijzigd", relatie, cast.own, changes)]


def create_contact(cast):
    contact = crm.services.create_contact(
        cast.bram, relatie=cast.own, functie=FunctieFactory(), nummer="89990", achternaam="Nieuw", email="n@v.example"
    )
    changes = {"nummer": ["", "89990"], "achternaam": ["", "Nieuw"], "email": [None, "n@v.example"], "labels": [[], []]}
    changes = {field: change for field, change in changes.items() if change[0] != change[1]}
    coupled = {"functie": ["", "gevolmachtigde"], "voorkeur": [False, False]}
    # Two things happen, and both are to be found: the contact is made, and it is coupled.
    return [
        Entry(cast.bram, "contact toegevoegd", contact, cast.own, changes),
        Entry(cast.bram, "contact gekoppeld", contact, cast.own, coupled),
    ]


def update_contact(cast):
    crm.services.update_contact(
        cast.bram, cast.fenna, versie=1, voornaam="Fenna", telefoon="+31612345678", labels=[LabelFactory(naam="VIP")]
    )
    changes = {"telefoon": ["", "+31612345678"], "labels": [[], ["VIP"]]}
    return [Entry(cast.bram, "contact gewijzigd", cast.fenna, None, changes)]


def couple_contact(cast):
    crm.services.couple_contact(cast.anna, cast.other, cast.fenna, functie=FunctieFactory(), voorkeur=True)
    changes = {"functie": ["", "gevolmachtigde"], "voorkeur": [False, True]}
    return [Entry(cast.anna, "contact gekoppeld", cast.fenna, cast.other, changes)]


def update_koppeling(cast):
    directeur = FunctieFactory(naam="directeur")
    crm.services.update_koppeling(cast.bram, fenna_at_own(cast), functie=directeur, voorkeur=False)
    changes = {"functie": ["gevolmachtigde", "directeur"], "voorkeur": [True, False]}
    return [Entry(cast.bram, "koppeling gewijzigd", cast.fenna, cast.own, changes)]


def uncouple_contact(cast):
    crm.services.uncouple_contact(cast.bram, fenna_at_own(cast))
    return [Entry(cast.bram, "contact ontkoppeld", cast.fenna, cast.own, {"functie": ["gevolmachtigde", ""]})]


def grant_rol(cast):
    fiscaal = Rol.objects.get(naam="Fiscaal")
    teamleden.services.grant_rol(cast.manon, cast.own, cast.chantal.teamlid, fiscaal, "raadpleger")
    changes = {"rol": ["", "Fiscaal"], "niveau": ["", "raadpleger"], "herkomst": ["", "hand"]}
    return [Entry(cast.manon, "rol gegeven", cast.chantal.teamlid, cast.own, changes)]


def change_niveau(cast):
    teamleden.services.change_niveau(cast.manon, bram_at_own(cast), "raadpleger")
    changes = {"rol": ["Relatiebeheerder", "Relatiebeheerder"], "niveau": ["mutator", "raadpleger"]}
    return [Entry(cast.manon, "niveau gewijzigd", cast.bram.teamlid, cast.own, changes)]


def revoke_rol(cast):
    teamleden.services.revoke_rol(cast.manon, bram_at_own(cast))
    changes = {"rol": ["Relatiebeheerder", ""], "niveau": ["mutator", ""], "herkomst": ["hand", ""]}
    return [Entry(cast.manon, "rol afgenomen", cast.bram.teamlid, cast.own, changes)]


def add_teamlid(cast):
    manager = Autorisatierol.objects.get(naam="Manager")
    teamlid = teamleden.services.add_teamlid(
        cast.anna,
        autorisatierol=manager,
        functie=FunctieFactory(naam="medewerker"),
        nummer="99990",
        achternaam="Nieuw",
        email="nieuw@kantoor.example",
    )
    changes = {
        "nummer": ["", "99990"],
        "achternaam": ["", "Nieuw"],
        "email": [None, "nieuw@kantoor.example"],
        "autorisatierol": [None, "Manager"],
        "functie": [None, "medewerker"],
    }
    return [Entry(cast.anna, "teamlid toegevoegd", teamlid, None, changes)]


def update_teamlid(cast):
    raadpleger = Autorisatierol.objects.get(naam="Raadpleger")
    teamleden.services.update_teamlid(
        cast.anna, cast.bram.teamlid, versie=1, autorisatierol=raadpleger, voornaam="Bram", telefoon="+31612345678"
    )
    changes = {"telefoon": ["", "+31612345678"], "autorisatierol": ["Mutator", "Raadpleger"]}
    return [Entry(cast.anna, "teamlid gewijzigd", cast.bram.teamlid, None, changes)]


def invite_teamlid(cast):
    teamlid = fresh("Mutator")
    teamleden.services.invite_teamlid(cast.anna, teamlid)
    return [Entry(cast.anna, "teamlid uitgenodigd", teamlid, None, {"status": ["concept", "uitgenodigd"]})]


def accept_uitnodiging(cast):
    teamlid = fresh("Mutator")
    token = renew_token(make_uitnodiging(cast.anna, teamlid))
    persoon = teamleden.services.accept_uitnodiging(token, WACHTWOORD)
    invited = Entry(cast.anna, "teamlid uitgenodigd", teamlid, None, {"status": ["concept", "uitgenodigd"]})
    return [invited, Entry(persoon, "uitnodiging aangenomen", teamlid, None, {"status": ["uitgenodigd", "actief"]})]


def start_waarneming(cast):
    van, tot = (timezone.make_aware(datetime(2099, 5, day, 9)) for day in (4, 8))  # noqa: DTZ001
    plan = Plan(cast.bram.teamlid, cast.rick.teamlid, van, tot, "Vakantie", relaties=(cast.own,))
    waarneming = teamleden.services.start_waarneming(cast.manon, plan)
    changes = {
        "afwezige": ["", str(cast.bram)],
        "waarnemer": ["", str(cast.rick)],
        "van": ["", "04-05-2099 09:00"],
        "tot": ["", "08-05-2099 09:00"],
        "reden": ["", "Vakantie"],
        "rollen": ["", "Alle rollen"],
        "relaties": ["", "1 gekozen relatie"],
    }
    return [Entry(cast.manon, "waarneming toegevoegd", waarneming, None, changes)]


def change_waarneming(cast):
    waarneming = Waarneming.objects.get()
    plan = replace(Plan.of(waarneming), reden="Ziek")
    teamleden.services.change_waarneming(cast.anna, waarneming, plan, versie=1)
    return [Entry(cast.anna, "waarneming gewijzigd", waarneming, None, {"reden": ["Vakantie", "Ziek"]})]


def end_waarneming(cast):
    waarneming = teamleden.services.end_waarneming(cast.bram, Waarneming.objects.get())
    changes = {"beeindigd_op": ["", show_moment(waarneming.beeindigd_op)]}
    return [Entry(cast.bram, "waarneming beëindigd", waarneming, None, changes)]


def revoke_uitnodiging(cast):
    teamlid = UitnodigingFactory().teamlid
    teamleden.services.revoke_uitnodiging(cast.manon, teamlid)
    return [Entry(cast.manon, "uitnodiging ingetrokken", teamlid, None, {"status": ["uitgenodigd", "concept"]})]


SERVICES = {
    call.__name__: call
    for call in (
        create_relatie,
        update_relatie,
        create_contact,
        update_contact,
        couple_contact,
        update_koppeling,
        uncouple_contact,
        grant_rol,
        change_niveau,
        revoke_rol,
        add_teamlid,
        update_teamlid,
        invite_teamlid,
        accept_uitnodiging,
        revoke_uitnodiging,
        start_waarneming,
        change_waarneming,
        end_waarneming,
    )
}
READS = {"find_uitnodiging", "preview_waarneming"}


def test_every_service_is_here():
    assert set(SERVICES) == {*crm.services.__all__, *teamleden.services.__all__} - READS


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_writes_what_it_did_and_no_more(cast, name):
    expected = SERVICES[name](cast)
    found = list(Activiteit.objects.order_by("pk"))
    assert [
        (row.actor, row.actor_naam, row.actie, row.object_type, row.object_id, row.relatie, row.wijzigingen)
        for row in found
    ] == [
        (e.actor, str(e.actor), e.actie, e.obj._meta.label_lower, str(e.obj.pk), e.relatie, e.wijzigingen)
        for e in expected
    ]
    assert [compute_hash(row) for row in found] == [row.hash for row in found]
    assert LogKop.objects.get().laatste_hash == found[-1].hash


def test_making_a_relatie_logs_the_rol_its_maker_gets(cast):
    """Whoever has bereik gekoppeld gets access by making it, and that is a change of access like any other."""
    relatie = crm.services.create_relatie(cast.bram, nummer="70001", type="organisatie", naam="Nieuw bv")
    row = Activiteit.objects.get(actie="rol gegeven")
    assert (row.actor, row.object_type, row.object_id, row.relatie, row.wijzigingen) == (
        cast.bram,
        "teamleden.teamlid",
        str(cast.bram.pk),
        relatie,
        {"rol": ["", "Relatiebeheerder"], "niveau": ["", "mutator"], "herkomst": ["", "hand"]},
    )
    assert sorted(Activiteit.objects.values_list("actie", flat=True)) == ["relatie toegevoegd", "rol gegeven"]


NOTHING = {
    "update_relatie": lambda cast: crm.services.update_relatie(
        cast.bram, cast.own, versie=1, naam=cast.own.naam, relatiesoort=None, labels=[]
    ),
    "update_contact": lambda cast: crm.services.update_contact(
        cast.bram, cast.fenna, versie=1, voornaam="Fenna", email="fenna@voorbeeld.example", labels=[]
    ),
    "update_koppeling": lambda cast: crm.services.update_koppeling(
        cast.bram, fenna_at_own(cast), functie=fenna_at_own(cast).functie, voorkeur=True
    ),
    "change_niveau": lambda cast: teamleden.services.change_niveau(cast.manon, bram_at_own(cast), "mutator"),
    "update_teamlid": lambda cast: teamleden.services.update_teamlid(
        cast.anna,
        cast.bram.teamlid,
        versie=1,
        autorisatierol=cast.bram.teamlid.autorisatierol,
        functie=cast.bram.teamlid.functie,
        voornaam="Bram",
        nummer=cast.bram.nummer,
        labels=[],
    ),
}


def versions():
    return {model: set(model.objects.values_list("pk", "versie")) for model in (Relatie, Persoon, Teamlid)}


@pytest.mark.parametrize("name", NOTHING)
def test_saving_without_a_change_writes_nothing(cast, name):
    before = versions()
    NOTHING[name](cast)
    assert list(Activiteit.objects.values_list("actie", "wijzigingen")) == []
    assert versions() == before


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"accept_uitnodiging"}))
def test_what_is_refused_writes_nothing(cast, name):
    """Everybody in the cast as somebody who left the office."""
    for who in ("anna", "bram", "manon"):
        Teamlid.objects.filter(pk=getattr(cast, who).pk).update(status="uit_dienst")
    with pytest.raises(NotAllowed):
        SERVICES[name](cast)
    assert list(Activiteit.objects.all()) == []


def said():
    """Every word of the log."""
    return json.dumps(list(Activiteit.objects.values()), default=str, ensure_ascii=False)


def test_rel_4_no_entry_holds_a_bsn(cast):
    """Made, changed and emptied."""
    made = crm.services.create_relatie(
        cast.anna, nummer="70001", type="persoon", naam="Piet Klant", achternaam="Klant", bsn=BSN
    )
    for versie, bsn in enumerate((ANDER_BSN, ""), start=1):
        crm.services.update_relatie(cast.anna, made, versie=versie, bsn=bsn)
    bsns = [row.wijzigingen["bsn"] for row in Activiteit.objects.filter(relatie=made).order_by("pk")]
    assert bsns == [["", "•••"], ["•••", "•••"], ["•••", ""]]
    assert [bsn for bsn in (BSN, ANDER_BSN) if bsn in said()] == []


def test_rel_4_a_bsn_that_stays_is_not_mentioned(cast):
    relatie = PersoonRelatieFactory(bsn=BSN)
    crm.services.update_relatie(cast.anna, relatie, versie=1, bsn=BSN, memo="Belt")
    assert Activiteit.objects.get().wijzigingen == {"memo": ["", "Belt"]}


def test_inv_2_no_entry_holds_a_password_or_a_token(cast):
    teamlid = fresh("Mutator")
    token = renew_token(make_uitnodiging(cast.anna, teamlid))
    token_hash = find_uitnodiging(token).token_hash
    with pytest.raises(ValidationError):
        teamleden.services.accept_uitnodiging(token, "kort")
    persoon = teamleden.services.accept_uitnodiging(token, WACHTWOORD)
    secrets = (token, token_hash, WACHTWOORD, persoon.password)
    assert [secret for secret in secrets if secret in said()] == []
    assert list(Activiteit.objects.order_by("pk").values_list("actie", flat=True)) == [
        "teamlid uitgenodigd", "uitnodiging aangenomen",
    ]  # fmt: skip


def test_a_contact_that_is_refused_halfway_leaves_no_entry(cast):
    """The number is taken: neither the contact nor its coupling is in the log."""
    other = ContactFactory()
    with pytest.raises(ValidationError):
        crm.services.create_contact(
            cast.bram, relatie=cast.own, functie=FunctieFactory(), nummer=other.nummer, achternaam="Nieuw"
        )
    assert list(Activiteit.objects.all()) == []
