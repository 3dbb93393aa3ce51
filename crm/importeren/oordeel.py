"""What the rules of both sheets share: names of lists, what changes, leading zeros."""

from activiteitenlog.services import compare
from crm.importeren.stand import STAMLIJSTEN


def resolve_names(plan, values):
    """Write every name of a list as the list has it; a name nobody has yet will be made."""
    for veld in STAMLIJSTEN.keys() & values.keys():
        value = values[veld]
        if isinstance(value, list):
            values[veld] = sorted(resolve_name(plan, veld, naam) for naam in value)
        else:
            values[veld] = resolve_name(plan, veld, value)


def resolve_name(plan, veld, naam):
    key = naam.lower()
    if stored := plan.stand.namen[veld].get(key):
        return stored.naam
    return plan.nieuwe_namen.setdefault(veld, {}).setdefault(key, naam)


def set_changes(plan, result, values, model, labels):
    """Fill in what this right row sets and what that changes; a new object is compared with an empty one."""
    resolve_names(plan, values)
    current = result.object or model()
    old = {veld: _readable(plan.stand, current, veld) for veld in values if veld != "labels"}
    if "labels" in values:
        old["labels"] = sorted(labels.get(result.object.pk, [])) if result.object else []
    result.wijzigingen = compare(old, values)
    result.values = {veld: values[veld] for veld in result.wijzigingen}


def _readable(stand, current, veld):
    if veld in STAMLIJSTEN:
        return stand.namen_op_pk[veld].get(getattr(current, f"{veld}_id"))
    return getattr(current, veld)


class Voorloopnullen:
    """Finds the numbers that differ only in leading zeros (REL-1)."""

    def __init__(self, numbers):
        self._numbers = {}
        for number in numbers:
            self.add(number)

    def add(self, number):
        if number.isascii() and number.isdigit():
            self._numbers.setdefault(number.lstrip("0"), []).append(number)

    def other(self, number):
        """Another number that is the same but for its leading zeros, or None."""
        if not (number.isascii() and number.isdigit()):
            return None
        return next((other for other in self._numbers.get(number.lstrip("0"), []) if other != number), None)
