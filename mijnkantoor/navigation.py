"""The left menu as data. Each item names the permissie of the page it leads to."""

from dataclasses import dataclass

from django.urls import reverse

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from crm.permissions import CONTACTEN_INZIEN, RELATIES_INZIEN
from mijnkantoor.ui.views import Tab
from permissions import gate
from permissions.catalogue import Permissie
from permissions.permissions import ALGEMENE_INSTELLINGEN_BEHEREN
from teamleden.permissions import TEAMLEDEN_INZIEN, TOEGANG_UITLEGGEN
from teamleden.views.tabs import BEHEER_TABS


@dataclass(frozen=True, slots=True)
class Item:
    """Leads to one page, or with `tabs` to the first of these that the user may open."""

    label: str
    url_name: str
    icon: str
    permissie: Permissie | None = None
    tabs: tuple[Tab, ...] = ()

    @property
    def pages(self):
        """(address, permissie) of each page behind this item, the first choice first."""
        pages = [(tab.url_name, tab.permissie) for tab in self.tabs] or [(self.url_name, self.permissie)]
        return [(reverse(url_name), permissie) for url_name, permissie in pages]


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
            Item("Teamleden", "teamleden:beheer_teamlid_list", "beheer", tabs=tuple(BEHEER_TABS)),
            Item("Kantoor", "crm:kantoor", "kantoor", ALGEMENE_INSTELLINGEN_BEHEREN),
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
        return {"menu": [], "may_search": False, "waarneemt_nu": ()}
    subject = gate.subject(user)
    pages = {item: item.pages for _, items in MENU for item in items}
    current = _current_item(request.path, pages)
    groups = [(heading, _shown(subject, items, pages, current)) for heading, items in MENU]
    return {
        "menu": [(heading, items) for heading, items in groups if items],
        "may_search": bool(subject.holds(RELATIES_INZIEN)),
        "waarneemt_nu": subject.waarnemingen,
    }


def _current_item(path, pages):
    """The item behind which the page is whose address this one's starts with the furthest; of two the later, which
    has it as its only page. Every address starts with the dashboard's."""
    here = [
        (len(url), place, item)
        for place, item in enumerate(pages)
        for url, _ in pages[item]
        if path == url or (url != "/" and path.startswith(url))
    ]
    return max(here, default=(0, 0, None), key=lambda found: found[:2])[2]


def _shown(subject, items, pages, current):
    shown = []
    for item in items:
        allowed = (url for url, permissie in pages[item] if permissie is None or subject.holds(permissie))
        if url := next(allowed, None):
            shown.append(ShownItem(item.label, url, item.icon, item is current))
    return shown
