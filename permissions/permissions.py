"""The permissies about the office's settings."""

from permissions.catalogue import Categorie

_instellingen = Categorie("Instellingen", model="permissions.autorisatierol", volgorde=90)

ALGEMENE_INSTELLINGEN_BEHEREN = _instellingen.office_wide(
    "algemene_instellingen_beheren",
    "Algemene instellingen beheren",
    "---x",
    "Beheer → Kantoor: de naam van het kantoor, de interne relatie en de nummerreeksen.",
)
