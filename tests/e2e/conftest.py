"""The browser tests: real Chromium against the real pages. They need nothing that ./portal test did not install."""

import os
import pathlib
import shutil

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WACHTWOORD = "een-lang-wachtwoord-27"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium")
    return {"executable_path": chromium, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "nl-NL", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session", autouse=True)
def allow_event_loop():
    """Playwright's loop lives in this thread; Django would refuse its ORM there."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def expect():
    from playwright.sync_api import expect

    return expect


@pytest.fixture
def office(live_server, settings):
    """The cast in a fresh database, with passwords and the address of this server in mails."""
    from tests.cast import build_cast

    settings.BASE_URL = live_server.url
    cast = build_cast()
    for name in ("anna", "bram", "chantal", "daan", "fenna"):
        persoon = getattr(cast, name)
        persoon.set_password(WACHTWOORD)
        persoon.save(update_fields=["password"])
    return cast


class Visitor:
    """Somebody at a browser of their own; every console error and failed request counts."""

    def __init__(self, context, address):
        self.page = context.new_page()
        self.address = address
        self.problems = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _note(self, message):
        # A refused page is an answer, not a problem of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def goto(self, path):
        return self.page.goto(self.address + path)

    def login(self, email, password=WACHTWOORD):
        self.goto("/inloggen/")
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord").fill(password)
        self.page.get_by_role("button", name="Inloggen").click()
        self.page.wait_for_url(self.address + "/")
        return self

    def shot(self, name):
        """A screenshot to look at, when PORTAL_SCREENSHOTS names a folder."""
        folder = os.environ.get("PORTAL_SCREENSHOTS")
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def visitor(browser, browser_context_args, live_server):
    """Opens visitors, each with cookies of their own; fails when one of them saw an error in the console."""
    opened = []

    def open_visitor(**options):
        context = browser.new_context(**{**browser_context_args, **options})
        context.set_default_timeout(10_000)
        opened.append(Visitor(context, live_server.url))
        return opened[-1]

    yield open_visitor
    problems = [problem for one in opened for problem in one.problems]
    for one in opened:
        one.page.context.close()
    assert problems == []
