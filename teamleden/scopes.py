"""How the objects in the URLs of this app are found; see permissions/enforcement.py."""

from permissions import gate
from permissions.enforcement import Scope, register_scope


def find_teamlid(user, pk):
    from teamleden.models import Teamlid

    return Teamlid.objects.visible_to(user).for_list().filter(pk=pk).first()


def find_any_teamlid(pk):
    from teamleden.models import Teamlid

    return Teamlid.objects.filter(pk=pk).select_related("persoon").first()


def decide_teamlid(user, permissie, teamlid):
    return gate.may(user, permissie)


def register():
    register_scope("teamlid_pk", Scope("teamlid", find_teamlid, decide_teamlid, find_any_teamlid))
