"""What happens once, when the product starts: views declare, scopes and listeners register, migrate synchronises.

Asked of the functions themselves: by the time a test runs, the product has started already.
"""

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate

from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN
from permissions import enforcement, gate, refusals
from permissions.enforcement import (
    Declaration,
    Scope,
    declaration_of,
    login_only,
    public,
    register_scope,
    requires,
    teamlid_only,
)
from permissions.models import PermissieRij


@pytest.mark.parametrize(
    ("declare", "expected"),
    [
        (requires(RELATIES_BEHEREN), Declaration("requires", RELATIES_BEHEREN)),
        (requires("crm.change_relatie"), Declaration("requires", RELATIES_BEHEREN)),
        (teamlid_only, Declaration("teamlid_only")),
        (login_only, Declaration("login_only")),
        (public, Declaration("public")),
    ],
)
def test_aut_6_a_view_is_what_it_was_and_says_what_it_needs(declare, expected):
    def view(request):
        return "antwoord"

    assert declaration_of(view) is None
    assert declare(view) is view
    assert declaration_of(view) == expected


def test_aut_6_a_class_declares_for_the_function_that_django_calls():
    from django.views import View

    @requires(BSN_INZIEN)
    class Card(View):
        pass

    assert declaration_of(Card.as_view()) == Declaration("requires", BSN_INZIEN)


def test_a_scope_is_found_by_its_keyword(monkeypatch):
    monkeypatch.setattr(enforcement, "SCOPES", {})
    scope = Scope("proef", find=None, decide=None, find_any=None)
    register_scope("proef_pk", scope)
    assert dict(enforcement.SCOPES) == {"proef_pk": scope}


def test_the_gate_asks_the_rule_that_was_given_last(monkeypatch):
    monkeypatch.setattr(gate, "_rule", None)
    rule = object()
    gate.use_rule(rule)
    assert gate._rule is rule


def test_who_wants_to_know_of_a_refusal_is_told_and_stays_what_it_was(monkeypatch, rf):
    told = []
    monkeypatch.setattr(refusals, "_listeners", [])
    request = rf.get("/")
    request.user, request.resolver_match = "bram", None

    def listener(*what):
        told.append(what)

    assert refusals.after_refusal(listener) is listener
    refusals.refusal_happened(request, RELATIES_BEHEREN)
    refusals.refusal_happened(request, BSN_INZIEN, ["iets"], hidden=True)
    assert told == [("bram", RELATIES_BEHEREN, [], False), ("bram", BSN_INZIEN, ["iets"], True)]


def test_a_listener_that_fails_is_logged_and_the_next_one_is_told(monkeypatch, rf, caplog):
    told = []

    def failing(*what):
        raise RuntimeError("stuk")

    monkeypatch.setattr(refusals, "_listeners", [failing, lambda *what: told.append(what)])
    request = rf.get("/")
    request.user = "bram"
    refusals.refusal_happened(request, BSN_INZIEN, [])
    assert told == [("bram", BSN_INZIEN, [], False)]
    (entry,) = caplog.records
    assert (entry.levelname, entry.message) == ("ERROR", "Een weigering kon niet worden doorgegeven.")
    assert "stuk" in entry.exc_text


@pytest.mark.django_db
def test_the_app_finds_every_permissions_module_and_synchronises_after_its_own_migrate(monkeypatch):
    found = []
    monkeypatch.setattr("permissions.apps.autodiscover_modules", lambda *names: found.append(names))
    monkeypatch.setattr(post_migrate, "receivers", [])
    post_migrate.sender_receivers_cache.clear()
    config = apps.get_app_config("permissions")
    config.ready()
    assert found == [("permissions",)]

    def rows_after_migrate_of(app):
        PermissieRij.objects.filter(code=BSN_INZIEN.code).delete()
        post_migrate.send(sender=app, app_config=app, using="default", plan=[], apps=apps)
        return PermissieRij.objects.filter(code=BSN_INZIEN.code).count()

    counts = [rows_after_migrate_of(apps.get_app_config("crm")), rows_after_migrate_of(config)]
    post_migrate.sender_receivers_cache.clear()
    assert counts == [0, 1]
