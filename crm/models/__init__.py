from crm.models.kantoor import Kantoor
from crm.models.persoon import Persoon, Soort
from crm.models.relatie import InterneRelatieStays, Koppeling, Rechtsvorm, Relatie, RelatieType
from crm.models.stam import Functie, Kleur, Label, Relatiegroep, Relatiesoort

__all__ = [
    "Functie",
    "InterneRelatieStays",
    "Kantoor",
    "Kleur",
    "Koppeling",
    "Label",
    "Persoon",
    "Rechtsvorm",
    "Relatie",
    "RelatieType",
    "Relatiegroep",
    "Relatiesoort",
    "Soort",
]
