from teamleden.services.rollen import change_niveau, grant_rol, revoke_rol
from teamleden.services.teamleden import add_teamlid, update_teamlid
from teamleden.services.uitnodigingen import accept_uitnodiging, find_uitnodiging, invite_teamlid, revoke_uitnodiging
from teamleden.services.waarnemingen import change_waarneming, end_waarneming, preview_waarneming, start_waarneming

__all__ = [
    "accept_uitnodiging",
    "add_teamlid",
    "change_niveau",
    "change_waarneming",
    "end_waarneming",
    "find_uitnodiging",
    "grant_rol",
    "invite_teamlid",
    "preview_waarneming",
    "revoke_rol",
    "revoke_uitnodiging",
    "start_waarneming",
    "update_teamlid",
]
