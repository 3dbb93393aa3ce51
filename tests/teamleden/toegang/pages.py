"""Asking the pages about access and reading their answers, also over a history that a test wrote."""

import re
from html import unescape
from urllib.parse import urlencode

from django.conf import settings as project
from django.urls import include, path

from permissions.models import Autorisatierol
from teamleden.permissions import TEAMLEDEN_INZIEN
from teamleden.views import eigen_toegang, toegang

OPNAME = []


def history(table, moment, **filters):
    """The one that the test made."""
    return OPNAME[0](table, moment, **filters)


urlpatterns = [
    # The same pages, reading the history that a test wrote.
    path("toen/waarom/", toegang.WaaromView.as_view(rows=history)),
    path("toen/wie/<int:relatie_pk>/", toegang.WieKanDitZienView.as_view(rows=history)),
    path("toen/wat/<int:teamlid_pk>/", toegang.TeamlidToegangView.as_view(rows=history)),
    path("toen/ik/", eigen_toegang.EigenToegangView.as_view(rows=history)),
    path("", include(project.ROOT_URLCONF)),
]


def lines(response):
    """The texts of the page itself, one for each element."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    texts = (unescape(" ".join(text.split())) for text in re.findall(r">([^<>]+)<", main))
    return [text for text in texts if text]


def answer(response):
    """The texts below the form."""
    found = lines(response)
    return found[max(found.index(word) for word in ("Uitleggen", "Tonen") if word in found) + 1 :]


def table(response):
    """The rows of the table, as lists of cells."""
    body = re.search(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", body.group(1), re.S) if body else []
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in rows]
    return [[" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


def ask(client, address="/beheer/toegang/", **question):
    return client.get(f"{address}?{urlencode(question)}")


def about(persoon, relatie, permissie, **more):
    return {"teamlid": persoon.nummer, "relatie": relatie.nummer, "permissie": permissie, **more}


def hide_teamleden(*rollen):
    """These autorisatierollen may not see Teamleden."""
    for rol in Autorisatierol.objects.filter(naam__in=rollen):
        rol.group.permissions.remove(*rol.group.permissions.filter(rij__code=TEAMLEDEN_INZIEN.code))
