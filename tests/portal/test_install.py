"""Installing in .venv: once, completely, from the lock, one at a time."""

import os
import signal

import pytest

from tests.portal.conftest import PATIENCE, wait_until

PIP_MISMATCH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
UV_MISMATCH = "  × Failed to download `django==5.2`\n  ╰─▶ Hash mismatch for `django==5.2`"


def test_the_first_start_installs_and_the_second_does_not(checkout):
    code, out, err = checkout.run("run")
    assert (code, err) == (0, "")
    assert out.splitlines()[-2:] == [
        "Een Python-omgeving maken in .venv ...",
        "De pakketten van requirements/run.txt installeren; dat duurt even ...",
    ]
    assert checkout.stamp.exists()
    checkout.run("run")
    assert checkout.installs() == ["run"]


def test_the_installer_is_told_to_check_the_hashes(checkout):
    checkout.run("manage", "check")
    python, lock = checkout.folder / ".venv/bin/python", checkout.folder / "requirements/run.txt"
    uv = ["--quiet", "pip", "install", "--python", str(python), "--compile-bytecode"]
    assert checkout.calls()[1]["arguments"] == [*uv, "--require-hashes", "-r", str(lock)]


def test_pip_is_told_to_check_the_hashes(checkout):
    checkout.remove_uv()
    checkout.make_old_venv()
    assert checkout.run("manage", "check")[0] == 0
    lock = checkout.folder / "requirements/run.txt"
    pip = ["-m", "pip", "install", "--quiet", "--progress-bar", "off"]
    assert checkout.calls()[-2]["arguments"] == [*pip, "--require-hashes", "-r", str(lock)]
    assert checkout.stamp.read_text() != "run een-andere-lock\n"


def test_a_changed_lock_is_installed_again(checkout):
    checkout.run("run")
    checkout.change_lock("e2e")  # of no use to `run`
    checkout.run("run")
    assert checkout.installs() == ["run"]
    checkout.change_lock("run")
    checkout.run("run")
    assert checkout.installs() == ["run", "run"]


def test_another_python_makes_the_venv_anew(checkout):
    checkout.run("run")
    checkout.change_python("sys.version_info = (3, 99, 0, 'final', 0)")
    checkout.run("run", FAKE_FAILS="(3, 99)")
    assert [call["arguments"][1] for call in checkout.calls() if call["name"] == "uv"] == ["venv", "pip"] * 2


def test_what_is_installed_for_the_tests_is_enough_to_run(checkout):
    checkout.run("run")
    checkout.run("test")
    checkout.run("run")
    assert checkout.installs() == ["run", "dev"]


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_a_failed_install_says_why_and_is_done_again(checkout, installer):
    if installer == "pip":
        checkout.remove_uv()
        checkout.make_old_venv()
    refusal = checkout.refusal("run", FAKE_FAILS="pip install", FAKE_OUTPUT="geen netwerk")
    sentence = "Het installeren van requirements/run.txt is niet gelukt; de reden staat hierboven."
    assert refusal == f"geen netwerk\n{sentence}\n"
    assert checkout.run("run")[0] == 0
    assert checkout.installs() == ["run", "run"]


def test_a_venv_that_cannot_be_made_says_why(checkout):
    refusal = checkout.refusal("run", FAKE_FAILS="venv --clear", FAKE_OUTPUT="schijf vol")
    assert refusal == "schijf vol\nDe map .venv kon niet worden gemaakt; de reden staat hierboven.\n"
    assert checkout.installs() == []


@pytest.mark.parametrize("output", [PIP_MISMATCH, UV_MISMATCH])
def test_a_package_with_another_hash_is_refused(checkout, output):
    refusal = checkout.refusal("run", FAKE_FAILS="pip install", FAKE_OUTPUT=output)
    assert refusal == f"{output}\nEen pakket is niet het pakket waarvan de hash in requirements/run.txt staat.\n"
    assert not checkout.stamp.exists()


def test_a_refused_package_leaves_what_was_installed_before(checkout):
    checkout.run("run")
    checkout.refusal("check", FAKE_FAILS="pip install", FAKE_OUTPUT=UV_MISMATCH)
    checkout.run("run")
    assert checkout.installs() == ["run", "dev"]


def test_an_interrupted_install_is_done_again_from_the_start(checkout, tmp_path):
    go = tmp_path / "go"
    process = checkout.start("run", FAKE_WAITS_FOR=str(go))
    wait_until(go.with_suffix(".waiting").exists)
    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C in a terminal does
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, "Afgebroken.\n")
    assert not checkout.stamp.exists()
    assert checkout.run("run")[0] == 0
    assert [call["arguments"][1] for call in checkout.calls() if call["name"] == "uv"] == ["venv", "pip"] * 2


def test_two_starts_at_once_install_once(checkout, tmp_path):
    go = tmp_path / "go"
    first = checkout.start("manage", "check", FAKE_WAITS_FOR=str(go))
    wait_until(go.with_suffix(".waiting").exists)
    second = checkout.start("manage", "check")
    assert second.stdout.readline() == "Een andere opdracht is aan het installeren; daarop wachten ...\n"
    go.touch()
    assert [process.communicate(timeout=PATIENCE)[1] for process in (first, second)] == ["", ""]
    assert [process.returncode for process in (first, second)] == [0, 0]
    assert checkout.installs() == ["run"]


def test_an_installer_that_outlives_its_script_is_waited_for(checkout, tmp_path):
    """Otherwise it would go on writing in the .venv that the next start makes."""
    go = tmp_path / "go"
    first = checkout.start("manage", "check", FAKE_WAITS_FOR=str(go))
    wait_until(go.with_suffix(".waiting").exists)
    first.kill()
    second = checkout.start("manage", "check")
    assert second.stdout.readline() == "Een andere opdracht is aan het installeren; daarop wachten ...\n"
    go.touch()
    first.communicate(timeout=PATIENCE)
    second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert checkout.installs() == ["run", "run"]


@pytest.mark.parametrize(("home", "options"), [("home", ["--quiet"]), ("/dev/null/home", ["--quiet", "--no-cache"])])
def test_uv_works_without_a_cache_where_it_cannot_keep_one(checkout, tmp_path, home, options):
    checkout.run("manage", "check", HOME=str(tmp_path / home))
    assert checkout.calls()[0]["arguments"][: len(options) + 1] == [*options, "venv"]
