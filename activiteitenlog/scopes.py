"""How an entry in a URL is found; see permissions/enforcement.py."""

from permissions import gate
from permissions.enforcement import Scope, register_scope


def find_activiteit(user, pk):
    from activiteitenlog.models import Activiteit

    return Activiteit.objects.visible_to(user).for_list().filter(pk=pk).first()


def decide_activiteit(user, permissie, activiteit):
    return gate.may(user, permissie)


def find_any_activiteit(pk):
    """By its number only: what a hidden entry tells of stays hidden."""
    from activiteitenlog.models import Activiteit
    from activiteitenlog.services import Onderwerp

    return Onderwerp("activiteitenlog", f"Regel {pk}", str(pk)) if Activiteit.objects.filter(pk=pk).exists() else None


def register():
    register_scope("activiteit_pk", Scope("activiteit", find_activiteit, decide_activiteit, find_any_activiteit))
