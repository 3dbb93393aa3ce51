"""The one rule about access over a Stand: who reaches which Relatie through what, and whether that is enough.

Pure: it asks no database, so it answers for the past and for the present alike. That it is the same rule as the
view in toegang.sql is proved by tests/properties, and checked in an office by `manage.py toegang_controleren`.
"""

from teamleden.models import Niveau
from teamleden.toegang.uitleg import Bron


def sources(stand, lid, relatie, *, je=False):
    """Every way in which `lid` reaches `relatie`, whatever it may do there: own rows, Waarnemingen, bereik alle."""
    found = [Bron("rol", row.niveau, rol=row.rol, herkomst=row.herkomst, je=je) for row in stand.rows(lid, relatie)]
    for afwezige, vervanging in stand.stood_in_for(lid):
        found += [
            Bron("waarneming", row.niveau, rol=row.rol, namens=afwezige.naam, tot=vervanging.tot, je=je)
            for row in stand.passed_on(vervanging, afwezige, relatie)
        ]
    if lid.autorisatie.bereik_alle and not relatie.afgeschermd:
        # The niveau does not limit bereik alle.
        found.append(Bron("bereik", Niveau.MUTATOR, autorisatierol=lid.autorisatie.naam, je=je))
    return found


def suffices(permissie, bronnen):
    """Do these sources reach deep enough for this permissie?"""
    return any(bron.niveau == Niveau.MUTATOR or not permissie.needs_mutator for bron in bronnen)


def allows(stand, lid, permissie, relatie=None):
    """The rule itself."""
    if not lid.is_actief or permissie.code not in lid.autorisatie.codes:
        return False
    return permissie.is_office_wide or suffices(permissie, sources(stand, lid, relatie))


def people_at(stand, relatie):
    """The active Leden that have any source at this Relatie, with their sources; in the order of their names."""
    owners = stand.rijen.get(relatie.pk, {}).keys()
    for lid in stand.leden.values():
        # Only who could have a source is looked at: of a thousand Leden most have none.
        near = lid.autorisatie.bereik_alle or lid.pk in owners or lid.pk in stand.vervangingen
        if near and lid.is_actief and (bronnen := sources(stand, lid, relatie)):
            yield lid, bronnen
