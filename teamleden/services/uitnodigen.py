"""Inviting with rollen, as a Wijzigingsset: first shown with all access it will give, then mailed, and undoable."""

from activiteitenlog.wijzigingen import engine
from permissions import gate
from teamleden.models import Herkomst
from teamleden.permissions import TEAMLEDEN_UITNODIGEN
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL, give
from teamleden.wijzigingen.uitnodigingen import SOORT_UITNODIGING, UITGENODIGD

SOORT = "uitnodigen"


def propose_uitnodiging(actor, teamlid, relaties=(), rol=None, niveau=None):
    """A Wijzigingsset that invites this Teamlid and gives `rol` at these Relaties (INV-1).

    A row that is there already stays as it is, also with a lower niveau. Raises what `engine.propose` raises.
    """
    gate.require(actor, TEAMLEDEN_UITNODIGEN)
    held = set(teamlid.teamlidrollen.filter(rol=rol).values_list("relatie", flat=True)) if relaties else set()
    wanted = dict(
        give(teamlid, relatie, rol, niveau, Herkomst.UITNODIGING.value, actor)
        for relatie in relaties
        if relatie.pk not in held
    )
    changes = engine.intend(SOORT_UITNODIGING, {(teamlid.pk,): UITGENODIGD}) + engine.intend(SOORT_TEAMLIDROL, wanted)
    return engine.propose(actor, SOORT, f"Uitnodiging van {teamlid}"[:200], changes)
