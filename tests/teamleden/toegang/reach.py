"""Asking what somebody reaches, in every way there is."""

from crm.models import Relatie
from crm.permissions import RELATIES_INZIEN
from permissions import gate
from permissions.models import Autorisatierol
from teamleden.toegang import who_can_see
from tests.cast import next_request
from tests.factories import WaarnemingFactory

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


def stand_in(waarnemer, afwezige):
    return WaarnemingFactory(afwezige=afwezige.teamlid, waarnemer=waarnemer.teamlid)
