"""The test client that looks at every page it gets: what a browser, the policy or a reader would stumble over."""

import re
from collections import Counter
from html.parser import HTMLParser

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

# Elements without an end tag; everything else must be closed in its turn.
VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path"}
UNRENDERED = ("<c-", "</c-", "{{", "}}", "{%", "%}", "{#")


class Page(HTMLParser):
    """What a page is made of, and what is wrong with it."""

    def __init__(self, html):
        super().__init__()
        self.problems = [f"niet gerenderd: {piece}" for piece in UNRENDERED if piece in html]
        self.problems += [f"onbekende variabele: {name}" for name in re.findall("⟪.*?⟫", html)]
        self.ids, self.references, self.open, self.headings = Counter(), [], [], 0
        self.feed(html)
        self.problems += [f"twee keer id={name!r}" for name, times in self.ids.items() if times > 1]
        self.problems += [f"{name} wijst naar niets" for name in self.references if name not in self.ids]
        self.problems += [f"<{tag}> is niet gesloten" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.headings += tag == "h1"
        if tag == "style" or "style" in values:
            self.problems.append(f"inline stijl in <{tag}>")
        if tag == "script" and not values.get("src"):
            self.problems.append("inline script")
        self.problems += [f"{name} in <{tag}>" for name in values if name.startswith(("on", "hx-on"))]
        if "id" in values:
            self.ids[values["id"]] += 1
        named = [values.get("for"), *(values.get("aria-describedby") or "").split(), values.get("aria-labelledby")]
        self.references += [name for name in named if name]

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> sluit niets")


class StrictClient(Client):
    """Fails on a page with inline script or style, something unrendered, a double id, or without its policy."""

    def request(self, **request):
        response = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            check_page(response)
        return response


def check_page(response):
    html = response.content.decode()
    page = Page(html)
    problems = page.problems
    if "<html" in html and page.headings != 1:
        problems.append(f"{page.headings} koppen <h1>")
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        problems.append(f"beleid: {policy!r}")
    assert problems == [], f"{response.request['PATH_INFO']}: {problems}"


def login(persoon=None, **options):
    """A StrictClient, logged in as `persoon` when there is one.

    It has had its session for a while: the log tells of logging in when that happens, not here.
    """
    client = StrictClient(**options)
    if persoon is not None:
        session = client.session
        session[SESSION_KEY] = str(persoon.pk)
        session[BACKEND_SESSION_KEY] = "permissions.backend.KantoorBackend"
        session[HASH_SESSION_KEY] = persoon.get_session_auth_hash()
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
