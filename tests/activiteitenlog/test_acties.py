"""What services write is among the choices of the filter."""

import ast
from pathlib import Path

from django.conf import settings

from activiteitenlog.acties import ACTIES

APPS = ("permissions", "activiteitenlog", "crm", "teamleden")
WRITERS = {"record", "record_many", "record_safely"}


def written_acties():
    """The literal second argument of every call that writes the log."""
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "id", "")
                if name in WRITERS and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                    yield node.args[1].value


def test_every_actie_is_a_choice_of_the_filter():
    """A new actie needs a line in activiteitenlog/acties.py."""
    found = set(written_acties())
    assert {"rol gegeven", "relatie gewijzigd"} <= found
    assert found - set(ACTIES) == set()
    assert len(ACTIES) == len(set(ACTIES))
