"""pytest plugin for mutation testing: what makes one run of a few tests cheap (docs/mutaties.md).

mutmut runs pytest in its own process first and then forks that process for every mutant. So the first run leaves a
copy of the migrated database in this module, and each run after it begins with that copy instead of migrating.
"""

import json
import os
import sqlite3
import sys
from pathlib import Path

import pytest
from django.db.backends.sqlite3.creation import DatabaseCreation

os.environ["HYPOTHESIS_PROFILE"] = "short"  # read by tests/conftest.py, which is loaded after this

SLOW = ("tests/properties/", "test_wn_4_")
migrated = None  # the database as bytes
migrate = DatabaseCreation.create_test_db


def create_test_db(self, *args, **kwargs):
    global migrated
    self.connection.settings_dict["TEST"]["NAME"] = None  # in memory: two runs at once must not share a file
    if migrated is None:
        name = migrate(self, *args, **kwargs)
        migrated = self.connection.connection.serialize()
        return name
    self.connection.close()
    name = self._get_test_db_name()
    self.connection.settings_dict["NAME"] = name
    self.connection.ensure_connection()
    copy = sqlite3.connect(":memory:")
    copy.deserialize(migrated)
    copy.backup(self.connection.connection)
    copy.close()
    return name


def pytest_configure():
    DatabaseCreation.create_test_db = create_test_db


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The first failure ends a run: first what asks no database, and last what takes seconds."""

    def cost(item):
        slow = any(part in item.nodeid for part in SLOW)
        return slow, item.get_closest_marker("django_db") is not None, "cast" in item.fixturenames

    items.sort(key=cost)


# --- python -m tests.plugins.mutaties: the score per module, after `mutmut run` ------------------------------------

KILLED = (1, 3)  # the exit codes of pytest that mutmut keeps; None is not judged yet


def report(folder=Path("mutants")):
    """A table for docs/mutaties.md, and the names of all that was judged and not killed."""
    lines, left, everything = [], [], []
    for path in sorted(folder.rglob("*.py.meta")):
        found = json.loads(path.read_text())["exit_code_by_key"]
        everything += found.values()
        left += [name for name, code in found.items() if code is not None and code not in KILLED]
        if found:
            lines.append(row(str(path.relative_to(folder)).removesuffix(".meta"), list(found.values())))
    sys.stdout.write("\n".join([*lines, row("samen", everything), "", *left]) + "\n")


def row(name, codes):
    killed, unjudged = sum(code in KILLED for code in codes), codes.count(None)
    score = 100 * killed / len(codes)
    return f"| {name} | {len(codes)} | {killed} | {len(codes) - killed - unjudged} | {unjudged} | {score:.1f} % |"


if __name__ == "__main__":
    report()
