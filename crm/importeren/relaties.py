"""The rules of the sheet Relaties: the same as those of the form, for many rows at once."""

from django.core.exceptions import ValidationError

from crm.importeren.oordeel import Voorloopnullen, set_changes
from crm.models import Rechtsvorm, Relatie, RelatieType
from crm.normalise import join_name
from crm.validators import LAND_NEDERLAND, clean_postcode

NUMMER_VERPLICHT = "Vul een relatienummer in."
NUMMER_VAN_INTERN = "Dit is het nummer van de interne kantoorrelatie; die wordt niet geïmporteerd."
TYPE_VERPLICHT = "Vul een type in."
TYPE_INTERN = "Er is al een interne kantoorrelatie; een tweede kan niet."
NAAM_VERPLICHT = "Vul een naam in."
ACHTERNAAM_VERPLICHT = "Vul een achternaam in."
NAAM_TE_LANG = "De hele naam is te lang: er passen 200 tekens in."
BSN_BIJ_PERSOON = "Een BSN hoort bij een persoon; kies het type Persoon of laat dit veld leeg."
NAAM_SAMENGESTELD = "De naam van een persoon wordt samengesteld uit de naamdelen; deze naam is niet gebruikt."
NIET_BIJ_PERSOON = "Een persoon heeft geen rechtsvorm; deze waarde is niet gebruikt."
NAAMDEEL_BIJ_PERSOON = "Een naamdeel hoort bij een persoon; deze waarde is niet gebruikt."
RECHTSVORM_ANDERS = "Er is geen rechtsvorm; dit wordt Anders."

NAAMDELEN = ("voornaam", "tussenvoegsel", "achternaam")


def judge(plan, rijen):
    """Decide about each row; the first row with a number is the one that counts."""
    seen, nullen = {}, Voorloopnullen(plan.stand.relatienummers)
    for rij in rijen:
        rij.result.object = plan.stand.relaties.get(rij.result.nummer)
        _check_nummer(rij, seen, nullen)
        _check_type(rij)
        for soort in ("bezoek", "post"):
            _check_adres(rij, soort)
        if rij.result.is_right:
            set_changes(plan, rij.result, rij.values, Relatie, plan.stand.relatie_labels)
            nullen.add(rij.result.nummer)


def _check_nummer(rij, seen, nullen):
    nummer = rij.values.get("nummer")
    if nummer is None:
        if not rij.failed("nummer"):
            rij.refuse("nummer", NUMMER_VERPLICHT)
        return
    if nummer in seen:
        rij.refuse("nummer", f"Dit nummer staat al in rij {seen[nummer]}; de eerste rij telt.")
        return
    seen[nummer] = rij.result.rij
    stored = rij.result.object
    if stored is not None and stored.is_intern:
        rij.refuse("nummer", NUMMER_VAN_INTERN)
    elif stored is None and (other := nullen.other(nummer)):
        rij.warn("nummer", f"Dit nummer verschilt alleen in voorloopnullen van {other}; het wordt een aparte relatie.")


def _check_type(rij):
    stored = rij.result.object
    soort = rij.values.get("type") or getattr(stored, "type", None)
    if soort == RelatieType.INTERN:
        if "type" in rij.values:
            rij.refuse("type", TYPE_INTERN)
    elif soort is None:
        if not rij.failed("type"):
            rij.refuse("type", TYPE_VERPLICHT)
    elif soort == RelatieType.PERSOON:
        _check_persoon(rij, stored)
    else:
        _check_organisatie(rij, stored)


def _check_persoon(rij, stored):
    values = rij.values
    delen = [values.get(deel) or getattr(stored, deel, "") for deel in NAAMDELEN]
    if not delen[-1] and not rij.failed("achternaam"):
        rij.refuse("achternaam", ACHTERNAAM_VERPLICHT)
    naam = join_name(*delen)
    if len(naam) > Relatie._meta.get_field("naam").max_length:
        rij.refuse("naam", NAAM_TE_LANG)
    if values.get("naam", naam) != naam:
        rij.warn("naam", NAAM_SAMENGESTELD)
    if "rechtsvorm" in values:
        rij.warn("rechtsvorm", NIET_BIJ_PERSOON)
    values["naam"], values["rechtsvorm"] = naam, ""


def _check_organisatie(rij, stored):
    values = rij.values
    if not (values.get("naam") or getattr(stored, "naam", "")) and not rij.failed("naam"):
        rij.refuse("naam", NAAM_VERPLICHT)
    if (values.get("bsn") or getattr(stored, "bsn", "")) and not rij.failed("bsn"):
        rij.refuse("bsn", BSN_BIJ_PERSOON)
    for deel in NAAMDELEN:
        if deel in values:
            rij.warn(deel, NAAMDEEL_BIJ_PERSOON)
        values[deel] = ""
    was_organisatie = stored is not None and not stored.is_persoon
    if "rechtsvorm" not in values and not was_organisatie and not rij.failed("rechtsvorm"):
        rij.warn("rechtsvorm", RECHTSVORM_ANDERS)
        values["rechtsvorm"] = Rechtsvorm.ANDERS


def _check_adres(rij, soort):
    """A postcode has the Dutch form when the address, as it will be, is in the Netherlands."""
    veld = f"{soort}_postcode"
    land = rij.values.get(f"{soort}_land") or getattr(rij.result.object, f"{soort}_land", "") or LAND_NEDERLAND
    if veld in rij.values and land.casefold() == LAND_NEDERLAND.casefold():
        try:
            rij.values[veld] = clean_postcode(rij.values[veld])
        except ValidationError as error:
            rij.refuse(veld, " ".join(error.messages))
