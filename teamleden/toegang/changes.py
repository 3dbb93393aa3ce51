"""The smallest change that would allow what is refused, and who can make it (AUT-2).

Smallest: the least niveau, a row at this one Relatie before anything that reaches further, and of the
autorisatierollen that hold the permissie the one most like the present one. Tests/properties proves that the changes
together are enough, and that none can be left out or be less.
"""

from dataclasses import replace

from crm.permissions import TEAMLEDEN_KOPPELEN
from teamleden.models import Niveau, Status
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_UITNODIGEN
from teamleden.toegang.rule import allows, sources, suffices
from teamleden.toegang.uitleg import Soort, Wijziging

MOST_GIVERS = 5
OPEN_STATUSSEN = (Status.CONCEPT, Status.UITGENODIGD)


def smallest_changes(stand, lid, permissie, relatie, zeg):
    """What must change for `lid` to be allowed this; empty when it is already.

    `relatie` None with a permissie at a Relatie is about the Relaties of a contact, none of which was enough.
    """
    found = []
    if not lid.is_actief:
        found.append(_activate(stand, lid, zeg))
    then = lid
    if permissie.code not in lid.autorisatie.codes:
        change, then = _hold(stand, lid, permissie, zeg)
        found.append(change)
    if relatie is not None:
        found += _reach(stand, then, permissie, relatie, zeg)
    elif not permissie.is_office_wide and then is lid:
        niveau = _needed(permissie)
        found.append(Wijziging(Soort.ROL, zeg("geef_rol_contact", niveau=niveau), teamlid_id=lid.pk, niveau=niveau))
    return tuple(found)


def _needed(permissie):
    return Niveau.MUTATOR if permissie.needs_mutator else Niveau.RAADPLEGER


def _activate(stand, lid, zeg):
    invites = lid.status in OPEN_STATUSSEN and lid.is_active
    needs = TEAMLEDEN_UITNODIGEN if invites else TEAMLEDEN_BEHEREN
    # An account that becomes active makes its autorisatierol real, so whoever does it gives that too (TL-5).
    givers = [g for g in _others(stand, lid, needs) if g.autorisatie.covers(lid.autorisatie)]
    return _change(stand, Soort.ACTIVEREN, zeg("nodig_uit" if invites else "activeer"), givers, teamlid_id=lid.pk)


def _hold(stand, lid, permissie, zeg):
    """The change to the autorisatierol, and the Lid as it would be then."""
    new = nearest(stand.autorisaties, lid.autorisatie, permissie)
    if new is None:
        # No autorisatierol holds it, so nobody does, and nobody gives what they do not hold (TL-5).
        return _change(stand, Soort.PERMISSIE, zeg("geef_permissie"), [], teamlid_id=lid.pk), lid
    # Nobody gives or takes away an autorisatierol that holds more than the own (TL-5).
    givers = [
        g
        for g in _others(stand, lid, TEAMLEDEN_BEHEREN)
        if g.autorisatie.covers(new) and g.autorisatie.covers(lid.autorisatie)
    ]
    change = _change(
        stand, Soort.AUTORISATIEROL, zeg("geef_autorisatierol", nieuw=new.naam), givers,
        teamlid_id=lid.pk, autorisatierol_id=new.pk,
    )  # fmt: skip
    return change, replace(lid, autorisatie=new)


def nearest(autorisaties, present, permissie):
    """The autorisatierol with this permissie that differs least from the present one; None when there is none."""
    holders = [a for a in autorisaties if permissie.code in a.codes]
    return min(holders, key=lambda a: distance(a, present), default=None)


def distance(one, other):
    """Another bereik weighs more than any number of permissies."""
    return one.bereik_alle != other.bereik_alle, len(one.codes ^ other.codes), one.volgorde, one.pk


def _reach(stand, lid, permissie, relatie, zeg):
    """A row at the Relatie, or a higher niveau of the row that is there."""
    if suffices(permissie, sources(stand, lid, relatie)):
        return []
    givers = [g for g in stand.leden.values() if g.pk != lid.pk and allows(stand, g, TEAMLEDEN_KOPPELEN, relatie)]
    niveau = _needed(permissie)
    where = {"teamlid_id": lid.pk, "relatie_id": relatie.pk, "niveau": niveau}
    # A row that somebody stands in for is not the own one: to raise that would give its owner more as well.
    own = next(iter(stand.rows(lid, relatie)), None)
    if own is None:
        return [_change(stand, Soort.ROL, zeg("geef_rol", niveau=niveau), givers, **where)]
    return [_change(stand, Soort.NIVEAU, zeg("geef_niveau", rol=own.rol), givers, rol=own.rol, **where)]


def _others(stand, lid, permissie):
    """Who may use this office-wide permissie; nobody raises the own access (TL-5)."""
    return [g for g in stand.leden.values() if g.pk != lid.pk and allows(stand, g, permissie)]


def _change(stand, soort, tekst, givers, **about):
    names = tuple(giver.naam for giver in givers[:MOST_GIVERS]) if stand.with_names else ()
    return Wijziging(soort, tekst, names, frozenset(giver.pk for giver in givers), **about)
