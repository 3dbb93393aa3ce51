"""Explains one question over a Stand. Every page, the gate's refusal and the command say what is made here."""

from teamleden.toegang.changes import smallest_changes
from teamleden.toegang.rule import sources, suffices
from teamleden.toegang.sentences import Zinnen
from teamleden.toegang.uitleg import Soort, Stap, Uitleg, Wijziging


def judge(stand, lid_pk, permissie, relatie_pk=None, *, je=False):
    """The Uitleg of "may this Lid use this permissie at this Relatie"; pure.

    For a permissie at a Relatie, `relatie_pk` None is about the Relaties of a contact, none of which was enough.
    """
    lid = stand.leden.get(lid_pk)
    relatie = None if permissie.is_office_wide else stand.relaties.get(relatie_pk)
    zeg = Zinnen(permissie, lid, relatie, je=je)
    if lid is None:
        return _of_nobody(stand, permissie, relatie, zeg)
    stappen = [_active(lid, zeg), _holds(lid, permissie, zeg)]
    gone = not permissie.is_office_wide and relatie_pk is not None and relatie is None
    if gone:
        stappen.append(Stap(False, zeg("bestond_niet")))
    elif place := _place(stand, lid, permissie, relatie, zeg):
        stappen.append(place)
    allowed = all(stap.goed for stap in stappen)
    return Uitleg(
        permissie=permissie,
        oordeel=zeg("ja" if allowed else "nee"),
        stappen=tuple(stappen),
        wijzigingen=() if allowed or gone else smallest_changes(stand, lid, permissie, relatie, zeg),
        lid=lid,
        relatie=relatie,
        moment=stand.moment,
        je=je,
    )


def _of_nobody(stand, permissie, relatie, zeg):
    """Somebody who is no Teamlid, or was not one yet."""
    stap = Stap(False, zeg("niet_actief" if stand.moment is None else "nog_niet"))
    changes = (Wijziging(Soort.ACTIVEREN, zeg("activeer")),) if stand.moment is None else ()
    return Uitleg(permissie, zeg("nee"), (stap,), changes, relatie=relatie, moment=stand.moment, je=zeg.je)


def _active(lid, zeg):
    return Stap(lid.is_actief, zeg("actief" if lid.is_actief else "niet_actief"))


def _holds(lid, permissie, zeg):
    goed = permissie.code in lid.autorisatie.codes
    return Stap(goed, zeg("permissie" if goed else "geen_permissie"))


def _place(stand, lid, permissie, relatie, zeg):
    if permissie.is_office_wide:
        return Stap(True, zeg("kantoor"))
    if relatie is None:
        held = permissie.code in lid.autorisatie.codes
        return Stap(False, zeg("contact")) if held else None
    bronnen = tuple(sources(stand, lid, relatie, je=zeg.je))
    shut_out = lid.autorisatie.bereik_alle and relatie.afgeschermd
    note = zeg("afgeschermd") if shut_out else ""
    if suffices(permissie, bronnen):
        return Stap(True, zeg("rol"), bronnen, note)
    return Stap(False, zeg("raadpleger" if bronnen else "geen_rol"), bronnen, note)
