"""The left menu as data. Each item names the permissie of the page it leads to."""

from dataclasses import dataclass

from django.urls import reverse

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from crm.permissions import CONTACTEN_INZIEN, RELATIES_INZIEN
from permissions import gate
from permissions.catalogue import Permissie
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN, TOEGANG_UITLEGGEN, WAARNEMERS_BEHEREN


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url_name: str
    icon: str
    permissie: Permissie | None = None


@dataclass(frozen=True, slots=True)
class ShownItem:
    label: str
    url: str
    icon: str
    is_current: bool


# A heading, empty for none, and its items.
MENU = [
    ("", [Item("Dashboard", "dashboard", "home")]),
    (
        "CRM",
        [
            Item("Relaties", "crm:relatie_list", "relaties", RELATIES_INZIEN),
            Item("Contacten", "crm:contact_list", "contacten", CONTACTEN_INZIEN),
            Item("Teamleden", "teamleden:teamlid_list", "teamleden", TEAMLEDEN_INZIEN),
        ],
    ),
    (
        "Beheer",
        [
            Item("Teamleden", "teamleden:beheer_teamlid_list", "beheer", TEAMLEDEN_BEHEREN),
            Item("Waarnemers", "teamleden:waarneming_list", "calendar", WAARNEMERS_BEHEREN),
            Item("Toegang", "teamleden:waarom", "eye", TOEGANG_UITLEGGEN),
            Item("Permissies", "teamleden:permissie_list", "check", TOEGANG_UITLEGGEN),
            Item("Wijzigingen", "teamleden:wijzigingsset_list", "undo", ACTIVITEITENLOG_INZIEN),
            Item("Activiteitenlog", "activiteitenlog:activiteit_list", "log", ACTIVITEITENLOG_INZIEN),
        ],
    ),
]


def navigation(request):
    """Context processor: the menu, the search field and for whom this user acts; nothing before logging in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "may_search": False, "waarnemingen": ()}
    current = _current_url(request)
    groups = [(heading, _shown(request, items, current)) for heading, items in MENU]
    subject = gate.subject(user)
    return {
        "menu": [(heading, items) for heading, items in groups if items],
        "may_search": bool(subject.holds(RELATIES_INZIEN)),
        "waarnemingen": subject.waarnemingen,
    }


def _current_url(request):
    """The item whose address the page's own starts with the furthest; every address starts with the dashboard's."""
    urls = [reverse(item.url_name) for _, items in MENU for item in items]
    here = [url for url in urls if request.path == url or (url != "/" and request.path.startswith(url))]
    return max(here, key=len, default=None)


def _shown(request, items, current):
    subject = gate.subject(request.user)
    shown = []
    for item in items:
        if item.permissie is None or subject.holds(item.permissie):
            url = reverse(item.url_name)
            shown.append(ShownItem(item.label, url, item.icon, url == current))
    return shown
