"""How many Relaties a standaardrol fits, and where it meets another: one question for all the rules of a page."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from crm.models import Relatie
from teamleden.models import StandaardTeamlidRol, TeamlidRol

VOORWAARDEN = ("relatietype", "relatiesoort_id", "relatiegroep_id", "label_id")
AT_ONCE = 200  # counts in one question


@dataclass
class Telling:
    """Of the Relaties that the asker may see: those that fit, those without the row yet, and what other rules share."""

    passend: int = 0
    zonder: int = 0
    overlap: list[tuple[StandaardTeamlidRol, int]] = field(default_factory=list)

    @property
    def doet_niets(self):
        return self.passend > 0 and not self.zonder


def count_standaardrollen(user, rules):
    """{pk: Telling}; the Relaties that this user may not see are in no number."""
    rules = list(rules)
    counts, pairs = {}, _pairs(rules)
    # Rules with the same conditions fit the same Relaties, so these are counted once.
    fits = {rule.pk: "p" + "_".join(str(getattr(rule, name) or "") for name in VOORWAARDEN) for rule in rules}
    for rule in rules:
        rows = TeamlidRol.objects.filter(teamlid=rule.teamlid_id, rol=rule.rol_id).values("relatie")
        counts[fits[rule.pk]] = Count("pk", filter=rule.condition)
        counts[f"z{rule.pk}"] = Count("pk", filter=rule.condition & ~Q(pk__in=rows))
    for rule, other in pairs:
        counts[f"o{rule.pk}_{other.pk}"] = Count("pk", filter=rule.condition & other.condition)
    found = _ask(Relatie.objects.visible_to(user), counts)
    tellingen = {rule.pk: Telling(found[fits[rule.pk]], found[f"z{rule.pk}"]) for rule in rules}
    for rule, other in pairs:
        if number := found[f"o{rule.pk}_{other.pk}"]:
            tellingen[rule.pk].overlap.append((other, number))
    return tellingen


def _pairs(rules):
    """(rule, other) that are both applied and give the same Teamlid the same Rol."""
    giving = [rule for rule in rules if rule.gives]
    wanted = StandaardTeamlidRol.objects.that_give().for_list()
    others = wanted.filter(teamlid__in={r.teamlid_id for r in giving}, rol__in={r.rol_id for r in giving})
    same = {}
    for other in others:
        same.setdefault((other.teamlid_id, other.rol_id), []).append(other)
    return [(rule, other) for rule in giving for other in same.get((rule.teamlid_id, rule.rol_id), ()) if other != rule]


def _ask(relaties, counts):
    names, found = list(counts), {}
    for start in range(0, len(names), AT_ONCE):
        found |= relaties.aggregate(**{name: counts[name] for name in names[start : start + AT_ONCE]})
    return found
