from teamleden.services.rollen import change_niveau, grant_rol, revoke_rol
from teamleden.services.teamleden import add_teamlid, update_teamlid
from teamleden.services.uitnodigingen import accept_uitnodiging, find_uitnodiging, invite_teamlid, revoke_uitnodiging

__all__ = [
    "accept_uitnodiging",
    "add_teamlid",
    "change_niveau",
    "find_uitnodiging",
    "grant_rol",
    "invite_teamlid",
    "revoke_rol",
    "revoke_uitnodiging",
    "update_teamlid",
]
