"""The left menu as data. Each item names the permissie of the page it leads to."""

from dataclasses import dataclass

from django.urls import reverse

from crm.permissions import CONTACTEN_INZIEN, RELATIES_INZIEN
from permissions import gate
from permissions.catalogue import Permissie
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN, TOEGANG_UITLEGGEN


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
            Item("Toegang", "teamleden:waarom", "eye", TOEGANG_UITLEGGEN),
        ],
    ),
]


def navigation(request):
    """Context processor: the menu and the search field of this user; nothing before logging in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "may_search": False}
    groups = [(heading, _shown(request, items)) for heading, items in MENU]
    return {
        "menu": [(heading, items) for heading, items in groups if items],
        "may_search": bool(gate.subject(user).holds(RELATIES_INZIEN)),
    }


def _shown(request, items):
    subject = gate.subject(request.user)
    shown = []
    for item in items:
        if item.permissie is None or subject.holds(item.permissie):
            url = reverse(item.url_name)
            # Every address starts with that of the dashboard.
            is_current = request.path == url or (url != "/" and request.path.startswith(url))
            shown.append(ShownItem(item.label, url, item.icon, is_current))
    return shown
