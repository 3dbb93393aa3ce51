"""The rule about access in words: what a person brings to it, why something is refused, who can see a Relatie.

Whether something is allowed is decided by the view in toegang.sql (through guardian) and by `visible_to`; this
module explains the same rule and is held equal to both by tests/properties.
"""

from dataclasses import dataclass, field

from crm.permissions import RELATIES_INZIEN, TEAMLEDEN_KOPPELEN
from permissions import gate
from permissions.gate import NOBODY, Decision, Subject
from permissions.models import Autorisatierol, Bereik, RelatieToegang
from teamleden.models import Niveau, Teamlid, TeamlidRol, Waarneming
from teamleden.namens import acting_for
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN, TEAMLEDEN_INZIEN

MOST_GIVERS = 5

__all__ = ["acting_for", "holders_of", "own_niveau", "refusal", "subject", "who_can_see"]


def subject(user):
    """What `user` brings to the rule at this moment; two queries. Not for whom is not an active Teamlid."""
    if not getattr(user, "is_teamlid", False):
        return NOBODY
    rows = list(
        Teamlid.objects.active()
        .filter(pk=user.pk)
        .values_list("autorisatierol__bereik", "autorisatierol__group__permissions__rij__code")
    )
    if not rows:
        return NOBODY
    namens = Waarneming.objects.running().filter(waarnemer=user.pk).values_list("afwezige", flat=True)
    return Subject(
        persoon_id=user.pk,
        codes=frozenset(code for _, code in rows if code),
        bereik_alle=rows[0][0] == Bereik.ALLE,
        namens=(user.pk, *sorted(set(namens))),
    )


def refusal(user, permissie, relatie):
    """The Decision "no" with its reason; asked only after the gate said no."""
    teamlid = Teamlid.objects.select_related("persoon", "autorisatierol").filter(pk=user.pk).first()
    if teamlid is None or not teamlid.is_actief:
        return Decision(False, permissie, "Je bent geen actief teamlid.", "Laat een beheerder je account activeren.")
    names = gate.subject(user).holds(TEAMLEDEN_INZIEN)
    if not gate.subject(user).holds(permissie):
        return Decision(
            False,
            permissie,
            f"Je autorisatierol {teamlid.autorisatierol} heeft de permissie ‘{permissie}’ niet.",
            _remedy_autorisatierol(permissie),
            _givers_office_wide() if names else (),
        )
    if relatie is None:
        reason = f"Bij geen van de relaties van dit contact mag je ‘{permissie}’."
        return Decision(False, permissie, reason, f"Een rol bij zo'n relatie, als {_niveau_for(permissie)}.")
    if not TeamlidRol.objects.filter(teamlid__in=gate.subject(user).namens, relatie=relatie).exists():
        reason = f"Je hebt geen rol bij {relatie}."
        remedy = f"Een rol bij deze relatie, als {_niveau_for(permissie)}."
    else:
        reason = f"Je bent raadpleger bij {relatie}; voor ‘{permissie}’ moet je daar mutator zijn."
        remedy = "Het niveau van je rol bij deze relatie van raadpleger naar mutator."
    return Decision(False, permissie, reason, remedy, _givers_at(relatie) if names else ())


def _niveau_for(permissie):
    return Niveau.MUTATOR.label.lower() if permissie.needs_mutator else Niveau.RAADPLEGER.label.lower()


def _remedy_autorisatierol(permissie):
    rollen = Autorisatierol.objects.filter(group__permissions__rij__code=permissie.code)
    names = " of ".join(rol.naam for rol in rollen)
    if names:
        return f"Een autorisatierol met deze permissie: {names}."
    return f"De permissie ‘{permissie}’ toevoegen aan een autorisatierol."


def _givers_office_wide():
    return _names(holders_of(TEAMLEDEN_BEHEREN, AUTORISATIEROLLEN_BEHEREN))


def _givers_at(relatie):
    ids = RelatieToegang.objects.filter(
        content_object=relatie, permission__rij__code=TEAMLEDEN_KOPPELEN.code
    ).values_list("user_id", flat=True)
    return _names(Teamlid.objects.filter(pk__in=ids))


def _names(teamleden):
    return tuple(str(teamlid) for teamlid in teamleden.select_related("persoon")[:MOST_GIVERS])


def holders_of(*permissies):
    """The active Teamleden whose autorisatierol has at least one of these permissies."""
    codes = [permissie.code for permissie in permissies]
    rollen = Autorisatierol.objects.filter(group__permissions__rij__code__in=codes)
    return Teamlid.objects.active().filter(autorisatierol__in=rollen.values("pk"))


def own_niveau(teamlid, relatie):
    """The niveau a Teamlid has at a Relatie by itself, so without any Waarneming; None when there is none.

    Bereik alle counts as mutator: the niveau does not limit it.
    """
    rows = TeamlidRol.objects.filter(teamlid=teamlid, relatie=relatie).values_list("niveau", flat=True)
    niveaus = set(rows)
    if teamlid.autorisatierol.bereik == Bereik.ALLE and not relatie.afgeschermd:
        niveaus.add(Niveau.MUTATOR)
    if Niveau.MUTATOR in niveaus:
        return Niveau.MUTATOR
    return Niveau.RAADPLEGER if niveaus else None


@dataclass(slots=True)
class Bron:
    """One way in which somebody can see a Relatie."""

    soort: str  # "rol", "waarneming" or "bereik"
    tekst: str
    niveau: str


@dataclass(slots=True)
class Zicht:
    """Somebody who can see a Relatie, and through what."""

    teamlid: Teamlid
    bronnen: list[Bron] = field(default_factory=list)

    @property
    def niveau(self):
        """The highest niveau of all sources."""
        niveaus = {bron.niveau for bron in self.bronnen}
        return Niveau.MUTATOR if Niveau.MUTATOR in niveaus else Niveau.RAADPLEGER


def who_can_see(relatie):
    """Everybody who may see this Relatie now, complete and with every source; sorted by name. Four queries."""
    people = {
        t.pk: Zicht(t) for t in holders_of(RELATIES_INZIEN).select_related("persoon", "autorisatierol", "functie")
    }
    rows = list(TeamlidRol.objects.filter(relatie=relatie).for_tab())
    by_owner = {}
    for row in rows:
        by_owner.setdefault(row.teamlid_id, []).append(row)
        if row.teamlid_id in people:
            tekst = f"{row.rol} ({row.get_herkomst_display().lower()})"
            people[row.teamlid_id].bronnen.append(Bron("rol", tekst, row.niveau))
    waarnemingen = Waarneming.objects.running().filter(afwezige__in=list(by_owner), waarnemer__in=list(people))
    for waarneming in waarnemingen.select_related("afwezige__persoon"):
        for row in by_owner[waarneming.afwezige_id]:
            tekst = f"neemt waar voor {waarneming.afwezige}, {row.rol}"
            people[waarneming.waarnemer_id].bronnen.append(Bron("waarneming", tekst, row.niveau))
    if not relatie.afgeschermd:
        for zicht in people.values():
            if zicht.teamlid.autorisatierol.bereik == Bereik.ALLE:
                tekst = f"autorisatierol {zicht.teamlid.autorisatierol} geldt voor alle relaties"
                zicht.bronnen.append(Bron("bereik", tekst, Niveau.MUTATOR))
    seen = [zicht for zicht in people.values() if zicht.bronnen]
    return sorted(seen, key=lambda zicht: (zicht.teamlid.persoon.sorteernaam, zicht.teamlid.pk))
