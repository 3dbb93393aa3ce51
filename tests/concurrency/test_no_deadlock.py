"""Any two changes at once: one waits for the other, and never each for the other."""

from functools import partial
from itertools import count

import pytest
from django.core.exceptions import ValidationError

from activiteitenlog.models import Activiteit
from crm.importeren.toepassen import import_file
from crm.models import Functie, Kantoor
from crm.services import (
    couple_contact,
    create_contact,
    create_relatie,
    update_contact,
    update_relatie,
)
from permissions.gate import Systeem
from permissions.models import Autorisatierol
from teamleden.models import Rol, StandaardTeamlidRol, Status, TeamlidRol
from teamleden.services import (
    accept_uitnodiging,
    add_teamlid,
    grant_rol,
    invite_teamlid,
    revoke_rol,
    update_teamlid,
)
from teamleden.services.rollen_beheer import delete_rol, move_rol
from teamleden.services.standaardrollen import update_standaardrol
from teamleden.services.uitnodigingen import ONGELDIG, make_uitnodiging, renew_token
from tests.cast import next_request
from tests.concurrency.at_once import at_once
from tests.crm.importeren.conftest import contact, organisatie, write_workbook
from tests.factories import ContactFactory, StandaardrolFactory, TeamlidFactory, TeamlidRolFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WACHTWOORD = "paarse-fietsen-in-mei-4"


class Office:
    """What all the changes are about: one Relatie, its Contacten, and the Teamleden at it."""

    def __init__(self, cast, folder):
        self.anna, self.bram, self.fenna, self.own = cast.anna, cast.bram, cast.fenna, cast.own
        self.folder, self.fresh = folder, count(1)
        self.functies = list(Functie.objects.all())
        # Whoever makes a Relatie gives what this rule says.
        self.rule = StandaardrolFactory(teamlid=cast.rick.teamlid, rol=Rol.objects.get(naam="Salaris"))
        self.renew()

    def renew(self):
        """What a change uses up, made anew."""
        self.bram, self.anna = next_request(self.bram), next_request(self.anna)
        self.loose = ContactFactory()
        self.nieuw = TeamlidFactory(status=Status.CONCEPT)
        self.token = renew_token(make_uitnodiging(Systeem("test"), self.nieuw))
        self.row = TeamlidRolFactory(relatie=self.own)
        self.unused = Rol.objects.create(naam=self.word(), volgorde=25)

    def functie(self):
        return self.functies[next(self.fresh) % len(self.functies)]

    def word(self):
        return f"Woord {next(self.fresh)}"


def save_relatie(office):
    return update_relatie(office.bram, office.own, versie=None, memo=office.word())


def save_contact(office):
    values = {"nummer": office.fenna.nummer, "voornaam": office.word()}
    return update_contact(office.bram, office.fenna, versie=None, **values)


def add_contact(office):
    functie = Functie.objects.get(naam="medewerker")
    return create_contact(office.bram, relatie=office.own, functie=functie, achternaam="Nieuw", voorkeur=True)


def couple(office):
    return couple_contact(office.bram, office.own, office.loose, functie=office.functie(), voorkeur=True)


def add_relatie(office):
    values = {"type": "organisatie", "naam": "Nieuw", "rechtsvorm": "bv"}
    return create_relatie(office.bram, nummer=f"6{next(office.fresh):04d}", **values)


def give(office):
    return grant_rol(office.anna, office.own, office.bram.teamlid, Rol.objects.last(), "mutator")


def take(office):
    return revoke_rol(office.anna, office.row)


def save_teamlid(office):
    functie = Functie.objects.get(naam="medewerker")
    values = {"nummer": office.bram.nummer, "voornaam": office.word(), "functie": functie}
    return update_teamlid(office.anna, office.bram.teamlid, versie=None, **values)


def add(office):
    rol, functie = Autorisatierol.objects.get(naam="Mutator"), Functie.objects.get(naam="medewerker")
    email = f"nieuw{next(office.fresh)}@kantoor.example"
    return add_teamlid(office.anna, achternaam="Nieuw", email=email, autorisatierol=rol, functie=functie)


def invite(office):
    return invite_teamlid(office.anna, office.nieuw)


def accept(office):
    return accept_uitnodiging(office.token, WACHTWOORD)


def order_rollen(office):
    fiscaal, administratie = Rol.objects.filter(naam__in=("Fiscaal", "Administratie"))
    return move_rol(office.anna, fiscaal, na=administratie.pk)


def drop_rol(office):
    return delete_rol(office.anna, office.unused)


def save_rule(office):
    rule = StandaardTeamlidRol.objects.get()
    niveau = "raadpleger" if rule.niveau == "mutator" else "mutator"
    return update_standaardrol(office.anna, rule, versie=None, niveau=niveau)


def import_all(office):
    """Names the Relatie and its Contact, a new Relatie, and, wrongly, a Teamlid."""
    path = office.folder / f"{next(office.fresh)}.xlsx"
    relaties = [
        organisatie(office.own.nummer, Plaats=office.word()),
        organisatie(f"5{next(office.fresh):04d}", Labels=office.word()),  # a new label is in the log before the Relatie
    ]
    contacten = [
        contact(office.fenna.nummer, office.own.nummer, Voornaam=office.word()),
        contact(office.bram.nummer, office.own.nummer),
    ]
    return import_file(write_workbook(path, {"Relaties": relaties, "Contacten": contacten}), office.anna)


CHANGES = [
    save_relatie, save_contact, add_contact, couple, add_relatie, give, take, save_teamlid, add, accept, import_all,
    order_rollen, drop_rol, save_rule,
]  # fmt: skip


def test_each_change_by_itself_is_carried_out(cast, tmp_path):
    """Or the next test would say nothing."""
    office, logged = Office(cast, tmp_path), Activiteit.objects.count
    idle = [change.__name__ for change in CHANGES if (logged(), change(office))[0] == logged()]
    assert idle == []


@pytest.mark.parametrize("first", CHANGES, ids=lambda change: change.__name__)
def test_no_two_changes_wait_for_each_other(cast, tmp_path, first):
    office, broken = Office(cast, tmp_path), []
    for second in CHANGES:
        outcomes = at_once(partial(first, office), partial(second, office))
        broken += [(second.__name__, outcome) for outcome in outcomes if is_broken(outcome)]
        TeamlidRol.objects.filter(teamlid=office.bram.teamlid, rol=Rol.objects.last()).delete()
        office.renew()
    assert broken == []


def is_broken(outcome):
    """Refused with a sentence is fine: some changes can be made only once."""
    return isinstance(outcome, Exception) and not isinstance(outcome, ValidationError)


def test_inviting_again_and_accepting_do_not_wait_for_each_other(cast, tmp_path):
    office = Office(cast, tmp_path)
    invited, accepted = at_once(partial(invite, office), partial(accept, office), held=office.nieuw)
    assert accepted.messages == [ONGELDIG]
    assert [invited] == list(office.nieuw.uitnodigingen.open())


def test_accepting_and_inviting_again_do_not_wait_for_each_other(cast, tmp_path):
    office = Office(cast, tmp_path)
    accepted, invited = at_once(partial(accept, office), partial(invite, office), held=office.nieuw)
    assert accepted == office.nieuw.persoon
    assert invited.messages == [f"{office.nieuw} heeft al een account of is uit dienst; uitnodigen kan niet meer."]


def test_importing_and_saving_a_teamlid_that_the_file_names_do_not_wait_for_each_other(cast, tmp_path):
    office, kantoor = Office(cast, tmp_path), Kantoor.objects.get()
    saved, imported = at_once(partial(save_teamlid, office), partial(import_all, office), held=kantoor)
    assert saved == office.bram.teamlid
    assert [row.uitkomst for row in imported.rijen] == ["gewijzigd", "nieuw", "gewijzigd", "fout"]
