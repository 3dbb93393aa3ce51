"""Rows of a Wijzigingsset about invitations: applying mails the link, undoing withdraws it."""

from django.db import transaction

from activiteitenlog.wijzigingen.soorten import Rijsoort
from permissions import gate
from teamleden.models import Status, Teamlid
from teamleden.permissions import TEAMLEDEN_UITNODIGEN
from teamleden.services import uitnodigingen

SOORT_UITNODIGING = "uitnodiging"
UITGENODIGD = {"status": Status.UITGENODIGD.value}


def _locked(pks):
    rows = Teamlid.objects.filter(pk__in=pks).select_related("persoon", "autorisatierol__group").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)


def _read(sleutels, lock):
    pks = [pk for (pk,) in sleutels]
    rows = _locked(pks) if lock else Teamlid.objects.filter(pk__in=pks)
    return {(row.pk,): {"status": row.status} for row in rows}


def _require(actor, wijzigingen):
    gate.require(actor, TEAMLEDEN_UITNODIGEN)
    teamleden = _teamleden(wijzigingen)
    for w in wijzigingen:
        if w.nieuw == UITGENODIGD:
            uitnodigingen.require_may_invite(actor, teamleden[w.sleutel[0]])


def _write(actor, wijzigingen):
    from teamleden.tasks import deliver_uitnodiging

    teamleden = {row.pk: row for row in _locked([w.sleutel[0] for w in wijzigingen])}
    for w in wijzigingen:
        teamlid = teamleden[w.sleutel[0]]
        if w.nieuw == UITGENODIGD:
            uitnodiging = uitnodigingen.open_uitnodiging(actor, teamlid)
            # Not before the commit: a proposal is carried out too, and rolled back.
            transaction.on_commit(lambda pk=uitnodiging.pk: deliver_uitnodiging.enqueue(pk))
        else:
            uitnodigingen.close_uitnodiging(teamlid)


def _describe(wijzigingen):
    teamleden = _teamleden(wijzigingen)
    for w in wijzigingen:
        teamlid = teamleden[w.sleutel[0]]
        if w.nieuw == UITGENODIGD:
            yield f"{teamlid} krijgt een uitnodiging op {teamlid.persoon.email}, als {teamlid.autorisatierol}"
        else:
            yield f"De uitnodiging van {teamlid} wordt ingetrokken"


def _entries(wijzigingen):
    teamleden = _teamleden(wijzigingen)
    for w in wijzigingen:
        actie = "teamlid uitgenodigd" if w.nieuw == UITGENODIGD else "uitnodiging ingetrokken"
        yield actie, teamleden[w.sleutel[0]], None, {"status": [w.oud["status"], w.nieuw["status"]]}


def _teamleden(wijzigingen):
    rows = Teamlid.objects.select_related("persoon", "autorisatierol__group")
    return rows.in_bulk([w.sleutel[0] for w in wijzigingen])


UITNODIGING = Rijsoort(
    SOORT_UITNODIGING,
    read=_read,
    require=_require,
    write=_write,
    describe=lambda wijzigingen: list(_describe(wijzigingen)),
    entries=_entries,
)
