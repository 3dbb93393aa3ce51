"""Who can see a Relatie: everybody, with every source."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.permissions import RELATIES_INZIEN
from teamleden.models import Niveau, Rol, TeamlidRol
from teamleden.toegang import who_can_see
from tests.client import login
from tests.factories import RelatieFactory, TeamlidFactory, TeamlidRolFactory, WaarnemingFactory
from tests.teamleden.toegang.reach import rol_named, stand_in

pytestmark = pytest.mark.django_db


# --- Who can see a Relatie ----------------------------------------------------------------------------------------


def sources(relatie):
    """{voornaam: (niveau, its sources)}"""
    found = who_can_see(relatie)
    return {z.teamlid.persoon.voornaam: (z.niveau, [(b.soort, b.tekst, b.niveau) for b in z.bronnen]) for z in found}


BEREIK = ("bereik", "autorisatierol Beheerder geldt voor alle relaties", "mutator")


def test_who_can_see_is_complete_and_names_every_source(cast):
    row = ("rol", "Relatiebeheerder (met de hand)", "mutator")
    stands_in = ("waarneming", f"neemt waar voor {cast.bram}, Relatiebeheerder", "mutator")
    assert sources(cast.own) == {
        "Anna": ("mutator", [BEREIK]),
        "Bram": ("mutator", [row]),
        "Daan": ("mutator", [stands_in]),
        "Manon": ("mutator", [row]),
        "Rick": ("mutator", [row]),
    }
    assert sources(cast.afgeschermd) == {"Chantal": ("mutator", [row])}
    assert sources(cast.intern) == {"Anna": ("mutator", [BEREIK])}


def test_who_can_see_names_all_sources_of_one_person(cast):
    """Two Rollen, a Waarneming and bereik alle at once; the highest niveau counts."""
    accountant = Rol.objects.get(naam="Accountant")
    for persoon, herkomst in ((cast.anna, "import"), (cast.bram, "bulk")):
        TeamlidRolFactory(teamlid=persoon.teamlid, relatie=cast.own_raadpleger, rol=accountant, herkomst=herkomst)
    TeamlidRol.objects.filter(teamlid=cast.bram.pk, rol=accountant).update(niveau=Niveau.MUTATOR)
    stand_in(cast.anna, cast.bram)
    for_bram = [
        ("waarneming", f"neemt waar voor {cast.bram}, Relatiebeheerder", "raadpleger"),
        ("waarneming", f"neemt waar voor {cast.bram}, Accountant", "mutator"),
    ]
    assert sources(cast.own_raadpleger) == {
        "Anna": ("mutator", [("rol", "Accountant (import)", "raadpleger"), *for_bram, BEREIK]),
        "Bram": (
            "mutator",
            [("rol", "Relatiebeheerder (met de hand)", "raadpleger"), ("rol", "Accountant (bulkactie)", "mutator")],
        ),
        "Daan": ("mutator", for_bram),
    }


def test_who_can_see_leaves_out_who_may_not_see_relaties_at_all(cast):
    rol_named("Mutator").group.permissions.remove(Permission.objects.get(rij__code=RELATIES_INZIEN.code))
    assert set(sources(cast.own)) == {"Anna", "Manon", "Rick"}


def test_who_can_see_is_sorted_by_name(cast):
    for naam in ("Zeeman", "aarts", "Éénhoorn"):
        TeamlidRolFactory(teamlid=TeamlidFactory(persoon__achternaam=naam), relatie=cast.afgeschermd)
    TeamlidRol.objects.filter(teamlid=cast.chantal.pk).delete()
    names = [zicht.teamlid.persoon.achternaam for zicht in who_can_see(cast.afgeschermd)]
    assert names == ["aarts", "Éénhoorn", "Zeeman"]


def test_who_can_see_asks_the_same_for_1_and_3_people(cast):
    def cost(many):
        relatie = RelatieFactory()
        for _ in range(many):
            lid, waarnemer = TeamlidFactory(), TeamlidFactory()
            TeamlidRolFactory(teamlid=lid, relatie=relatie)
            WaarnemingFactory(afwezige=lid, waarnemer=waarnemer)
        with CaptureQueriesContext(connection) as queries:
            seen = sources(relatie)
        assert len(seen) == 2, "Anna, and everybody is called Toos"
        return len(queries)

    one, three = cost(1), cost(3)
    assert (three, three <= 15) == (one, True)


def test_the_page_wie_kan_dit_zien_shows_everybody_with_the_source(cast):
    html = login(cast.anna).get(f"/crm/relaties/{cast.own.pk}/teamleden/wie/").content.decode()
    main = html[html.index("<main") :]
    everybody = ("anna", "bram", "chantal", "daan", "eva", "manon", "rick")
    assert [who for who in everybody if str(getattr(cast, who)) in main] == ["anna", "bram", "daan", "manon", "rick"]
    assert f"Neemt waar voor {cast.bram}, Relatiebeheerder, als mutator" in main
