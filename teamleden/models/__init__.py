from teamleden.models.procesteam import Procesteam, ProcesteamLid
from teamleden.models.rol import Herkomst, Niveau, Rol, TeamlidRol
from teamleden.models.sessie import Sessie
from teamleden.models.standaardrol import StandaardTeamlidRol
from teamleden.models.teamlid import Status, Teamlid
from teamleden.models.uitnodiging import Uitnodiging
from teamleden.models.waarneming import Waarneming

__all__ = [
    "Herkomst",
    "Niveau",
    "Procesteam",
    "ProcesteamLid",
    "Rol",
    "Sessie",
    "StandaardTeamlidRol",
    "Status",
    "Teamlid",
    "TeamlidRol",
    "Uitnodiging",
    "Waarneming",
]
