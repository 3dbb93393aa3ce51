"""pytest plugin: says why a test cannot run here, and under PORTAL_REQUIRE_ALL=1 accepts no such reason.

| test is about | cannot run because              | normally            | PORTAL_REQUIRE_ALL=1               |
| ------------- | ------------------------------- | ------------------- | ---------------------------------- |
| `e2e`         | no Chromium, no Playwright      | skipped, with why   | fails                              |
| `postgres`    | this run is on SQLite           | skipped, with why   | deselected; the --pg run has it    |
| `once`        | this run is on PostgreSQL       | runs                | deselected; the SQLite run has it  |
| anything else | skips itself (also importorskip)| skipped             | fails                              |

Every test below tests/e2e has the marker `e2e` without asking for it, and every test of the script `portal` has `once`.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
E2E_FOLDER, PORTAL_FOLDER = TESTS / "e2e", TESTS / "portal"


def require_all():
    return os.environ.get("PORTAL_REQUIRE_ALL") == "1"


def chromium():
    """The browser that `./portal test` found, or the one on PATH when pytest is called directly."""
    return os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium")


def why_no_browser():
    if not chromium():
        return "geen Chromium gevonden (sudo apt-get install chromium)"
    if importlib.util.find_spec("playwright") is None or importlib.util.find_spec("axe_playwright_python") is None:
        return "Playwright is niet geïnstalleerd (./portal test --e2e)"
    return None


def why_no_postgres():
    from django.db import connection

    return None if connection.vendor == "postgresql" else "vraagt PostgreSQL (./portal test --pg)"


def pytest_configure(config):
    config.addinivalue_line("markers", "e2e: drives a browser; every test below tests/e2e has it")
    config.addinivalue_line("markers", "once: is about no database, so one run of two is enough")
    config.addinivalue_line("markers", "postgres: needs PostgreSQL, for instance for simultaneous transactions")


@pytest.hookimpl(tryfirst=True)  # before -m and -k look at the markers
def pytest_collection_modifyitems(config, items):
    for item in items:
        if E2E_FOLDER in item.path.parents:
            item.add_marker(pytest.mark.e2e)
        if PORTAL_FOLDER in item.path.parents:
            item.add_marker(pytest.mark.once)
    no_browser, no_postgres = why_no_browser(), why_no_postgres()
    for item in items:
        if no_browser and item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.skip(reason=no_browser))
        if no_postgres and item.get_closest_marker("postgres") and not require_all():
            item.add_marker(pytest.mark.skip(reason=no_postgres))
    if require_all():
        elsewhere = "postgres" if no_postgres else "once"
        deselected = {item for item in items if item.get_closest_marker(elsewhere)}
        items[:] = [item for item in items if item not in deselected]
        config.hook.pytest_deselected(items=list(deselected))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        fail_if_all_required(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped:  # a whole file, by importorskip
        fail_if_all_required(report)
    return report


def fail_if_all_required(report):
    if require_all():
        report.outcome = "failed"
        report.longrepr = f"Niets mag worden overgeslagen, maar dit werd het: {reason_of(report)}"


def reason_of(report):
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
