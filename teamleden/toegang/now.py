"""Loads the Stand of this moment from the tables: four queries, however much there is, and one more where somebody
stands in at chosen Relaties only."""

from django.db.models import FilteredRelation, Q

from crm.models import Relatie
from crm.normalise import join_name
from permissions.models import Autorisatierol, Bereik
from teamleden.models import Teamlid, Waarneming
from teamleden.toegang.stand import Autorisatie, Dossier, Lid, Rij, Stand, Vervanging

NAMES = ("persoon__voornaam", "persoon__tussenvoegsel", "persoon__achternaam", "persoon__sorteernaam")
RIJ = ("rij__teamlid", "rij__rol__naam", "rij__niveau", "rij__herkomst", "rij__rol")
WAARNEMING = ("pk", "afwezige", "waarnemer", "tot", "alleen_relaties", "alleen_rollen", "rollen")


def load_now(relaties=(), of=None):
    """What holds now at these Relaties (ids), for these Teamleden (ids, None is everybody)."""
    stand = Stand(autorisaties=_load_autorisaties())
    _load_waarnemingen(stand, of)
    stand.leden = _load_leden(stand.autorisaties, None if of is None else stand.with_afwezigen(of))
    if relaties:
        load_relaties_now(stand, relaties, None if of is None else list(stand.leden))
    return stand


def load_relaties_now(stand, relaties, ids=None):
    """Adds these Relaties, with their rows: those of `ids` only, or of everybody. One query."""
    whose = Q() if ids is None else Q(teamlidrollen__teamlid__in=ids)
    found = Relatie.objects.filter(pk__in=relaties).annotate(rij=FilteredRelation("teamlidrollen", condition=whose))
    found = found.order_by("rij__rol__volgorde", "rij__rol__naam", "rij__pk")
    stand.forget_rijen(relaties)
    for pk, nummer, naam, afgeschermd, teamlid, *row in found.values_list("pk", "nummer", "naam", "afgeschermd", *RIJ):
        stand.relaties[pk] = Dossier(pk, f"{nummer} {naam}", afgeschermd)
        if teamlid is not None:
            stand.add_rij(Rij(teamlid, pk, *row))
    if stand.with_gekozen:
        chosen = Waarneming.relaties.through.objects.filter(waarneming__in=stand.with_gekozen, relatie__in=relaties)
        stand.gekozen |= set(chosen.values_list("waarneming_id", "relatie_id"))


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
    found, rollen = {}, {}
    for pk, *row, rol in rows.order_by("pk").values_list(*WAARNEMING):
        found[pk] = row
        rollen.setdefault(pk, set()).add(rol)
    for pk, (afwezige, waarnemer, tot, alleen_relaties, alleen_rollen) in found.items():
        chosen = frozenset(rollen[pk] - {None}) if alleen_rollen else None
        stand.add_vervanging(Vervanging(afwezige, waarnemer, tot, pk, chosen, alleen_relaties))


def _load_leden(autorisaties, ids):
    by_pk = {autorisatie.pk: autorisatie for autorisatie in autorisaties}
    rows = Teamlid.objects.with_status_now().order_by("persoon__sorteernaam", "pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    rows = rows.values_list("pk", "status_op_dit_moment", "persoon__is_active", "autorisatierol_id", *NAMES)
    return {
        pk: Lid(pk, join_name(*names), sorteernaam, status, is_active, by_pk[rol])
        for pk, status, is_active, rol, *names, sorteernaam in rows
    }
