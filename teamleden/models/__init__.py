from teamleden.models.rol import Herkomst, Niveau, Rol, TeamlidRol
from teamleden.models.sessie import Sessie
from teamleden.models.teamlid import Status, Teamlid
from teamleden.models.uitnodiging import Uitnodiging
from teamleden.models.waarneming import Waarneming

__all__ = ["Herkomst", "Niveau", "Rol", "Sessie", "Status", "Teamlid", "TeamlidRol", "Uitnodiging", "Waarneming"]
