"""The chain of the log stays whole, however many write at the same moment."""

import pytest

from activiteitenlog.models import Activiteit, LogKop
from activiteitenlog.services import compute_hash
from crm.models import Persoon
from crm.services import update_contact
from tests.cast import next_request
from tests.concurrency.at_once import free_running
from tests.factories import KoppelingFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WRITERS, CHANGES = 8, 25


def broken_links():
    """The entries that do not carry the hash of the one before, or not their own."""
    rows = list(Activiteit.objects.order_by("pk"))
    previous = ["", *(row.hash for row in rows)]
    broken = [row for row, hash in zip(rows, previous, strict=False) if row.vorige_hash != hash]
    return broken + [row for row in rows if row.hash != compute_hash(row)]


def test_the_chain_is_whole_when_many_write_at_once(cast):
    """From the empty log on, so that making its head is a race too."""
    people = [KoppelingFactory(relatie=cast.own).contact for _ in range(WRITERS)]
    assert (Activiteit.objects.count(), LogKop.objects.count()) == (0, 0)

    def writer(contact, anna):
        def write():
            for number in range(CHANGES):
                update_contact(anna, contact, versie=number + 1, voornaam=f"Keer {number}")

        return write

    assert free_running(*[writer(contact, next_request(cast.anna)) for contact in people]) == [None] * WRITERS
    assert Activiteit.objects.count() == WRITERS * CHANGES
    assert broken_links() == []
    assert LogKop.objects.get().laatste_hash == Activiteit.objects.order_by("pk").last().hash
    last = Persoon.objects.filter(pk__in=[contact.pk for contact in people]).values_list("voornaam", "versie")
    assert set(last) == {(f"Keer {CHANGES - 1}", CHANGES + 1)}


def test_no_change_is_lost_when_many_change_the_same_contact_at_once(cast):
    def write():
        anna = next_request(cast.anna)
        for number in range(CHANGES):
            update_contact(anna, cast.fenna, versie=None, voornaam=f"Keer {number}")

    assert free_running(*[write] * WRITERS) == [None] * WRITERS
    logged = [row.wijzigingen["voornaam"] for row in Activiteit.objects.order_by("pk")]
    assert [old for old, _ in logged] == ["Fenna", *(new for _, new in logged[:-1])]
    cast.fenna.refresh_from_db()
    assert cast.fenna.versie == len(logged) + 1
    assert broken_links() == []
