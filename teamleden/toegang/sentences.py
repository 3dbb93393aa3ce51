"""The sentences about access, one set for every page: each to the reader ("je") and about a colleague."""

from django.utils import timezone
from django.utils.formats import date_format

from teamleden.models import Status

ZINNEN = {
    "ja": ("Ja, je mag ‘{permissie}’{plek}.", "Ja, {wie} mag ‘{permissie}’{plek}."),
    "nee": ("Nee, je mag ‘{permissie}’{plek} niet.", "Nee, {wie} mag ‘{permissie}’{plek} niet."),
    "actief": ("Je bent een actief teamlid.", "{wie} is een actief teamlid."),
    "niet_actief": ("Je bent geen actief teamlid.", "{wie} is geen actief teamlid{status}."),
    "nog_niet": ("Je was toen nog geen teamlid.", "{wie} was toen nog geen teamlid."),
    "permissie": (
        "Je autorisatierol {autorisatierol} heeft de permissie ‘{permissie}’.",
        "De autorisatierol {autorisatierol} van {wie} heeft de permissie ‘{permissie}’.",
    ),
    "geen_permissie": (
        "Je autorisatierol {autorisatierol} heeft de permissie ‘{permissie}’ niet.",
        "De autorisatierol {autorisatierol} van {wie} heeft de permissie ‘{permissie}’ niet.",
    ),
    "kantoor": ("Deze permissie geldt voor het hele kantoor; een rol bij een relatie is er niet voor nodig.",) * 2,
    "rol": ("Je hebt toegang tot {relatie}.", "{wie} heeft toegang tot {relatie}."),
    "geen_rol": ("Je hebt geen rol bij {relatie}.", "{wie} heeft geen rol bij {relatie}."),
    "raadpleger": (
        "Je bent raadpleger bij {relatie}; voor ‘{permissie}’ moet je daar mutator zijn.",
        "{wie} is raadpleger bij {relatie}; voor ‘{permissie}’ is daar het niveau mutator nodig.",
    ),
    "contact": (
        "Bij geen van de relaties van dit contact mag je ‘{permissie}’.",
        "Bij geen van de relaties van dit contact mag {wie} ‘{permissie}’.",
    ),
    "bestond_niet": ("De relatie bestond toen nog niet.",) * 2,
    "afgeschermd": (
        "De relatie is afgeschermd: dat je autorisatierol voor alle relaties geldt, telt hier niet.",
        "De relatie is afgeschermd: dat de autorisatierol {autorisatierol} voor alle relaties geldt, telt hier niet.",
    ),
    # The smallest changes.
    "activeer": ("Laat een beheerder je account activeren.", "Het account van {wie} weer activeren."),
    "nodig_uit": (
        "Laat een beheerder je account activeren.",
        "{wie} uitnodigen; het account is actief zodra de uitnodiging is aangenomen.",
    ),
    "geef_autorisatierol": ("Een autorisatierol met deze permissie: {nieuw}.",) * 2,
    "geef_permissie": ("De permissie ‘{permissie}’ toevoegen aan een autorisatierol.",) * 2,
    "geef_rol": ("Een rol bij deze relatie, als {niveau}.",) * 2,
    "geef_rol_contact": ("Een rol bij zo'n relatie, als {niveau}.",) * 2,
    "geef_niveau": (
        "Het niveau van je rol bij deze relatie van raadpleger naar mutator.",
        "Het niveau van de rol {rol} van {wie} bij deze relatie van raadpleger naar mutator.",
    ),
}


class Zinnen:
    """Says the sentences about one question."""

    def __init__(self, permissie, lid=None, relatie=None, *, je=False):
        self.je = je
        autorisatierol = lid.autorisatie.naam if lid else ""
        naam = lid.naam if lid else "dit teamlid"
        self.values = {
            "permissie": permissie,
            "autorisatierol": autorisatierol,
            "wie": naam,
            "relatie": relatie.naam if relatie else "",
            "plek": f" bij {relatie.naam}" if relatie else "",
            "status": why_not_active(lid),
        }

    def __call__(self, name, **more):
        text = ZINNEN[name][0 if self.je else 1].format(**self.values, **more)
        # A sentence may begin with "een collega".
        return text[:1].upper() + text[1:]


def why_not_active(lid):
    if lid is None or lid.is_actief:
        return ""
    if lid.status != Status.ACTIEF:
        return f" (status {Status(lid.status).label.lower()})"
    return " (mag niet inloggen)"


def show_moment(moment):
    return date_format(timezone.localtime(moment), "d-m-Y H:i")
