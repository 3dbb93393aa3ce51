"""The reference of permissies as a page of the documentation; `manage.py rechten_overzicht` writes it."""

from itertools import groupby

from permissions import catalogue
from permissions.catalogue import STANDAARD_ROLLEN, Reikwijdte

REIKWIJDTEN = {
    Reikwijdte.KANTOOR: "Heel het kantoor",
    Reikwijdte.INZIEN: "Bij een relatie, als raadpleger",
    Reikwijdte.WIJZIGEN: "Bij een relatie, als mutator",
}
KOP = """# Rechten

Elke permissie van het portaal, wat ze opent, waar ze geldt, en welke standaard-autorisatierollen haar hebben. Een
kantoor kan dat aanpassen onder Beheer → Teamleden → Autorisatierollen. Deze pagina is gemaakt door
`manage.py rechten_overzicht`; pas haar niet met de hand aan.

Een permissie bij een relatie geldt waar iemand een rol heeft op minstens dat niveau, zelf of als waarnemer, of bij
bereik alle overal waar de relatie niet afgeschermd is.
"""


def describe_rechten():
    """The page as Markdown; from the code alone, so the same on every machine."""
    blocks = [KOP]
    for categorie, permissies in groupby(catalogue.all_permissies(), key=lambda permissie: permissie.categorie):
        lines = [f"## {categorie}", "", f"| permissie | opent | waar | {' | '.join(STANDAARD_ROLLEN)} |"]
        lines.append("| --- | --- | --- |" + " :-: |" * len(STANDAARD_ROLLEN))
        for permissie in permissies:
            marks = " | ".join("x" if rol in permissie.standaard else " " for rol in STANDAARD_ROLLEN)
            lines.append(f"| {permissie.naam} | {permissie.opent} | {REIKWIJDTEN[permissie.reikwijdte]} | {marks} |")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)
