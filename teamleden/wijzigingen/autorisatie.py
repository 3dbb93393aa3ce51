"""Rows of a Wijzigingsset about autorisatierollen: their bereik, their permissies, and which Teamlid has which."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from activiteitenlog.wijzigingen.soorten import Rijsoort
from permissions import catalogue, gate
from permissions.models import Autorisatierol, Bereik, PermissieRij
from teamleden.guards import (
    MEER_DAN_ZELF,
    MEER_RECHTEN,
    lock_beheerders,
    require_beheerder_left,
    require_not_more_than_own,
)
from teamleden.models import Status, Teamlid
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN, TEAMLEDEN_BEHEREN
from teamleden.sessies import end_sessies

SOORT_AUTORISATIEROL, SOORT_PERMISSIE, SOORT_TEAMLID = "autorisatierol", "permissie", "teamlid"
AAN = {}  # the state of a permissie that an autorisatierol has: there is nothing more to say of it


def _rollen(pks):
    return {rol.pk: rol for rol in Autorisatierol.objects.filter(pk__in=pks).select_related("group")}


def _lock_rollen(pks, lock):
    rows = Autorisatierol.objects.filter(pk__in=pks).order_by("pk")
    if lock:
        lock_beheerders()
        rows = rows.select_for_update(no_key=True)
    return {rol.pk: rol for rol in rows}


def _check_beheerder(actor, wijzigingen):
    """TL-4, after everything was written."""
    require_beheerder_left(not isinstance(actor, gate.Systeem))


# --- Bereik ------------------------------------------------------------------------------------------------------


def _read_autorisatierollen(sleutels, lock):
    rollen = _lock_rollen([pk for (pk,) in sleutels], lock)
    return {(pk,): {"bereik": rol.bereik} for pk, rol in rollen.items()}


def _require_autorisatierollen(actor, wijzigingen):
    gate.require(actor, AUTORISATIEROLLEN_BEHEREN)
    for wijziging in wijzigingen:
        if wijziging.nieuw["bereik"] == Bereik.ALLE and not _may_give_bereik(actor):
            raise ValidationError("Je kunt geen bereik over alle relaties geven: dat heb je zelf niet.")


def _may_give_bereik(actor):
    return isinstance(actor, gate.Systeem) or gate.subject(actor).bereik_alle


def _write_autorisatierollen(actor, wijzigingen):
    for wijziging in wijzigingen:
        Autorisatierol.objects.filter(pk=wijziging.sleutel[0]).update(
            bereik=wijziging.nieuw["bereik"], versie=F("versie") + 1
        )


def _describe_autorisatierollen(wijzigingen):
    rollen = _rollen([wijziging.sleutel[0] for wijziging in wijzigingen])
    namen = {value: label.lower() for value, label in Bereik.choices}
    return [
        f"{rollen[w.sleutel[0]]}: bereik van {namen[w.oud['bereik']]} naar {namen[w.nieuw['bereik']]}"
        for w in wijzigingen
    ]


def _entries_autorisatierollen(wijzigingen):
    rollen = _rollen([wijziging.sleutel[0] for wijziging in wijzigingen])
    return [
        ("autorisatierol gewijzigd", rollen[w.sleutel[0]], None, {"bereik": [w.oud["bereik"], w.nieuw["bereik"]]})
        for w in wijzigingen
    ]


AUTORISATIEROL = Rijsoort(
    SOORT_AUTORISATIEROL,
    read=_read_autorisatierollen,
    require=_require_autorisatierollen,
    write=_write_autorisatierollen,
    describe=_describe_autorisatierollen,
    entries=_entries_autorisatierollen,
    check=_check_beheerder,
)


# --- Permissies --------------------------------------------------------------------------------------------------


def _read_permissies(sleutels, lock):
    """{(autorisatierol, code): AAN} for the permissies that are on."""
    rollen = _lock_rollen({pk for pk, _ in sleutels}, lock)
    codes = {code for _, code in sleutels}
    rows = PermissieRij.objects.filter(code__in=codes, permission__group__autorisatierol__in=list(rollen))
    return dict.fromkeys(rows.values_list("permission__group__autorisatierol", "code"), AAN)


def _require_permissies(actor, wijzigingen):
    gate.require(actor, AUTORISATIEROLLEN_BEHEREN)
    if isinstance(actor, gate.Systeem):
        return
    own = gate.subject(actor).codes
    lacking = sorted({str(catalogue.get(w.sleutel[1])) for w in wijzigingen if w.nieuw is not None} - _names(own))
    if lacking:
        namen = ", ".join(f"‘{naam}’" for naam in lacking)
        raise ValidationError(f"Je kunt {namen} niet geven: dat mag je zelf niet.")


def _names(codes):
    return {str(catalogue.get(code)) for code in codes}


def _write_permissies(actor, wijzigingen):
    permissions = dict(
        PermissieRij.objects.filter(code__in={w.sleutel[1] for w in wijzigingen}).values_list("code", "permission_id")
    )
    rollen = _rollen({w.sleutel[0] for w in wijzigingen})
    for pk, rol in rollen.items():
        these = [w for w in wijzigingen if w.sleutel[0] == pk]
        rol.group.permissions.add(*[permissions[w.sleutel[1]] for w in these if w.nieuw is not None])
        rol.group.permissions.remove(*[permissions[w.sleutel[1]] for w in these if w.nieuw is None])
    Autorisatierol.objects.filter(pk__in=list(rollen)).update(versie=F("versie") + 1)


def _describe_permissies(wijzigingen):
    rollen = _rollen({w.sleutel[0] for w in wijzigingen})
    return [
        f"{rollen[w.sleutel[0]]} {'krijgt' if w.nieuw is not None else 'verliest'} ‘{catalogue.get(w.sleutel[1])}’"
        for w in wijzigingen
    ]


def _entries_permissies(wijzigingen):
    rollen = _rollen({w.sleutel[0] for w in wijzigingen})
    for w in wijzigingen:
        naam = str(catalogue.get(w.sleutel[1]))
        changes = {naam: ["", "aan"]} if w.nieuw is not None else {naam: ["aan", ""]}
        yield "autorisatierol gewijzigd", rollen[w.sleutel[0]], None, changes


PERMISSIE = Rijsoort(
    SOORT_PERMISSIE,
    read=_read_permissies,
    require=_require_permissies,
    write=_write_permissies,
    describe=_describe_permissies,
    entries=_entries_permissies,
    check=_check_beheerder,
)


# --- Which Teamlid has which autorisatierol, and whether it is active ------------------------------------------------


def _read_teamleden(sleutels, lock):
    rows = Teamlid.objects.filter(pk__in=[pk for (pk,) in sleutels]).order_by("pk")
    if lock:
        lock_beheerders()
        rows = rows.select_for_update(of=("self",), no_key=True)
    return {(row.pk,): teamlid_state(row) for row in rows}


def teamlid_state(teamlid, **other):
    """What a Wijzigingsset keeps of a Teamlid; `other` says what is to be different.

    The last day is only there when there is one: a set from before it existed can still be undone.
    """
    state = {"autorisatierol": teamlid.autorisatierol_id, "status": str(teamlid.status)}
    state |= {"uit_dienst_per": teamlid.uit_dienst_per and teamlid.uit_dienst_per.astimezone(UTC).isoformat()}
    return {name: value for name, value in (state | other).items() if value is not None}


def _require_teamleden(actor, wijzigingen):
    gate.require(actor, TEAMLEDEN_BEHEREN)
    pks = {w.oud["autorisatierol"] for w in wijzigingen} | {w.nieuw["autorisatierol"] for w in wijzigingen}
    rollen = _rollen(pks)
    # Also of who leaves or comes back: that gives or takes all that the autorisatierol holds.
    given = {w.nieuw["autorisatierol"] for w in wijzigingen if _gives_autorisatierol(w)}
    for pk in sorted(pks):
        sentence = MEER_DAN_ZELF if pk in given else MEER_RECHTEN
        require_not_more_than_own(actor, rollen[pk], sentence=sentence)
    own = [w for w in wijzigingen if w.sleutel[0] == actor.pk]
    if any(w.nieuw["status"] == Status.UIT_DIENST or _days(w)[0] != _days(w)[1] for w in own):
        raise ValidationError("Je kunt jezelf niet uit dienst melden; vraag een collega om dit te doen.")


def _gives_autorisatierol(w):
    back = w.oud["status"] == Status.UIT_DIENST or w.oud["autorisatierol"] != w.nieuw["autorisatierol"]
    return back and w.nieuw["status"] != Status.UIT_DIENST


def _days(wijziging):
    """The old and the new moment at which somebody leaves, as stored."""
    return wijziging.oud.get("uit_dienst_per"), wijziging.nieuw.get("uit_dienst_per")


def _both(wijziging):
    return wijziging.oud["autorisatierol"], wijziging.nieuw["autorisatierol"]


def _write_teamleden(actor, wijzigingen):
    for w in wijzigingen:
        Teamlid.objects.filter(pk=w.sleutel[0]).update(
            autorisatierol_id=w.nieuw["autorisatierol"],
            status=w.nieuw["status"],
            uit_dienst_per=_days(w)[1] and datetime.fromisoformat(_days(w)[1]),
            versie=F("versie") + 1,
        )
    # Who leaves is logged out, and who comes back logs in anew.
    if moved := [w.sleutel[0] for w in wijzigingen if Status.UIT_DIENST in _statuses(w) or _days(w)[0]]:
        end_sessies(moved)


def _statuses(wijziging):
    return {wijziging.oud["status"], wijziging.nieuw["status"]}


def _describe_teamleden(wijzigingen):
    teamleden, rollen = _teamleden(wijzigingen), _rollen({pk for w in wijzigingen for pk in _both(w)})
    return [f"{teamleden[w.sleutel[0]]}: {'; '.join(_teamlid_parts(w, rollen))}" for w in wijzigingen]


def _teamlid_parts(w, rollen):
    if w.oud["autorisatierol"] != w.nieuw["autorisatierol"]:
        yield f"autorisatierol van {rollen[w.oud['autorisatierol']]} naar {rollen[w.nieuw['autorisatierol']]}"
    if w.oud["status"] != w.nieuw["status"]:
        labels = dict(Status.choices)
        yield f"status van {labels[w.oud['status']].lower()} naar {labels[w.nieuw['status']].lower()}"
        if w.nieuw["status"] == Status.UIT_DIENST:
            yield "alle sessies eindigen"
    old, new = map(show_laatste_dag, _days(w))
    if old != new:
        yield f"laatste dag wordt {new}; daarna eindigt de toegang vanzelf" if new else f"laatste dag {old} vervalt"


def show_laatste_dag(value):
    """The last day before this moment, as people say it; empty without one."""
    if not value:
        return ""
    return f"{timezone.localtime(datetime.fromisoformat(value)) - timedelta(microseconds=1):%d-%m-%Y}"


def _entries_teamleden(wijzigingen):
    teamleden, rollen = _teamleden(wijzigingen), _rollen({pk for w in wijzigingen for pk in _both(w)})
    for w in wijzigingen:
        changes = {}
        if w.oud["autorisatierol"] != w.nieuw["autorisatierol"]:
            changes["autorisatierol"] = [str(rollen[pk]) for pk in _both(w)]
        if w.oud["status"] != w.nieuw["status"]:
            changes["status"] = [w.oud["status"], w.nieuw["status"]]
        if _days(w)[0] != _days(w)[1]:
            changes["laatste dag"] = list(map(show_laatste_dag, _days(w)))
        yield "teamlid gewijzigd", teamleden[w.sleutel[0]], None, changes


def _teamleden(wijzigingen):
    return Teamlid.objects.select_related("persoon").in_bulk([w.sleutel[0] for w in wijzigingen])


TEAMLID = Rijsoort(
    SOORT_TEAMLID,
    read=_read_teamleden,
    require=_require_teamleden,
    write=_write_teamleden,
    describe=_describe_teamleden,
    entries=_entries_teamleden,
    check=_check_beheerder,
)
