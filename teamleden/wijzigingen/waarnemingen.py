"""Rows of a Wijzigingsset about Waarnemingen: one that ends sooner, falls away, or comes back by undoing that."""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from activiteitenlog.wijzigingen.soorten import Rijsoort
from permissions import gate
from teamleden.models import Teamlid, Waarneming
from teamleden.permissions import TEAMLEDEN_BEHEREN

SOORT_WAARNEMING = "waarneming"
OF_ITSELF = {"id", "created_at", "versie"}
NIET_VOOR_JEZELF = "Je kunt een waarneming waarin je zelf waarneemt niet verlengen of herstellen; vraag een collega."


def _fields():
    """Every field that says what a Waarneming is, also those it gets later."""
    return [field for field in Waarneming._meta.concrete_fields if field.name not in OF_ITSELF]


def waarneming_state(waarneming):
    """What a Wijzigingsset keeps of a Waarneming, as plain JSON."""
    state = {field.name: _plain(getattr(waarneming, field.attname)) for field in _fields()}
    for field in Waarneming._meta.many_to_many:
        state[field.name] = sorted(getattr(waarneming, field.name).values_list("pk", flat=True))
    return state


def ended(waarneming, moment):
    """The state of a Waarneming that is over at `moment`; one that would not have begun by then lapses, and is kept."""
    changed = "tot" if waarneming.van < moment else "beeindigd_op"
    return {**waarneming_state(waarneming), changed: _plain(moment)}


def _plain(value):
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def _read(sleutels, lock):
    rows = Waarneming.objects.filter(pk__in=[pk for (pk,) in sleutels]).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {(row.pk,): waarneming_state(row) for row in rows}


def _require(actor, wijzigingen):
    """Nobody gives the own standing in for a colleague back, or makes it longer (WN-2, TL-5)."""
    gate.require(actor, TEAMLEDEN_BEHEREN)
    for w in wijzigingen:
        if w.nieuw is not None and w.nieuw["waarnemer"] == actor.pk and _is_longer(w):
            raise ValidationError(NIET_VOOR_JEZELF)


def _is_longer(w):
    if w.nieuw.get("beeindigd_op"):
        return False
    if w.oud is None or w.oud.get("beeindigd_op"):
        return True
    old, new = _moment(w.oud["tot"]), _moment(w.nieuw["tot"])
    return old is not None and (new is None or new > old)


def _write(actor, wijzigingen):
    for w in wijzigingen:
        if w.nieuw is None:
            Waarneming.objects.filter(pk=w.sleutel[0]).delete()
            continue
        row = Waarneming(pk=w.sleutel[0]) if w.oud is None else Waarneming.objects.get(pk=w.sleutel[0])
        # A set from before a field existed says nothing of it.
        for field in (one for one in _fields() if one.name in w.nieuw):
            value = w.nieuw[field.name]
            setattr(row, field.attname, field.to_python(value) if not field.is_relation else value)
        row.versie += 1
        row.save(force_insert=w.oud is None)
        for field in (one for one in Waarneming._meta.many_to_many if one.name in w.nieuw):
            getattr(row, field.name).set(w.nieuw[field.name])


def _people(wijzigingen):
    ids = {
        state[name] for w in wijzigingen for state in (w.oud, w.nieuw) if state for name in ("afwezige", "waarnemer")
    }
    return Teamlid.objects.select_related("persoon").in_bulk(ids)


def _describe(wijzigingen):
    people = _people(wijzigingen)
    return [_sentence(w, people) for w in wijzigingen]


def lapses(w):
    return bool(w.nieuw.get("beeindigd_op")) and not (w.oud or {}).get("beeindigd_op")


def _sentence(w, people):
    state, afwezige = w.nieuw or w.oud, people[(w.nieuw or w.oud)["afwezige"]]
    waarnemer = people.get(state["waarnemer"])
    who = f"{waarnemer} neemt waar voor {afwezige}" if waarnemer else f"{afwezige} is afwezig, zonder waarnemer"
    if w.nieuw is None or lapses(w):
        return f"{who}, vanaf {show(w.oud['van'])}: vervalt"
    if w.oud is None or w.oud.get("beeindigd_op"):
        return f"{who}, vanaf {show(w.nieuw['van'])}: komt terug"
    return f"{who}: tot {show(w.nieuw['tot'])} in plaats van {show(w.oud['tot'])}"


def show(text):
    return f"{timezone.localtime(_moment(text)):%d-%m-%Y %H:%M}" if text else "zonder einde"


def _entries(wijzigingen):
    people = _people(wijzigingen)
    for w in wijzigingen:
        state = w.nieuw or w.oud
        old, new = w.oud or {}, w.nieuw or {}
        changes = {
            "waarnemer": [str(people.get(state["waarnemer"], ""))] * 2,
            "tot": [show(old.get("tot")) if old else "", show(new.get("tot")) if new else ""],
        }
        yield _actie(w), people[state["afwezige"]], None, changes


def _actie(w):
    if w.nieuw is None or lapses(w):
        return "waarneming vervallen"
    return "waarneming hersteld" if w.oud is None or w.oud.get("beeindigd_op") else "waarneming gewijzigd"


WAARNEMING = Rijsoort(
    SOORT_WAARNEMING, read=_read, require=_require, write=_write, describe=_describe, entries=_entries
)
