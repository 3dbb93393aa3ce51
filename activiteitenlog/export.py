"""The log as CSV or as an Excel workbook, row by row and never wholly in memory."""

from dataclasses import dataclass

from django.utils import timezone

from mijnkantoor.ui.export import table_response

CHUNK = 2000
KOLOMMEN = (
    "Regel", "Moment", "Wie", "Namens", "Wat", "Soort", "Waarover", "Relatienummer", "Relatie", "Van → naar", "Reden",
    "Hash",
)  # fmt: skip


def cells(row):
    """One entry as the cells of a row; the names of Relaties are those of now, as in the list."""
    moment = timezone.localtime(row.moment)
    relatie = row.relatie
    return (
        row.pk, f"{moment:%Y-%m-%d %H:%M:%S}", row.actor_naam, row.namens_naam, row.actie, row.object_soort,
        row.object_naam, relatie.nummer if relatie else "", relatie.naam if relatie else "",
        "; ".join(map(str, row.regels)), row.reden, row.hash,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Formaat:
    label: str
    naam: str
    most_rows: int

    def respond(self, rows):
        lines = map(cells, rows.iterator(CHUNK))
        return table_response(self.naam, "activiteitenlog", KOLOMMEN, lines, blad="Activiteitenlog")

    def too_many(self, number):
        return (
            f"Dit zijn {number} regels; in {self.label} passen er {self.most_rows}. "
            "Kies een kortere periode of een ander formaat."
        )


FORMATEN = {
    "csv": Formaat("CSV", "csv", 5_000_000),
    "xlsx": Formaat("Excel", "xlsx", 100_000),
}
