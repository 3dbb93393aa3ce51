"""`./portal test`: which packages it installs and what pytest is called with."""

import os

import pytest

NO_CHROMIUM = "Voor --e2e is Chromium nodig, bijvoorbeeld: sudo apt-get install chromium\n"
CORES = ["-n", str(os.cpu_count())]


@pytest.fixture
def chromium(checkout):
    checkout.add_program("chromium")
    return str(checkout.programs / "chromium")


def test_without_chromium_only_dev_is_installed(checkout):
    assert checkout.run("test", "tests/crm", "-k", "kvk")[0] == 0
    arguments, env = checkout.became()
    assert checkout.installs() == ["dev"]
    assert arguments == ["-m", "pytest", *CORES, "tests/crm", "-k", "kvk"]
    assert env["PORTAL_CHROMIUM"] == ""


def test_with_chromium_the_browser_tests_are_installed_too(checkout, chromium):
    assert checkout.run("test")[0] == 0
    assert checkout.installs() == ["e2e"]
    assert checkout.became()[1]["PORTAL_CHROMIUM"] == chromium


def test_e2e_without_chromium_is_refused(checkout):
    assert checkout.run("test", "--e2e") == (1, "", NO_CHROMIUM)
    assert checkout.calls() == []


def test_e2e_with_chromium_runs(checkout, chromium):
    assert checkout.run("test", "--e2e")[0] == 0
    assert checkout.became()[0] == ["-m", "pytest", *CORES]


def test_a_browser_package_that_cannot_be_installed_stops_only_who_asked_for_it(checkout, chromium):
    failing = {"FAKE_FAILS": "e2e.txt", "FAKE_OUTPUT": "geen wiel"}
    sentence = "Het installeren van requirements/e2e.txt is niet gelukt; de reden staat hierboven."
    assert checkout.refusal("test", "--e2e", **failing) == f"geen wiel\n{sentence}\n"
    code, out, _ = checkout.run("test", **failing)
    assert code == 0
    assert f"{sentence} De tests draaien zonder browser." in out.splitlines()
    assert checkout.installs() == ["e2e", "e2e", "dev"]


def test_the_tests_run_on_sqlite_whatever_the_portal_runs_on(checkout):
    checkout.run("test", DATABASE_URL="postgres://host/db")
    assert "DATABASE_URL" not in checkout.became()[1]


def test_pg_runs_on_the_postgresql_of_the_environment(checkout):
    checkout.run("test", "--pg", "tests/crm", DATABASE_URL="postgres://host/db")
    arguments, env = checkout.became()
    assert arguments == ["-m", "tests.plugins.on_postgres", *CORES, "tests/crm"]
    assert env["DATABASE_URL"] == "postgres://host/db"
