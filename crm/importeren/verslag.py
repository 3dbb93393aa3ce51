"""A Plan in words, line by line."""

from crm.importeren.kolommen import BLADEN, CONTACTEN, HIDDEN, RELATIES
from crm.importeren.plan import Uitkomst
from crm.models import Rechtsvorm, RelatieType

_KOPPEN = {blad: {kolom.veld: kolom.kop for kolom in kolommen} for blad, kolommen in BLADEN.items()}
_LABELS = {"type": dict(RelatieType.choices), "rechtsvorm": dict(Rechtsvorm.choices)}
_LIJSTEN = {
    "relatiesoort": "relatiesoorten",
    "relatiegroep": "relatiegroepen",
    "functie": "functies",
    "labels": "labels",
}


def describe(plan, *, applied):
    """The lines of the whole report: the rows, then the totals."""
    for blad, koppen in plan.onbekend.items():
        yield f"Onbekende kolommen op het blad {blad}, overgeslagen: {', '.join(koppen)}"
    for row in plan.rijen:
        yield from describe_row(row)
    yield ""
    yield from describe_totals(plan, applied=applied)


def describe_row(row):
    """One line for the row itself, and one for everything there is to say about it."""
    naam = f" ({row.nummer})" if row.nummer else ""
    yield f"{row.blad} rij {row.rij}{naam}: {row.uitkomst}"
    for melding in row.fouten:
        yield _melding("fout", melding)
    for melding in row.waarschuwingen:
        yield _melding("waarschuwing", melding)
    if row.uitkomst == Uitkomst.GEWIJZIGD:
        yield from _changes(row)


def describe_totals(plan, *, applied):
    for blad in (RELATIES, CONTACTEN):
        counts = plan.counts[blad]
        yield f"{blad}: " + ", ".join(f"{counts[uitkomst]} {uitkomst}" for uitkomst in Uitkomst)
    for veld, namen in plan.nieuwe_namen.items():
        wat = "Nieuwe" if applied else "Nog te maken"
        yield f"{wat} {_LIJSTEN[veld]}: {', '.join(sorted(namen.values()))}"
    if not applied:
        yield "Dit was een proef: er is niets gewijzigd. Voer de goede rijen door met --toepassen."
    elif plan.has_errors:
        yield "De goede rijen zijn doorgevoerd; de rijen met een fout zijn overgeslagen."
    else:
        yield "Alle rijen zijn doorgevoerd."


def _melding(soort, melding):
    waarde = f" “{melding.waarde}”" if melding.waarde else ""
    return f"    {soort} in {melding.kop}{waarde}: {melding.tekst}"


def _changes(row):
    for veld, (old, new) in row.wijzigingen.items():
        yield f"    {_KOPPEN[row.blad][veld]}: {_change(veld, old, new)}"
    for koppeling in row.koppelingen:
        if koppeling.is_new:
            rest = ", voorkeurscontact" if koppeling.voorkeur else ""
            yield f"    gekoppeld aan relatie {koppeling.relatie} als {koppeling.functie}{rest}"
            continue
        for veld, (old, new) in koppeling.wijzigingen.items():
            yield f"    {_KOPPEN[row.blad][veld]} bij relatie {koppeling.relatie}: {_change(veld, old, new)}"


def _change(veld, old, new):
    return f"{_show(veld, old)} → {_show(veld, new)}"


def _show(veld, value):
    if value == HIDDEN:
        return value
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        value = "; ".join(value)
    if value in (None, ""):
        return "(leeg)"
    text = " ".join(str(_LABELS.get(veld, {}).get(value, value)).split())
    return text if len(text) <= 60 else f"{text[:59]}…"
