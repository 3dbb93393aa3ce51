"""A small office as plain values, for tests of the rule that need no database."""

from crm.permissions import BSN_INZIEN, RELATIES_BEHEREN, RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from teamleden.permissions import TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN, TEAMLEDEN_UITNODIGEN
from teamleden.toegang.stand import Autorisatie, Dossier, Lid, Rij, Stand, Vervanging


def autorisatie(pk, naam, *permissies, alle=False, volgorde=0):
    return Autorisatie(pk, naam, alle, frozenset(permissie.code for permissie in permissies), volgorde)


LEZER = autorisatie(1, "Lezer", RELATIES_INZIEN, volgorde=1)
SCHRIJVER = autorisatie(2, "Schrijver", RELATIES_INZIEN, RELATIES_BEHEREN, volgorde=2)
CHEF = autorisatie(
    3, "Chef", RELATIES_INZIEN, RELATIES_BEHEREN, TEAMLEDEN_KOPPELEN, TEAMLEDEN_UITNODIGEN, volgorde=3
)  # fmt: skip
BAAS = autorisatie(
    4, "Baas", RELATIES_INZIEN, RELATIES_BEHEREN, TEAMLEDEN_KOPPELEN, TEAMLEDEN_UITNODIGEN, TEAMLEDEN_BEHEREN,
    TEAMLEDEN_INZIEN, alle=True, volgorde=4,
)  # fmt: skip
NIEMANDS = BSN_INZIEN  # no autorisatierol holds it
OPEN, DICHT, LEEG = Dossier(71, "Open", False), Dossier(72, "Dicht", True), Dossier(73, "Leeg", False)


def lid(pk, naam, autorisatie, status="actief", is_active=True):
    return Lid(pk, naam, naam.lower(), status, is_active, autorisatie)


def office(**more):
    """Lea reads and Sam writes at Open, Chris is chef there and at Dicht; Bo sees everything; Wim stands in for Lea."""
    stand = Stand(
        leden={
            one.pk: one
            for one in (
                lid(14, "Bo", BAAS),
                lid(13, "Chris", CHEF),
                lid(11, "Lea", SCHRIJVER),
                lid(12, "Sam", SCHRIJVER),
                lid(16, "Uri", SCHRIJVER, status="uit_dienst"),
                lid(15, "Wim", SCHRIJVER),
            )
        },
        autorisaties=(LEZER, SCHRIJVER, CHEF, BAAS),
        relaties={dossier.pk: dossier for dossier in (OPEN, DICHT, LEEG)},
        **more,
    )
    for teamlid, relatie, niveau in (
        (11, 71, "raadpleger"), (12, 71, "mutator"), (13, 71, "mutator"), (13, 72, "mutator"), (16, 71, "mutator"),
    ):  # fmt: skip
        stand.add_rij(Rij(teamlid, relatie, "Accountant", niveau, "import"))
    stand.add_vervanging(Vervanging(11, 15, None))
    return stand
