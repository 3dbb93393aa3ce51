from crm.services.contacten import couple_contact, create_contact, uncouple_contact, update_contact, update_koppeling
from crm.services.relaties import create_relatie, update_relatie

__all__ = [
    "couple_contact",
    "create_contact",
    "create_relatie",
    "uncouple_contact",
    "update_contact",
    "update_koppeling",
    "update_relatie",
]
