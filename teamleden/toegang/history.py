"""Loads the Stand of a moment in the past from the history of the rights tables.

`rows(table, moment, **filters)` gives the rows of a table as they were at that moment, as dicts by column. What has
no bearing on access (the names of people, Rollen and Relaties) is as it is called now.
"""

from datetime import UTC

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from crm.models import Persoon, Relatie
from permissions.models import Bereik, PermissieRij
from teamleden.models import Rol, Status
from teamleden.toegang.stand import Autorisatie, Dossier, Lid, Rij, Stand, Vervanging

TOEKOMST = "Dat moment is nog niet geweest; kies een moment tot en met nu."
TE_VER = "Zo ver terug gaat het log niet."


class MomentUnknown(ValueError):
    """A moment about which nothing is known; its text says why."""


def history(table, moment, **filters):
    """The history of the activiteitenlog. Raises MomentUnknown for a moment before it begins."""
    from activiteitenlog.historie import BeforeTheHistory, rows_at

    try:
        return rows_at(table, moment, **filters)
    except BeforeTheHistory as error:
        raise MomentUnknown(TE_VER) from error


class Verleden:
    """Reads what one Stand of the past needs."""

    def __init__(self, moment, rows=None):
        if moment > timezone.now():
            raise MomentUnknown(TOEKOMST)
        self.moment = moment
        self._rows = rows or history

    def rows(self, table, **filters):
        return self._rows(table, self.moment, **filters)

    def load(self, relaties=(), of=None):
        """The Stand at these Relaties (ids), for these Teamleden (ids, None is everybody)."""
        stand = Stand(moment=self.moment, autorisaties=self._autorisaties())
        self._load_waarnemingen(stand, of)
        stand.leden = self._leden(stand.autorisaties, None if of is None else stand.with_afwezigen(of))
        if relaties:
            self.load_relaties(stand, relaties, None if of is None else list(stand.leden))
        return stand

    def load_relaties(self, stand, relaties, ids=None):
        """Adds these Relaties, with their rows: those of `ids` only, or of everybody."""
        found = self._relaties(relaties)
        stand.forget_rijen(relaties)
        stand.relaties |= found
        self._load_rijen(stand, list(found), ids)

    def reached_by_rows(self, stand, lid):
        """The ids of the Relaties that this Lid reached by a row: its own, or one that was passed on."""
        passed = list(stand.stood_in_for(lid))
        ids = [lid.pk, *(afwezige.pk for afwezige, _ in passed)]
        for row in self.rows("teamleden_teamlidrol", teamlid_id__in=ids):
            stand.add_rij(Rij(row["teamlid_id"], row["relatie_id"], "", row["niveau"], row["herkomst"], row["rol_id"]))
        found = set()
        for relatie in stand.rijen:
            dossier = Dossier(relatie, "", afgeschermd=False)
            if stand.rows(lid, dossier) or any(stand.passed_on(one, who, dossier) for who, one in passed):
                found.add(relatie)
        stand.rijen.clear()  # without the names of the Rollen; those of a page are loaded again
        return found

    def shielded(self):
        """The ids of the Relaties that were afgeschermd."""
        return {row["id"] for row in self.rows("crm_relatie", afgeschermd=True)}

    def _autorisaties(self):
        rollen = self.rows("permissions_autorisatierol")
        if not rollen:
            # No office is without an autorisatierol.
            raise MomentUnknown(TE_VER)
        names = dict(PermissieRij.objects.values_list("permission_id", "code"))
        codes = {}
        for row in self.rows("auth_group_permissions"):
            if row["permission_id"] in names:
                codes.setdefault(row["group_id"], set()).add(names[row["permission_id"]])
        return tuple(
            Autorisatie(
                row["id"], row["naam"], row["bereik"] == Bereik.ALLE,
                frozenset(codes.get(row["group_id"], ())), row["volgorde"],
            )
            for row in rollen
        )  # fmt: skip

    def _load_waarnemingen(self, stand, of):
        filters = {} if of is None else {"waarnemer_id__in": list(of)}
        held = [row for row in self.rows("teamleden_waarneming", **filters) if self._held(row)]
        rollen = self._gekozen("rol", [row for row in held if row.get("alleen_rollen")])
        for row in held:
            chosen = frozenset(rol for pk, rol in rollen if pk == row["id"]) if row.get("alleen_rollen") else None
            tot, alleen_relaties = as_moment(row["tot"]), bool(row.get("alleen_relaties"))
            stand.add_vervanging(
                Vervanging(row["afwezige_id"], row["waarnemer_id"], tot, row["id"], chosen, alleen_relaties)
            )
        stand.gekozen = self._gekozen("relatie", [row for row in held if row.get("alleen_relaties")])

    def _held(self, row):
        # A row from before there were limits and early ends has no columns for them.
        van, tot = as_moment(row["van"]), as_moment(row["tot"])
        if row["waarnemer_id"] is None or row.get("beeindigd_op") is not None:
            return False
        return van <= self.moment and (tot is None or self.moment < tot)

    def _gekozen(self, what, waarnemingen):
        """{(waarneming, rol or relatie)}; not asked without need: the history of the choices began later."""
        if not waarnemingen:
            return set()
        table = {"rol": "teamleden_waarneming_rollen", "relatie": "teamleden_waarneming_relaties"}[what]
        rows = self.rows(table, waarneming_id__in=[row["id"] for row in waarnemingen])
        return {(row["waarneming_id"], row[f"{what}_id"]) for row in rows}

    def _leden(self, autorisaties, ids):
        by_pk = {autorisatie.pk: autorisatie for autorisatie in autorisaties}
        then = {row["persoon_id"]: row for row in self._rows_of_leden("teamleden_teamlid", "persoon_id", ids)}
        active = {row["id"]: bool(row["is_active"]) for row in self._rows_of_leden("crm_persoon", "id", ids)}
        personen = Persoon.objects.filter(soort="teamlid").order_by("sorteernaam", "pk")
        if ids is not None:
            personen = personen.filter(pk__in=ids)
        return {
            persoon.pk: Lid(
                persoon.pk, persoon.volledige_naam, persoon.sorteernaam, self._status(then[persoon.pk]),
                active.get(persoon.pk, False), by_pk[then[persoon.pk]["autorisatierol_id"]],
            )
            for persoon in personen.only("voornaam", "tussenvoegsel", "achternaam", "sorteernaam")
            if persoon.pk in then
        }  # fmt: skip

    def _status(self, row):
        """With the last day, which the history has not known from its beginning."""
        left = as_moment(row.get("uit_dienst_per"))
        return Status.UIT_DIENST if left is not None and left <= self.moment else row["status"]

    def _rows_of_leden(self, table, key, ids):
        everybody = {"soort": "teamlid"} if table == "crm_persoon" else {}
        return self.rows(table, **(everybody if ids is None else {f"{key}__in": ids}))

    def _relaties(self, relaties):
        # The history tells of a Relatie only when it was shielded; when it began is in the table itself.
        found = Relatie.objects.filter(pk__in=relaties, created_at__lte=self.moment)
        names = {pk: f"{nummer} {naam}" for pk, nummer, naam in found.values_list("pk", "nummer", "naam")}
        shielded = {row["id"] for row in self.rows("crm_relatie", id__in=list(names)) if row["afgeschermd"]}
        return {pk: Dossier(pk, naam, pk in shielded) for pk, naam in names.items()}

    def _load_rijen(self, stand, relaties, ids):
        filters = {} if ids is None else {"teamlid_id__in": ids}
        rollen = {rol.pk: (number, rol.naam) for number, rol in enumerate(Rol.objects.all())}
        rows = self.rows("teamleden_teamlidrol", relatie_id__in=relaties, **filters)
        rollen |= names_of_deleted({row["rol_id"] for row in rows} - rollen.keys(), after=len(rollen))
        for row in sorted(rows, key=lambda row: (rollen[row["rol_id"]], row["id"])):
            naam = rollen[row["rol_id"]][1]
            stand.add_rij(
                Rij(row["teamlid_id"], row["relatie_id"], naam, row["niveau"], row["herkomst"], row["rol_id"])
            )


def names_of_deleted(rollen, after):
    """{pk: (place, name)} of Rollen that are gone, by what the log called them when they went."""
    from activiteitenlog.models import Activiteit

    if not rollen:
        return {}
    entries = Activiteit.objects.filter(object_type="teamleden.rol", object_id__in=[str(pk) for pk in rollen])
    names = dict(entries.order_by("pk").values_list("object_id", "object_naam"))
    return {pk: (after, names.get(str(pk), "verwijderde rol")) for pk in rollen}


def as_moment(value):
    """A moment out of the history, which may have kept it as text, and then in UTC."""
    found = parse_datetime(value) if isinstance(value, str) else value
    return timezone.make_aware(found, UTC) if found is not None and timezone.is_naive(found) else found
