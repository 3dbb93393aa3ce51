"""`manage.py serve` from start to stop, as a process of its own on an embedded database."""

import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest
from django.conf import settings

from mijnkantoor.demo.logins import LOGINS, WACHTWOORD

PATIENCE = 60  # seconds; only a test that fails waits this long


def start(folder, *options, **env):
    """Starts it on a free port; gives the process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {"SECRET_KEY": "0123456789" * 6, "HTTPS": "false", "VAR_DIR": str(folder / "mijn var"), **env}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), *options],
        cwd=settings.BASE_DIR,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, f"http://localhost:{port}"


@pytest.fixture
def server(tmp_path):
    process, address = start(tmp_path, "--demo")
    said = [process.stdout.readline()]
    while said[-1] not in ("Stoppen: Ctrl-C.\n", ""):  # empty: it ended by itself
        said.append(process.stdout.readline())
    yield process, address, said
    process.kill()
    process.communicate()


class Browser:
    """Keeps cookies and follows redirects."""

    def __init__(self, address):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def open(self, path, **data):
        body = urllib.parse.urlencode(data).encode() if data else None
        with self.opener.open(self.address + path, body, timeout=PATIENCE) as response:
            return response.url.removeprefix(self.address), response.read().decode()


def test_the_demo_is_served_until_it_is_told_to_stop(server):
    process, address, said = server
    assert f"Mijn Kantoor staat klaar op {address}/\n" in said
    assert [line.split()[0] for line in said[-len(LOGINS) - 1 : -1]] == [email for email, _ in LOGINS]
    browser = Browser(address)
    where, page = browser.open("/")
    assert where == "/inloggen/?next=/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    login = {"csrfmiddlewaretoken": token, "username": LOGINS[0][0], "password": WACHTWOORD}
    where, page = browser.open("/inloggen/", **login)
    assert where == "/"
    assert "Anna Bakker" in page
    style = re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert browser.open(style)[1] != ""
    process.send_signal(signal.SIGTERM)
    # The output ends when the last process that has it open is gone, so also that of the web server and the worker.
    rest, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, rest, errors) == (0, "Het portaal is gestopt.\n", "")


def test_a_database_that_is_not_there_is_one_sentence_without_the_password(tmp_path):
    process, _ = start(tmp_path, DATABASE_URL="postgres://anna:geheim@127.0.0.1:1/portaal")
    out, errors = process.communicate(timeout=PATIENCE)
    sentence = (
        "CommandError: De database is niet te bereiken: connection failed: connection to server at "
        '"127.0.0.1", port 1 failed: Connection refused.\n'
    )
    assert (process.returncode, out, errors) == (1, "", sentence)
