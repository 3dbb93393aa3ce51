"""The handover record of who leaves: what went to whom, read back from the Wijzigingssets that did it."""

from dataclasses import dataclass, field

from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from crm.models import Relatie
from teamleden.models import Niveau, Rol, Teamlid, TeamlidRol
from teamleden.services.uit_dienst import SOORT
from teamleden.wijzigingen.rollen import SOORT_TEAMLIDROL


@dataclass(frozen=True, slots=True)
class Post:
    """One Rol at one Relatie; `nu` is who has it now, where nobody got it."""

    relatie: Relatie
    rol: Rol
    niveau: str
    nu: tuple = ()


@dataclass(slots=True)
class Overdracht:
    """What one applied set moved, as far as the reader may see it."""

    wijzigingsset: Wijzigingsset
    per_collega: list = field(default_factory=list)  # of (Teamlid, [Post])
    vervallen: list = field(default_factory=list)
    overig: list = field(default_factory=list)  # sentences

    @property
    def ongedaan(self):
        return self.wijzigingsset.is_ongedaan


def overdrachten_of(reader, teamlid):
    """Every applied handover of this Teamlid, oldest first, and what still stands with the Teamlid."""
    sets = Wijzigingsset.objects.filter(soort=SOORT, status=SetStatus.TOEGEPAST, ongedaan_maakt=None)
    sets = sets.filter(regels__sleutel__0=teamlid.pk).select_related("actor").distinct().order_by("toegepast_op", "pk")
    regels = {one: list(one.regels.filter(overgeslagen="")) for one in sets}
    names = _Names(reader, [regel for some in regels.values() for regel in some])
    return [_overdracht(one, some, teamlid, names) for one, some in regels.items()]


def left_behind(reader, teamlid):
    """The rows that still stand with somebody, at the Relaties the reader may see."""
    rows = TeamlidRol.objects.visible_to(reader).filter(teamlid=teamlid).select_related("relatie", "rol")
    return [
        Post(row.relatie, row.rol, Niveau(row.niveau).label)
        for row in rows.order_by("relatie__sorteernaam", "rol__volgorde")
    ]


class _Names:
    """The things that the rows are about: a few queries for all of them, and no Relatie the reader may not see."""

    def __init__(self, reader, regels):
        keys = [regel.sleutel for regel in regels if regel.soort == SOORT_TEAMLIDROL]
        self.relaties = Relatie.objects.visible_to(reader).in_bulk({key[1] for key in keys})
        self.rollen = Rol.objects.in_bulk({key[2] for key in keys})
        self.teamleden = Teamlid.objects.select_related("persoon").in_bulk({key[0] for key in keys})
        self.holders = {}
        rows = TeamlidRol.objects.filter(relatie__in=list(self.relaties)).select_related("teamlid__persoon")
        for row in rows.order_by("teamlid__persoon__sorteernaam"):
            self.holders.setdefault((row.relatie_id, row.rol_id), []).append(row.teamlid)


def _overdracht(wijzigingsset, regels, teamlid, names):
    rows = [regel for regel in regels if regel.soort == SOORT_TEAMLIDROL]
    seen = sorted(
        (regel for regel in rows if regel.sleutel[1] in names.relaties),
        key=lambda regel: (names.relaties[regel.sleutel[1]].sorteernaam, names.rollen[regel.sleutel[2]].volgorde),
    )
    got = {}
    for regel in seen:
        if regel.sleutel[0] != teamlid.pk and regel.nieuw is not None:
            got.setdefault(regel.sleutel[0], []).append(_post(regel, regel.nieuw, names))
    placed = {(post.relatie.pk, post.rol.pk) for posts in got.values() for post in posts}
    lost = [
        _post(regel, regel.oud, names, without=teamlid)
        for regel in seen
        if regel.sleutel[0] == teamlid.pk and regel.nieuw is None and tuple(regel.sleutel[1:]) not in placed
    ]
    per_collega = sorted(
        ((names.teamleden[pk], posts) for pk, posts in got.items()), key=lambda pair: pair[0].persoon.sorteernaam
    )
    overig = [regel.omschrijving for regel in regels if regel.soort != SOORT_TEAMLIDROL]
    return Overdracht(wijzigingsset, per_collega, lost, overig)


def _post(regel, state, names, without=None):
    _, relatie, rol = regel.sleutel
    holders = names.holders.get((relatie, rol), ()) if without else ()
    now = tuple(str(teamlid) for teamlid in holders if teamlid.pk != without.pk)
    return Post(names.relaties[relatie], names.rollen[rol], Niveau(state["niveau"]).label, now)
