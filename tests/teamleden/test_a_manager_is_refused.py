"""Everything the catalogue keeps for the Beheerder is refused to a Manager: by the service, by a set, and by the page.

The pages are in the matrix; here are the services behind them, called as if a page had forgotten to ask.
"""

import pytest

from activiteitenlog.models import Activiteit
from activiteitenlog.wijzigingen import engine
from activiteitenlog.wijzigingen.models import Wijzigingsset
from crm.models import Relatie
from crm.services import update_relatie
from crm.services.kantoor import update_kantoor
from permissions import catalogue
from permissions.gate import NotAllowed
from permissions.models import Autorisatierol
from teamleden.models import Rol, Teamlid
from teamleden.services import add_teamlid, update_teamlid
from teamleden.services import autorisatierollen as rollen
from teamleden.services.bekijk_als import start_bekijken
from teamleden.services.rollen_beheer import create_rol, delete_rol, move_rol, rename_rol, set_rol_actief
from teamleden.services.sessies import end_sessies
from teamleden.services.teamledenlijst import add_and_invite, try_out
from teamleden.services.uit_dienst import propose_blijven, propose_uit_dienst
from tests.factories import FunctieFactory

pytestmark = pytest.mark.django_db


def rol(naam="Raadpleger"):
    return Autorisatierol.objects.get(naam=naam)


def salaris():
    return Rol.objects.get(naam="Salaris")


def own():
    return Relatie.objects.get(naam="Bakkerij Van Dijk")


def nieuw():
    return {"autorisatierol": rol(), "functie": FunctieFactory(), "achternaam": "Berg", "email": "berg@x.example"}


CALLS = {
    "teamlid toevoegen": lambda manon, bram: add_teamlid(manon, **nieuw()),
    "teamlid wijzigen": lambda manon, bram: update_teamlid(manon, bram, versie=None, achternaam="Anders"),
    "teamleden met een lijst": lambda manon, bram: add_and_invite(manon, [{"nummer": 2, "achternaam": "Berg"}]),
    "een lijst proberen": lambda manon, bram: try_out(manon, [{"nummer": 2, "achternaam": "Berg"}]),
    "autorisatierol geven": lambda manon, bram: rollen.propose_toewijzing(manon, {bram.pk: rol().pk}),
    "permissies": lambda manon, bram: rollen.propose_permissies(
        manon, {"permissies": {(rol().pk, "crm.change_relatie"): True}, "bereiken": {}}
    ),
    "bereik": lambda manon, bram: rollen.propose_permissies(manon, {"permissies": {}, "bereiken": {rol().pk: "alle"}}),
    "standaardrol herstellen": lambda manon, bram: rollen.propose_reset(manon, rol()),
    "autorisatierol kopiëren": lambda manon, bram: rollen.copy_autorisatierol(manon, rol(), "Kopie"),
    "autorisatierol hernoemen": lambda manon, bram: rollen.rename_autorisatierol(manon, rol(), "Lezer"),
    "autorisatierol verwijderen": lambda manon, bram: rollen.delete_autorisatierol(manon, rol()),
    "rol toevoegen": lambda manon, bram: create_rol(manon, "Jurist"),
    "rol hernoemen": lambda manon, bram: rename_rol(manon, salaris(), "Loon", versie=None),
    "rol verplaatsen": lambda manon, bram: move_rol(manon, salaris(), voor=Rol.objects.first()),
    "rol uit gebruik nemen": lambda manon, bram: set_rol_actief(manon, salaris(), False),
    "rol verwijderen": lambda manon, bram: delete_rol(manon, salaris()),
    "uit dienst": lambda manon, bram: propose_uit_dienst(manon, bram),
    "in dienst blijven": lambda manon, bram: propose_blijven(manon, bram),
    "sessies beëindigen": lambda manon, bram: end_sessies(manon, bram),
    "bekijk als": lambda manon, bram: start_bekijken(manon, bram),
    "relatie afschermen": lambda manon, bram: update_relatie(manon, own(), versie=None, afgeschermd=True),
    "kantoor": lambda manon, bram: update_kantoor(manon, naam="Van Manon"),
}


def whole_office():
    return (
        sorted(Teamlid.objects.values_list("pk", "status", "autorisatierol", "persoon__achternaam")),
        sorted(Autorisatierol.objects.values_list("naam", "bereik", "group__permissions")),
        sorted(Rol.objects.values_list("naam", "actief", "volgorde")),
        Wijzigingsset.objects.count(),
        Activiteit.objects.count(),
    )


@pytest.mark.parametrize("name", CALLS)
def test_the_service_refuses_and_writes_nothing(cast, name):
    before = whole_office()
    with pytest.raises(NotAllowed):
        CALLS[name](cast.manon, cast.bram.teamlid)
    assert whole_office() == before


SETS = ("autorisatierol geven", "permissies", "bereik", "uit dienst")


@pytest.mark.parametrize("name", SETS)
def test_what_a_beheerder_prepared_and_then_lost_the_right_to_is_refused(cast, name):
    """A set is judged when it is applied, not when it was proposed; Anna is a Manager by then."""
    second = Teamlid.objects.get(pk=cast.manon.pk)
    Teamlid.objects.filter(pk=second.pk).update(autorisatierol=rol("Beheerder"))
    prepared = CALLS[name](cast.anna, cast.bram.teamlid)
    Teamlid.objects.filter(pk=cast.anna.pk).update(autorisatierol=rol("Manager"))
    before = whole_office()
    with pytest.raises(NotAllowed):
        engine.apply(cast.anna, prepared)
    assert whole_office() == before


@pytest.mark.parametrize("name", SETS)
def test_a_manager_applies_no_set_of_a_beheerder(cast, name):
    prepared = CALLS[name](cast.anna, cast.bram.teamlid)
    before = whole_office()
    with pytest.raises(Exception, match="Alleen wie een wijziging heeft voorbereid kan haar toepassen"):
        engine.apply(cast.manon, prepared)
    assert whole_office() == before


def test_nothing_for_the_beheerder_alone_is_forgotten():
    """What the catalogue keeps for the Beheerder, and whose services are above; the others have no service yet."""
    kept = {p.code for p in catalogue.all_permissies() if p.standaard == frozenset({"Beheerder"})}
    assert kept == {
        "teamleden.teamleden_beheren", "teamleden.autorisatierollen_beheren", "teamleden.rollen_beheren",
        "permissions.algemene_instellingen_beheren",
        "crm.afgeschermde_relaties_beheren",
        "activiteitenlog.verwijderde_items_herstellen", "teamleden.teamleden_2fa_resetten",
    }  # fmt: skip
