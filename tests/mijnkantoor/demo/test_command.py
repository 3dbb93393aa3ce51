"""`manage.py demo`: once, in an office without people, the same each time."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from activiteitenlog.models import Activiteit
from crm.models import Koppeling, Persoon, Relatie
from mijnkantoor.demo.logins import LOGINS
from teamleden.models import Teamlid, TeamlidRol
from tests.factories import ContactFactory, RelatieFactory, TeamlidFactory

pytestmark = pytest.mark.django_db

NOT_THE_SAME = {"id", "created_at", "updated_at", "password", "gekoppeld_op", "last_login"}


def run_demo(**options):
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def everything():
    """What the office holds, without keys, moments and passwords."""
    found = {}
    for model in (Persoon, Relatie):
        names = [field.name for field in model._meta.concrete_fields if field.name not in NOT_THE_SAME]
        names = [name + "__naam" if name in ("relatiesoort", "relatiegroep") else name for name in names]
        found[model.__name__] = list(model.objects.order_by("nummer").values_list(*names))
    found["labels"] = sorted(Relatie.objects.values_list("nummer", "labels__naam"), key=str)
    found["koppelingen"] = sorted(
        Koppeling.objects.values_list("contact__nummer", "relatie__nummer", "functie__naam", "voorkeur")
    )
    found["teamleden"] = sorted(Teamlid.objects.values_list("persoon__nummer", "autorisatierol__naam", "functie__naam"))
    found["rollen"] = sorted(
        TeamlidRol.objects.values_list("teamlid__persoon__nummer", "relatie__nummer", "rol__naam", "niveau", "herkomst")
    )
    return found


def rows():
    """Every row that matters with everything in it."""
    models = (Persoon, Relatie, Koppeling, Teamlid, TeamlidRol, Activiteit)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_two_builds_give_the_same_office():
    builds = []
    for _ in range(2):
        with transaction.atomic():
            run_demo()
            builds.append(everything())
            transaction.set_rollback(True)
    assert builds[0] == builds[1]
    assert [len(builds[0][name]) for name in ("Persoon", "Relatie", "teamleden")] == [262, 301, 12]


def test_running_it_again_changes_nothing():
    run_demo()
    before = rows()
    again = run_demo().splitlines()
    assert again[0] == "Het voorbeeldkantoor is er al; er is niets veranderd."
    assert [line.split()[0] for line in again[2:]] == [email for email, _ in LOGINS]
    assert rows() == before


@pytest.mark.parametrize("factory", [ContactFactory, TeamlidFactory])
def test_an_office_with_people_is_refused(factory):
    factory()
    before = rows()
    with pytest.raises(CommandError) as refused:
        run_demo()
    assert str(refused.value) == "Dit kantoor heeft al teamleden of contacten; het voorbeeldkantoor komt er niet bij."
    assert rows() == before


def test_a_demo_that_fails_half_way_leaves_nothing():
    RelatieFactory(nummer="00300")  # clashes with the last Relatie of the demo
    before = rows()
    with pytest.raises(IntegrityError):
        run_demo()
    assert rows() == before
