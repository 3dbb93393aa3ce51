"""Makes things for tests. Each factory's object is complete and allowed by every rule; tests change what they test."""

from tests.factories.crm import (
    ContactFactory,
    FunctieFactory,
    KoppelingFactory,
    LabelFactory,
    PersoonRelatieFactory,
    RelatieFactory,
    RelatiegroepFactory,
    RelatiesoortFactory,
)
from tests.factories.teamleden import (
    AutorisatierolFactory,
    ProcesteamFactory,
    StandaardrolFactory,
    TeamlidFactory,
    TeamlidRolFactory,
    UitnodigingFactory,
    WaarnemingFactory,
)

__all__ = [
    "AutorisatierolFactory",
    "ContactFactory",
    "FunctieFactory",
    "KoppelingFactory",
    "LabelFactory",
    "PersoonRelatieFactory",
    "ProcesteamFactory",
    "RelatieFactory",
    "RelatiegroepFactory",
    "RelatiesoortFactory",
    "StandaardrolFactory",
    "TeamlidFactory",
    "TeamlidRolFactory",
    "UitnodigingFactory",
    "WaarnemingFactory",
]
