"""Autorisatierollen: copy, rename, delete, and the wanted changes of the matrix and the table as a Wijzigingsset."""

import secrets

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError

from activiteitenlog.services import record
from activiteitenlog.wijzigingen import engine
from crm.normalise import clean_text
from permissions import catalogue, gate
from permissions.models import Autorisatierol
from permissions.synchronise import standaard_bereik
from teamleden.guards import require_not_more_than_own
from teamleden.models import Teamlid
from teamleden.permissions import AUTORISATIEROLLEN_BEHEREN
from teamleden.wijzigingen.autorisatie import (
    AAN,
    SOORT_AUTORISATIEROL,
    SOORT_PERMISSIE,
    SOORT_TEAMLID,
    teamlid_state,
)

NAAM_BEZET = "Er is al een autorisatierol met deze naam."
IN_GEBRUIK = "Deze autorisatierol is in gebruik bij {} en kan niet weg. Geef die teamleden eerst een andere."
STANDAARD_BLIJFT = "Een standaardrol kan niet worden verwijderd; je kunt haar wel herstellen of hernoemen."


@transaction.atomic
def copy_autorisatierol(actor, autorisatierol, naam):
    """A new autorisatierol with the same permissies and bereik. Raises NotAllowed or ValidationError (TL-5)."""
    gate.require(actor, AUTORISATIEROLLEN_BEHEREN)
    require_not_more_than_own(actor, autorisatierol)
    naam = _clean_naam(naam)
    group = Group.objects.create(name=f"autorisatierol:{secrets.token_hex(8)}")
    volgorde = Autorisatierol.objects.aggregate(hoogste=Max("volgorde"))["hoogste"] + 1
    made = Autorisatierol(naam=naam, bereik=autorisatierol.bereik, group=group, volgorde=volgorde)
    _save(made)
    group.permissions.set(autorisatierol.group.permissions.all())
    codes = sorted(str(catalogue.get(code)) for code in codes_of(made))
    record(actor, "autorisatierol toegevoegd", made, wijzigingen={"naam": ["", naam], "permissies": [[], codes]})
    return made


@transaction.atomic
def rename_autorisatierol(actor, autorisatierol, naam):
    """Give it another name. Raises NotAllowed, or ValidationError when the name is taken."""
    gate.require(actor, AUTORISATIEROLLEN_BEHEREN)
    current = Autorisatierol.objects.select_for_update(of=("self",), no_key=True).get(pk=autorisatierol.pk)
    old, current.naam = current.naam, _clean_naam(naam)
    if current.naam == old:
        return current
    current.versie += 1
    _save(current)
    record(actor, "autorisatierol gewijzigd", current, wijzigingen={"naam": [old, current.naam]})
    return current


@transaction.atomic
def delete_autorisatierol(actor, autorisatierol):
    """Delete one that nobody has. Raises NotAllowed or ValidationError."""
    gate.require(actor, AUTORISATIEROLLEN_BEHEREN)
    current = Autorisatierol.objects.select_for_update(of=("self",), no_key=True).get(pk=autorisatierol.pk)
    if current.standaard:
        raise ValidationError(STANDAARD_BLIJFT)
    if number := current.teamleden.count():
        raise ValidationError(IN_GEBRUIK.format(f"{number} {'teamlid' if number == 1 else 'teamleden'}"))
    record(actor, "autorisatierol verwijderd", current, wijzigingen={"naam": [current.naam, ""]})
    try:
        current.delete()
    except ProtectedError as error:
        raise ValidationError(IN_GEBRUIK.format("een teamlid")) from error
    current.group.delete()


def propose_permissies(actor, wanted, *, reden=""):
    """A Wijzigingsset for {(autorisatierol, code): on or off} and {autorisatierol: bereik}.

    `wanted` holds changes, not states, so two people who change different things never overwrite each other.
    Raises NotAllowed or ValidationError.
    """
    gate.require(actor, AUTORISATIEROLLEN_BEHEREN)
    permissies = {(rol, code): AAN if on else None for (rol, code), on in wanted["permissies"].items()}
    bereiken = {(rol,): {"bereik": bereik} for rol, bereik in wanted["bereiken"].items()}
    changes = engine.intend(SOORT_AUTORISATIEROL, bereiken) + engine.intend(SOORT_PERMISSIE, permissies)
    rollen = Autorisatierol.objects.filter(pk__in={change.sleutel[0] for change in changes})
    titel = f"Permissies van {', '.join(rol.naam for rol in rollen)}"
    return engine.propose(actor, "autorisatierollen", titel[:200], changes, reden=reden)


def propose_reset(actor, autorisatierol):
    """A Wijzigingsset that gives a standard autorisatierol back what it came with."""
    if not autorisatierol.standaard:
        raise ValidationError("Alleen een standaardrol kan worden hersteld.")
    now = codes_of(autorisatierol)
    wanted = {p.code for p in catalogue.all_permissies() if autorisatierol.standaard in p.standaard}
    return propose_permissies(
        actor,
        {
            "permissies": {(autorisatierol.pk, code): code in wanted for code in now ^ wanted},
            "bereiken": {autorisatierol.pk: standaard_bereik(autorisatierol.standaard)},
        },
    )


def propose_toewijzing(actor, wanted, *, reden=""):
    """A Wijzigingsset that gives Teamleden another autorisatierol: {teamlid: autorisatierol} by their keys."""
    current = Teamlid.objects.in_bulk(list(wanted))
    states = {(pk,): teamlid_state(current[pk], autorisatierol=rol) for pk, rol in wanted.items() if pk in current}
    changes = engine.intend(SOORT_TEAMLID, states)
    titel = f"Autorisatierol van {len(changes)} {'teamlid' if len(changes) == 1 else 'teamleden'}"
    return engine.propose(actor, "toewijzing", titel, changes, reden=reden)


def codes_of(autorisatierol):
    codes = autorisatierol.group.permissions.values_list("rij__code", flat=True)
    return {code for code in codes if code}


def _clean_naam(naam):
    naam = clean_text(naam)
    if not naam:
        raise ValidationError({"naam": "Vul een naam in."})
    if len(naam) > 80:
        raise ValidationError({"naam": "Deze naam is te lang: er passen 80 tekens in."})
    return naam


def _save(autorisatierol):
    try:
        with transaction.atomic():
            autorisatierol.save()
    except IntegrityError as error:
        raise ValidationError({"naam": NAAM_BEZET}) from error
