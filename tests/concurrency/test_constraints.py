"""The database itself refuses, when two open transactions both passed the check and nobody took a lock."""

import threading

import pytest
from django.db import IntegrityError, transaction

from crm.models import Functie, Koppeling, Persoon, Relatie
from crm.services.personen import check_unique
from teamleden.models import Rol, TeamlidRol, Uitnodiging
from tests.concurrency.at_once import LIMIT, free_running
from tests.factories import ContactFactory, TeamlidFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def write_both(check, *writes):
    """What came of two transactions that each did `check` before either began to write."""
    checked = threading.Barrier(len(writes))

    def job(write):
        with transaction.atomic():
            check()
            checked.wait(LIMIT)
            write()

    return free_running(*[lambda write=write: job(write) for write in writes])


def refused_by(outcomes):
    """The constraint that refused one of the two."""
    names = [error.__cause__.diag.constraint_name for error in outcomes if isinstance(error, IntegrityError)]
    assert [outcome for outcome in outcomes if not isinstance(outcome, IntegrityError)] == [None]
    return names


def test_num_1_the_constraint_keeps_a_number_for_one_of_both_kinds(cast):
    outcomes = write_both(
        lambda: check_unique(cast.anna, "77777", None),
        lambda: ContactFactory(nummer="77777", email=None),
        lambda: TeamlidFactory(persoon__nummer="77777"),
    )
    assert refused_by(outcomes) == ["crm_persoon_nummer_key"]
    assert Persoon.objects.filter(nummer="77777").count() == 1


@pytest.mark.parametrize("written", ["NOOR@voorbeeld.example", "ｎｏｏｒ@voorbeeld.example"])
def test_mail_1_the_constraint_keeps_an_address_for_one_of_both_kinds(cast, written):
    outcomes = write_both(
        lambda: check_unique(cast.anna, "77777", written),
        lambda: ContactFactory(email="noor@voorbeeld.example"),
        lambda: TeamlidFactory(persoon__email=written),
    )
    assert len(refused_by(outcomes)) == 1
    assert Persoon.objects.filter(email="noor@voorbeeld.example").count() == 1


def test_the_constraint_keeps_one_row_per_teamlid_relatie_and_rol(cast):
    keys = {"teamlid": cast.chantal.teamlid, "relatie": cast.own, "rol": Rol.objects.last()}

    def check():
        assert not TeamlidRol.objects.filter(**keys).exists()

    outcomes = write_both(
        check, *[lambda n=n: TeamlidRol.objects.create(niveau=n, **keys) for n in ("raadpleger", "mutator")]
    )
    assert refused_by(outcomes) == ["teamlidrol_uniek"]
    assert TeamlidRol.objects.filter(**keys).count() == 1


def test_con_1_the_constraint_keeps_one_voorkeurscontact(cast):
    functie, people = Functie.objects.first(), [ContactFactory(), ContactFactory()]

    def couple(contact):
        Koppeling.objects.create(contact=contact, relatie=cast.other, functie=functie, voorkeur=True)

    def check():
        assert not Koppeling.objects.filter(relatie=cast.other, voorkeur=True).exists()

    outcomes = write_both(check, *[lambda contact=contact: couple(contact) for contact in people])
    assert refused_by(outcomes) == ["koppeling_een_voorkeur"]
    assert Koppeling.objects.filter(relatie=cast.other, voorkeur=True).count() == 1


def test_inv_2_the_constraint_keeps_one_open_uitnodiging(cast):
    values = {"teamlid": cast.chantal.teamlid, "geldig_tot": cast.chantal.created_at}

    def check():
        assert not Uitnodiging.objects.open().exists()

    outcomes = write_both(check, *[lambda: Uitnodiging.objects.create(**values)] * 2)
    assert refused_by(outcomes) == ["uitnodiging_een_open"]
    assert Uitnodiging.objects.open().count() == 1


def test_rel_1_the_constraint_keeps_a_relatienummer_for_one_relatie(db):
    def check():
        assert not Relatie.objects.filter(nummer="77777").exists()

    values = {"nummer": "77777", "type": "organisatie", "naam": "Bedrijf", "rechtsvorm": "bv"}
    outcomes = write_both(check, *[lambda: Relatie.objects.create(**values)] * 2)
    assert len(refused_by(outcomes)) == 1
    assert Relatie.objects.filter(nummer="77777").count() == 1
