"""For whom a waarnemer acts at a Relatie (WN-3); asked through permissions.gate."""

from permissions import gate
from teamleden.models import Niveau, TeamlidRol


def acting_for(user, relaties, wijzigt):
    """{pk of the Relatie: ids of the afwezigen}, only where neither an own row nor bereik alle gives it already."""
    subject = gate.subject(user)
    open_to_all = {relatie.pk for relatie in relaties if subject.bereik_alle and not relatie.afgeschermd}
    asked = [relatie.pk for relatie in relaties if relatie.pk not in open_to_all]
    rows = TeamlidRol.objects.counting_for(subject).filter(relatie__in=asked)
    if wijzigt:
        rows = rows.filter(niveau=Niveau.MUTATOR)
    owners = {}
    for relatie, teamlid in rows.order_by("teamlid").values_list("relatie", "teamlid").distinct():
        owners.setdefault(relatie, []).append(teamlid)
    return {relatie: tuple(ids) for relatie, ids in owners.items() if user.pk not in ids}
