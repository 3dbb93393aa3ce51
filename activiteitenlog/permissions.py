"""The permissies of the activiteitenlog."""

from permissions.catalogue import Categorie

_log = Categorie("Activiteiten log", model="activiteitenlog.activiteit", volgorde=10)

ACTIVITEITENLOG_INZIEN = _log.office_wide(
    "activiteitenlog_inzien",
    "Activiteiten log inzien",
    "--xx",
    "Beheer → Activiteitenlog: wie wat wanneer deed.",
)
VERWIJDERDE_ITEMS_HERSTELLEN = _log.office_wide(
    "verwijderde_items_herstellen",
    "Verwijderde items kunnen herstellen",
    "---x",
    "Een verwijderde relatie of een verwijderd contact terugzetten.",
)
