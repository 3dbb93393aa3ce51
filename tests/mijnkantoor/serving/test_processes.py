"""The web server and the worker start together and stop together, whoever ends first."""

import os
import select
import signal
import sys
import threading
import time

import pytest
from django.core.management import CommandError

from mijnkantoor.serving import processes
from mijnkantoor.serving.processes import Processes

PATIENCE = 10  # seconds; only a test that fails waits this long
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Opens the FIFO, gets a child of its own like gunicorn, and tells that it is up.
STAYS = "import os, sys, time; os.open(sys.argv[1], os.O_WRONLY); os.fork(); open(sys.argv[2], 'w'); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS


@pytest.fixture(autouse=True)
def restored_signals():
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Household:
    """Processes that stay, and a FIFO that each of them holds open until it ends."""

    def __init__(self, folder):
        self.folder = folder
        self.fifo = folder / "fifo"
        os.mkfifo(self.fifo)
        self.reader = os.open(self.fifo, os.O_RDONLY | os.O_NONBLOCK)

    def command(self, name, code=STAYS):
        return [sys.executable, "-c", code, str(self.fifo), str(self.folder / name)]

    def wait_until_up(self, *names):
        deadline = time.monotonic() + PATIENCE
        while not all((self.folder / name).exists() for name in names):
            assert time.monotonic() < deadline, "a process did not start"
            time.sleep(0.01)

    def is_gone(self):
        """The end of the FIFO can be read when nobody has it open for writing any more."""
        return select.select([self.reader], [], [], PATIENCE)[0] == [self.reader]


@pytest.fixture
def household(tmp_path):
    household = Household(tmp_path)
    yield household
    os.close(household.reader)


def run(commands, when_started):
    with Processes(commands) as running:
        # Whoever does not notice the end of a child would wait for ever.
        timer = threading.Timer(PATIENCE, running.__setattr__, ("stop_asked", True))
        timer.start()
        try:
            when_started()
            running.wait_for_stop()
        finally:
            timer.cancel()


@pytest.mark.parametrize(("name", "code"), [("De webserver", 1), ("De worker", 3), ("De worker", 0)])
def test_a_child_that_ends_stops_the_rest_with_a_sentence(household, name, code):
    commands = {"De webserver": household.command("web"), "De worker": household.command("worker")}
    commands[name] = [sys.executable, "-c", f"raise SystemExit({code})"]
    with pytest.raises(CommandError) as stopped:
        run(commands, lambda: household.wait_until_up("worker" if name == "De webserver" else "web"))
    assert str(stopped.value) == f"{name} is onverwacht gestopt (code {code}); het portaal stopt ook."
    assert household.is_gone()


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_stops_both_and_leaves_no_process(household, number):
    commands = {"De webserver": household.command("web"), "De worker": household.command("worker")}
    with Processes(commands) as running:
        household.wait_until_up("web", "worker")
        os.kill(os.getpid(), number)
        running.wait_for_stop()
    assert [child.returncode for child in running.children.values()] == [-signal.SIGTERM] * 2
    assert household.is_gone()


def test_who_does_not_listen_is_killed_in_the_end(household, monkeypatch):
    monkeypatch.setattr(processes, "STOP_LIMIT", 0.1)
    with Processes({"De worker": household.command("worker", STUBBORN)}) as running:
        household.wait_until_up("worker")
        running.stop_asked = True
        running.wait_for_stop()
    assert running.children["De worker"].wait(PATIENCE) == -signal.SIGKILL
    assert household.is_gone()


def test_a_stop_during_the_start_is_no_mistake(household):
    with Processes({"De webserver": household.command("web")}) as running:
        os.kill(os.getpid(), signal.SIGTERM)
        assert running.wait_for_answer("127.0.0.1", 9) is False


def test_a_web_server_that_does_not_answer_is_told(household, monkeypatch):
    monkeypatch.setattr(processes, "START_LIMIT", 0)
    with Processes({"De webserver": household.command("web")}) as running:
        household.wait_until_up("web")
        with pytest.raises(CommandError) as stopped:
            running.wait_for_answer("127.0.0.1", 9)
    assert str(stopped.value) == "De webserver antwoordt na 0 seconden nog niet."
    assert household.is_gone()
