"""Who may what according to the specification, written out by hand and without asking the product.

`RECHTEN` is the catalogue for the permissies that URLs need: what it needs at a Relatie (o: nothing, v: any niveau,
c: mutator) and which of the four standard autorisatierollen hold it.
"""

from dataclasses import dataclass, field

RECHTEN = {
    "activiteitenlog.activiteitenlog_inzien": "o --xx",
    "permissions.algemene_instellingen_beheren": "o ---x",
    "crm.view_relatie": "v xxxx",
    "crm.change_relatie": "c -xxx",
    "crm.add_relatie": "o -xxx",
    "crm.teamleden_koppelen": "c --xx",
    "crm.contacten_inzien": "v xxxx",
    "crm.contacten_beheren": "c -xxx",
    "crm.contacten_koppelen": "c -xxx",
    "teamleden.teamleden_inzien": "o xxxx",
    "teamleden.teamleden_beheren": "o ---x",
    "teamleden.teamleden_uitnodigen": "o --xx",
    "teamleden.autorisatierollen_beheren": "o ---x",
    "teamleden.rollen_beheren": "o ---x",
    "teamleden.standaardrollen_beheren": "o --xx",
    "teamleden.procesteams_beheren": "o --xx",
    "teamleden.toegang_uitleggen": "o --xx",
    "teamleden.waarnemers_beheren": "o --xx",
    "teamleden.eigen_waarnemer_instellen": "o xxxx",
}
ROLLEN = ("Raadpleger", "Mutator", "Manager", "Beheerder")
R, M = "raadpleger", "mutator"


@dataclass(frozen=True)
class Persona:
    """`rijen` is the niveau at each Relatie of the cast, own and through a Waarneming."""

    name: str
    autorisatierol: str = ""
    rijen: dict = field(default_factory=dict)
    logs_in: bool = True

    @property
    def is_teamlid(self):
        return bool(self.autorisatierol)

    def holds(self, permissie):
        return RECHTEN[permissie].split()[1][ROLLEN.index(self.autorisatierol)] == "x"

    def may(self, permissie, relatie=None):
        if not self.holds(permissie):
            return False
        needs = RECHTEN[permissie][0]
        if needs == "o" or relatie is None:
            return True
        if self.autorisatierol == "Beheerder" and relatie != "afgeschermd":
            return True
        niveau = self.rijen.get(relatie)
        return niveau == M or (niveau == R and needs == "v")


CAST = [
    Persona("nobody"),
    Persona("anna", "Beheerder"),
    Persona("bram", "Mutator", {"own": M, "own_raadpleger": R}),
    Persona("chantal", "Mutator", {"other": M, "afgeschermd": M}),
    Persona("daan", "Mutator", {"own": M, "own_raadpleger": R}),
    Persona("eva", logs_in=False),
    Persona("fenna"),
    Persona("manon", "Manager", {"own": M}),
    Persona("rick", "Raadpleger", {"own": M}),
]
RELATIES = ("own", "own_raadpleger", "other", "afgeschermd", "bestaat_niet")
