"""The rules of the sheet Contacten: people, and the Relaties they are coupled to (NUM-2, NUM-3, MAIL-2, CON-1)."""

from django.core.exceptions import ValidationError

from activiteitenlog.services import compare
from crm.importeren.kolommen import RELATIES
from crm.importeren.oordeel import Voorloopnullen, resolve_name, set_changes
from crm.importeren.plan import KoppelingPlan
from crm.models import Functie, Persoon
from crm.nummers import clean_persoonsnummer
from crm.services.contacten import CONTACT_BIJ_KLANT
from crm.services.personen import EMAIL_ADVIES
from permissions import gate

NUMMER_VERPLICHT = "Vul een contactnummer in."
ACHTERNAAM_VERPLICHT = "Vul een achternaam in."
RELATIE_VERPLICHT = "Noem minstens één relatienummer."
EEN_PERSOON = "; een nummer kan maar bij één persoon horen."
ZONDER_RELATIE = "Dit geldt bij de genoemde relaties, en deze rij noemt er geen; de waarde is niet gebruikt."


def judge(plan, rijen, actor):
    """Decide about each row; of a number or address that comes twice, the first row counts."""
    nummers, emails = {}, {}
    nieuw = {row.nummer for row in plan.right_rows(RELATIES)}
    relaties = set(plan.stand.relaties) | nieuw
    nullen = Voorloopnullen(plan.stand.relatienummers | nieuw)
    for rij in rijen:
        _check_nummer(rij, plan.stand, nummers, actor)
        _check_email(rij, plan.stand, emails, actor)
        _check_naam(rij)
        _check_relaties(rij, plan.stand, relaties, nullen)
        if rij.result.is_right:
            _accept(plan, rij)
    _decide_voorkeur(plan, [rij for rij in rijen if rij.result.is_right])


def _check_nummer(rij, stand, seen, actor):
    if "nummer" not in rij.values:
        if not rij.failed("nummer"):
            rij.refuse("nummer", NUMMER_VERPLICHT)
        return
    nummer = rij.values["nummer"]
    # A number from before the range was changed may stay as it is.
    if nummer not in stand.personen:
        try:
            nummer = clean_persoonsnummer(nummer, stand.kantoor)
        except ValidationError as error:
            rij.refuse("nummer", " ".join(error.messages))
            return
    rij.result.nummer = rij.values["nummer"] = nummer
    if nummer in seen:
        rij.refuse("nummer", f"Dit nummer staat al in rij {seen[nummer]}; de eerste rij telt.")
        return
    seen[nummer] = rij.result.rij
    stored = stand.personen.get(nummer)
    if stored is not None and stored.is_teamlid:
        rij.refuse("nummer", _taken(f"Nummer {nummer} is al van een", stored, actor) + EEN_PERSOON)
    else:
        rij.result.object = stored


def _check_email(rij, stand, seen, actor):
    email = rij.values.get("email")
    if email is None:
        return
    owner = stand.emails.get(email)
    if owner is not None and owner is not rij.result.object:
        rij.refuse("email", f"{_taken('Dit e-mailadres is al in gebruik bij een', owner, actor)}. {EMAIL_ADVIES}")
    elif owner is None and email in seen:
        rij.refuse("email", f"Dit e-mailadres staat al in rij {seen[email]}; de eerste rij telt.")
    seen.setdefault(email, rij.result.rij)


def _taken(start, owner, actor):
    """Says whose kind it is; the name only to the shell, which may see everybody."""
    kind = "teamlid" if owner.is_teamlid else "contact"
    return f"{start} {kind} ({owner.volledige_naam})" if isinstance(actor, gate.Systeem) else f"{start} {kind}"


def _check_naam(rij):
    known = rij.values.get("achternaam") or rij.result.object
    if not known and not rij.failed("achternaam"):
        rij.refuse("achternaam", ACHTERNAAM_VERPLICHT)


def _check_relaties(rij, stand, relaties, nullen):
    numbers = rij.values.get("relatienummers")
    if numbers is None:
        if rij.result.object is None and not rij.failed("relatienummers"):
            rij.refuse("relatienummers", RELATIE_VERPLICHT)
        for veld in ("functie", "voorkeur"):
            if veld in rij.values:
                rij.warn(veld, ZONDER_RELATIE)
        return
    for nummer in numbers:
        stored = stand.relaties.get(nummer)
        if nummer not in relaties:
            other = nullen.other(nummer)
            hint = f" Bedoel je {other}? Voorloopnullen tellen mee." if other else ""
            rij.refuse(
                "relatienummers", f"Relatie {nummer} bestaat niet en staat niet goed op het blad Relaties.{hint}"
            )
        elif stored is not None and stored.is_intern:
            rij.refuse("relatienummers", CONTACT_BIJ_KLANT)


def _accept(plan, rij):
    result, values = rij.result, dict(rij.values)
    numbers, functie = values.pop("relatienummers", ()), values.pop("functie", None)
    values.pop("voorkeur", None)
    set_changes(plan, result, values, Persoon, plan.stand.persoon_labels)
    for nummer in numbers:
        bestaand = _stored_koppeling(plan.stand, nummer, result.object)
        if functie:
            naam = resolve_name(plan, "functie", functie)
        elif bestaand:
            naam = plan.stand.namen_op_pk["functie"][bestaand.functie_id]
        else:
            naam = resolve_name(plan, "functie", Functie.GEVOLMACHTIGDE)
        result.koppelingen.append(KoppelingPlan(nummer, bestaand, naam))


def _stored_koppeling(stand, nummer, contact):
    if contact is None:
        return None
    here = stand.koppelingen.get(nummer, ())
    return next((koppeling for koppeling in here if koppeling.contact_id == contact.pk), None)


def _decide_voorkeur(plan, rijen):
    """One voorkeurscontact per Relatie: the first row that says ja, else who it was."""
    winners = {}
    for rij in rijen:
        if rij.values.get("voorkeur"):
            for koppeling in rij.result.koppelingen:
                winners.setdefault(koppeling.relatie, rij)
    for rij in rijen:
        for koppeling in rij.result.koppelingen:
            _set_voorkeur(plan.stand, rij, koppeling, winners.get(koppeling.relatie))
    _take_over(plan, winners)


def _set_voorkeur(stand, rij, koppeling, winner):
    wanted = rij.values.get("voorkeur")
    was = koppeling.bestaand.voorkeur if koppeling.bestaand else False
    if winner is rij:
        koppeling.voorkeur = True
    elif winner is not None:
        koppeling.voorkeur = False
        if wanted:
            tekst = f"Bij relatie {koppeling.relatie} is rij {winner.result.rij} al het voorkeurscontact."
            rij.warn("voorkeur", tekst)
    else:
        koppeling.voorkeur = was if wanted is None else False
    old = {"functie": "", "voorkeur": was}
    if koppeling.bestaand:
        old["functie"] = stand.namen_op_pk["functie"][koppeling.bestaand.functie_id]
    koppeling.wijzigingen = compare(old, {"functie": koppeling.functie, "voorkeur": koppeling.voorkeur})


def _take_over(plan, winners):
    """Who was the voorkeurscontact and is not coupled by the file gives way to the row that is."""
    in_file = {
        koppeling.bestaand.pk
        for row in plan.rijen
        if row.is_right
        for koppeling in row.koppelingen
        if koppeling.bestaand
    }
    for nummer, winner in winners.items():
        for koppeling in plan.stand.koppelingen.get(nummer, ()):
            if koppeling.voorkeur and koppeling.pk not in in_file:
                plan.voorkeur_weg.append(koppeling)
                tekst = f"Bij relatie {nummer} neemt dit contact het over van {koppeling.contactnummer}."
                winner.warn("voorkeur", tekst)
