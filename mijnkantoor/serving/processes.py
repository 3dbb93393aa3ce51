"""The web server and the worker: started together, stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time

from django.conf import settings
from django.core.management import CommandError

from mijnkantoor.serving.address import answers, bracketed

WORKERS, THREADS = 2, 4
START_LIMIT = 60  # seconds
STOP_LIMIT = 30  # seconds; a job that is running may take this long
POLL_INTERVAL = 0.1  # seconds


def web_command(host, port):
    # The heartbeat file belongs in memory: on a disk a slow write looks like a worker that hangs.
    heartbeat = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    return [
        sys.executable, "-m", "gunicorn", "mijnkantoor.wsgi:application",
        "--bind", f"{bracketed(host)}:{port}", "--workers", str(WORKERS), "--threads", str(THREADS),
        "--worker-tmp-dir", heartbeat, "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def worker_command():
    return [sys.executable, "-m", "mijnkantoor.serving.worker"]


def stop_with_parent():
    """In the child: stop when `serve` is killed so hard that it cannot stop its children (Linux only)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


class Processes:
    """Runs named commands until one ends or `stop_asked` is set by a signal."""

    def __init__(self, commands):
        self.commands = commands
        self.children = {}
        self.stop_asked = False

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        for name, command in self.commands.items():
            self.children[name] = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                start_new_session=True,  # Ctrl-C in the terminal reaches `serve` only, which stops each child once
                preexec_fn=stop_with_parent if sys.platform == "linux" else None,
            )
        return self

    def __exit__(self, *exc_info):
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + STOP_LIMIT
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
        self._signal_all(signal.SIGKILL)

    def wait_for_answer(self, host, port):
        """True once the web server answers, False if asked to stop before that."""
        deadline = time.monotonic() + START_LIMIT
        while not self.stop_asked:
            self._check_alive()
            if answers(host, port):
                return True
            if time.monotonic() > deadline:
                raise CommandError(f"De webserver antwoordt na {START_LIMIT} seconden nog niet.")
            time.sleep(POLL_INTERVAL)
        return False

    def wait_for_stop(self):
        while not self.stop_asked:
            self._check_alive()
            time.sleep(POLL_INTERVAL)

    def _ask_to_stop(self, number, frame):
        self.stop_asked = True

    def _check_alive(self):
        for name, child in self.children.items():
            if child.poll() is not None and not self.stop_asked:
                raise CommandError(f"{name} is onverwacht gestopt (code {child.returncode}); het portaal stopt ook.")

    def _signal_all(self, number):
        """To the children's whole groups, so that gunicorn's own workers do not outlive it."""
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, number)
