"""How the objects in the URLs of this app are found; see permissions/enforcement.py."""

from functools import partial

from activiteitenlog.permissions import ACTIVITEITENLOG_INZIEN
from permissions import gate
from permissions.enforcement import Scope, register_scope


def find_teamlid(user, pk):
    from teamleden.models import Teamlid

    return Teamlid.objects.visible_to(user).for_list().filter(pk=pk).first()


def find_autorisatierol(user, pk):
    from permissions.models import Autorisatierol

    return Autorisatierol.objects.select_related("group").filter(pk=pk).first()


def find_any_autorisatierol(pk):
    return find_autorisatierol(None, pk)


def find_wijzigingsset(user, pk):
    """One's own, and with the right to read the log everybody's."""
    from activiteitenlog.wijzigingen.models import Wijzigingsset

    rows = Wijzigingsset.objects.select_related("actor", "ongedaan_maakt")
    if not gate.may(user, ACTIVITEITENLOG_INZIEN):
        rows = rows.filter(actor=user.pk)
    return rows.filter(pk=pk).first()


def find_any_wijzigingsset(pk):
    from activiteitenlog.wijzigingen.models import Wijzigingsset

    return Wijzigingsset.objects.filter(pk=pk).first()


def decide_wijzigingsset(user, permissie, wijzigingsset):
    """Whoever prepared it may read it, apply it and undo it; each of these asks for the rights it needs itself."""
    if wijzigingsset.actor_id == user.pk and gate.subject(user).persoon_id:
        return gate.Decision(True, permissie)
    return gate.may(user, permissie)


def find_waarneming(user, pk):
    from teamleden.models import Waarneming

    return Waarneming.objects.for_list().select_related("created_by", "beeindigd_door").filter(pk=pk).first()


def find_any_waarneming(pk):
    return find_waarneming(None, pk)


def find_eigen_waarneming(user, pk):
    """Only the own absence."""
    found = find_waarneming(user, pk)
    return found if found and found.afwezige_id == user.pk else None


def find_any_teamlid(pk):
    from teamleden.models import Teamlid

    return Teamlid.objects.filter(pk=pk).select_related("persoon").first()


def find_rol(user, pk):
    from teamleden.models import Rol

    return Rol.objects.filter(pk=pk).first()


def find_standaardrol(user, pk):
    from teamleden.models import StandaardTeamlidRol

    return StandaardTeamlidRol.objects.for_list().filter(pk=pk).first()


def find_procesteam(user, pk):
    from teamleden.models import Procesteam

    return Procesteam.objects.filter(pk=pk).first()


def decide_office_wide(user, permissie, obj):
    return gate.may(user, permissie)


def register():
    register_scope("teamlid_pk", Scope("teamlid", find_teamlid, decide_office_wide, find_any_teamlid))
    register_scope(
        "autorisatierol_pk", Scope("autorisatierol", find_autorisatierol, decide_office_wide, find_any_autorisatierol)
    )
    register_scope("waarneming_pk", Scope("waarneming", find_waarneming, decide_office_wide, find_any_waarneming))
    register_scope(
        "eigen_waarneming_pk", Scope("waarneming", find_eigen_waarneming, decide_office_wide, find_any_waarneming)
    )
    register_scope(
        "wijzigingsset_pk", Scope("wijzigingsset", find_wijzigingsset, decide_wijzigingsset, find_any_wijzigingsset)
    )
    finders = {"rol": find_rol, "standaardrol": find_standaardrol, "procesteam": find_procesteam}
    for name, find in finders.items():
        register_scope(f"{name}_pk", Scope(name, find, decide_office_wide, partial(find, None)))
