"""Who has which rollen."""

from teamleden.models import TeamlidRol


def rows_at(relatie):
    """{(first name, rol): (niveau, herkomst)} of what Teamleden have there."""
    rows = TeamlidRol.objects.filter(relatie=relatie).select_related("teamlid__persoon", "rol")
    return {(row.teamlid.persoon.voornaam, row.rol.naam): (row.niveau, row.herkomst) for row in rows}
