"""A checkout of its own for each test: the real script, in a folder with a space, between stand-ins for programs."""

import ast
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PROGRAMS = Path(__file__).with_name("programs.py")
PATIENCE = 60  # seconds; only a test that fails waits this long, also on a machine that is busy


class Checkout:
    """Runs its copy of `portal` with an empty environment, and knows which programs that started."""

    def __init__(self, folder):
        self.folder = folder / "mijn kantoor"
        self.programs = folder / "programs"
        self.var = self.folder / "var"
        self.stamp = self.folder / ".venv" / ".portal-stamp"
        self.log = folder / "log"
        self.processes = []
        shutil.copytree(ROOT / "mijnkantoor" / "serving", self.folder / "mijnkantoor" / "serving")
        shutil.copytree(ROOT / "requirements", self.folder / "requirements")
        self.script = shutil.copy(ROOT / "portal", self.folder)
        self.programs.mkdir()
        self.env = {"PATH": str(self.programs), "HOME": str(folder / "home"), "FAKE_LOG": str(self.log)}
        self.add_program("uv")

    def add_program(self, name):
        make_program(self.programs / name)

    def remove_uv(self):
        """What is left is the pip of .venv."""
        (self.programs / "uv").unlink()

    def make_old_venv(self):
        """A .venv that was installed from another lock."""
        make_program(self.folder / ".venv" / "bin" / "python")
        self.stamp.write_text("run een-andere-lock\n")

    def change_lock(self, level):
        with (self.folder / "requirements" / f"{level}.txt").open("a") as lock:
            lock.write("# veranderd\n")

    def change_python(self, statements):
        """Runs `statements` in the Python of the script before it starts."""
        folder = self.folder.parent / "site"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(f"import sys\n{statements}\n")
        self.env["PYTHONPATH"] = str(folder)

    def start(self, *arguments, **env):
        process = subprocess.Popen(
            [sys.executable, self.script, *arguments],
            cwd=self.folder.parent,
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # Tests that run in the background of a shell ignore Ctrl-C, and what they start would too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.processes.append(process)
        return process

    def stop(self):
        """Leaves nothing behind of a test that failed."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run(self, *arguments, **env):
        """Runs ./portal to its end; gives the exit code and what it said on each channel."""
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    def refusal(self, *arguments, **env):
        """What ./portal said when it stopped with exit code 1."""
        code, _, err = self.run(*arguments, **env)
        assert code == 1
        return err

    def calls(self):
        return [ast.literal_eval(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def installs(self):
        """The level of each install that was begun."""
        calls = [call for call in self.calls() if "install" in call["arguments"]]
        assert [call for call in calls if call["stamped"]] == [], "the stamp must be gone while an install is busy"
        return [Path(call["arguments"][-1]).stem for call in calls]

    def became(self):
        """The arguments and environment of what ./portal became in the end."""
        call = self.calls()[-1]
        assert call["name"] == "python"
        return call["arguments"], call["env"]


def make_program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable} -IS\n{PROGRAMS.read_text()}")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path):
    checkout = Checkout(tmp_path)
    yield checkout
    checkout.stop()


@pytest.fixture(scope="session")
def finished_venv(tmp_path_factory):
    """A .venv that is complete, for the tests about what comes after installing."""
    checkout = Checkout(tmp_path_factory.mktemp("venv"))
    checkout.add_program("chromium")
    assert checkout.run("test")[0] == 0
    return checkout.stamp.parent


@pytest.fixture
def installed(checkout, finished_venv):
    shutil.copytree(finished_venv, checkout.folder / ".venv")  # the link in it becomes a file
    return checkout


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
