"""Loads the Stand of this moment from the tables: five queries, however much there is."""

from crm.models import Relatie
from crm.normalise import join_name
from permissions.models import Autorisatierol, Bereik
from teamleden.models import Teamlid, TeamlidRol, Waarneming
from teamleden.toegang.stand import Autorisatie, Dossier, Lid, Rij, Stand, Vervanging

NAMES = ("persoon__voornaam", "persoon__tussenvoegsel", "persoon__achternaam", "persoon__sorteernaam")


def load_now(relaties=(), of=None):
    """What holds now at these Relaties (ids), for these Teamleden (ids, None is everybody)."""
    stand = Stand(autorisaties=_load_autorisaties())
    _load_waarnemingen(stand, of)
    stand.leden = _load_leden(stand.autorisaties, None if of is None else stand.with_afwezigen(of))
    if relaties:
        load_relaties_now(stand, relaties, None if of is None else list(stand.leden))
    return stand


def load_relaties_now(stand, relaties, ids=None):
    """Adds these Relaties, with their rows: those of `ids` only, or of everybody."""
    found = Relatie.objects.filter(pk__in=relaties).values_list("pk", "nummer", "naam", "afgeschermd")
    stand.forget_rijen(relaties)
    stand.relaties |= {pk: Dossier(pk, f"{nummer} {naam}", shut) for pk, nummer, naam, shut in found}
    _load_rijen(stand, relaties, ids)


def _load_autorisaties():
    codes, found = {}, {}
    rows = Autorisatierol.objects.order_by("volgorde", "naam")
    for pk, naam, bereik, volgorde, code in rows.values_list(
        "pk", "naam", "bereik", "volgorde", "group__permissions__rij__code"
    ):
        found[pk] = (naam, bereik == Bereik.ALLE, volgorde)
        codes.setdefault(pk, set()).add(code)
    return tuple(
        Autorisatie(pk, naam, alle, frozenset(codes[pk] - {None}), volgorde)
        for pk, (naam, alle, volgorde) in found.items()
    )


def _load_waarnemingen(stand, of):
    # Which Waarnemingen run is asked of the clock of the database, as the view does.
    rows = Waarneming.objects.running()
    if of is not None:
        rows = rows.filter(waarnemer__in=of)
    for row in rows.values_list("afwezige_id", "waarnemer_id", "tot"):
        stand.add_vervanging(Vervanging(*row))


def _load_leden(autorisaties, ids):
    by_pk = {autorisatie.pk: autorisatie for autorisatie in autorisaties}
    rows = Teamlid.objects.order_by("persoon__sorteernaam", "pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    rows = rows.values_list("pk", "status", "persoon__is_active", "autorisatierol_id", *NAMES)
    return {
        pk: Lid(pk, join_name(*names), sorteernaam, status, is_active, by_pk[rol])
        for pk, status, is_active, rol, *names, sorteernaam in rows
    }


def _load_rijen(stand, relaties, ids):
    rows = TeamlidRol.objects.filter(relatie__in=relaties).order_by("rol__volgorde", "rol__naam", "pk")
    if ids is not None:
        rows = rows.filter(teamlid__in=ids)
    for row in rows.values_list("teamlid_id", "relatie_id", "rol__naam", "niveau", "herkomst"):
        stand.add_rij(Rij(*row))
