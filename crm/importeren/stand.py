"""What is stored of the things a file speaks of: a few queries per batch, whatever the number of rows."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import F

from crm.models import Functie, Kantoor, Koppeling, Label, Persoon, Relatie, Relatiegroep, Relatiesoort
from crm.nummers import lock_kantoor

BATCH = 2_000
STAMLIJSTEN = {"relatiesoort": Relatiesoort, "relatiegroep": Relatiegroep, "functie": Functie, "labels": Label}


@dataclass(frozen=True, slots=True)
class Genoemd:
    """The numbers and addresses a file names."""

    relaties: set[str]
    personen: set[str]
    emails: set[str]


@dataclass(slots=True)
class Stand:
    """`namen` holds per list {name in lower case: row}; `koppelingen` the current ones at the Relaties by number,
    each with its `contactnummer`."""

    kantoor: Kantoor
    relaties: dict[str, Relatie] = field(default_factory=dict)
    personen: dict[str, Persoon] = field(default_factory=dict)
    emails: dict[str, Persoon] = field(default_factory=dict)
    relatie_labels: dict[int, list[str]] = field(default_factory=dict)
    persoon_labels: dict[int, list[str]] = field(default_factory=dict)
    koppelingen: dict[str, list[Koppeling]] = field(default_factory=dict)
    relatienummers: set[str] = field(default_factory=set)
    namen: dict[str, dict] = field(default_factory=dict)
    namen_op_pk: dict[str, dict[int, str]] = field(default_factory=dict)


def read_stand(genoemd, *, lock=False):
    """What is stored now.

    With `lock` (in a transaction) nobody else changes it until the end. The order is that of the forms, so that
    the two never wait for each other: personen, then the kantoor, then relaties, whose rows guard the Koppelingen.
    """
    genoemd = _in_office_width(genoemd)
    personen = _read_personen(genoemd, lock)
    kantoor = lock_kantoor() if lock else Kantoor.objects.get(pk=Kantoor.PK)
    if lock:
        # Somebody may have been added before the kantoor was ours; nobody can be from here on.
        personen = _read_personen(genoemd, lock=False)
    stand = Stand(kantoor)
    stand.personen = {persoon.nummer: persoon for persoon in personen}
    stand.emails = {persoon.email: persoon for persoon in personen if persoon.email}
    stand.relaties = _read_relaties(genoemd.relaties, lock)
    stand.relatienummers = set(Relatie.objects.values_list("nummer", flat=True))
    stand.relatie_labels = _read_labels(Relatie, "relatie_id", [r.pk for r in stand.relaties.values()])
    stand.persoon_labels = _read_labels(Persoon, "persoon_id", [p.pk for p in personen])
    stand.koppelingen = _read_koppelingen(stand.relaties)
    for veld, model in STAMLIJSTEN.items():
        rows = list(model.objects.all())
        stand.namen[veld] = {row.naam.lower(): row for row in rows}
        stand.namen_op_pk[veld] = {row.pk: row.naam for row in rows}
    return stand


def _in_office_width(genoemd):
    """The same with each typed number also as the office writes it."""
    breedte = Kantoor.objects.get(pk=Kantoor.PK).nummer_breedte
    padded = {str(int(n)).zfill(breedte) for n in genoemd.personen if n.isascii() and n.isdigit()}
    return replace(genoemd, personen=genoemd.personen | padded)


def batches(values):
    values = list(values)
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _read_personen(genoemd, lock):
    queryset = Persoon.objects.order_by("pk")
    if lock:
        # Contacten only: an import changes no Teamlid, and who does has the kantoor before the Teamlid.
        # No key: a new Koppeling to this Persoon, made under the lock of its Relatie, must not have to wait for us.
        queryset = queryset.contacten().select_for_update(no_key=True)
    found = {}
    for numbers in batches(sorted(genoemd.personen)):
        found.update({persoon.pk: persoon for persoon in queryset.filter(nummer__in=numbers)})
    for addresses in batches(sorted(genoemd.emails)):
        found.update({persoon.pk: persoon for persoon in queryset.filter(email__in=addresses)})
    return list(found.values())


def _read_relaties(numbers, lock):
    queryset = Relatie.objects.order_by("pk")
    if lock:
        queryset = queryset.select_for_update(no_key=True)
    found = {}
    for batch in batches(sorted(numbers)):
        found.update({relatie.nummer: relatie for relatie in queryset.filter(nummer__in=batch)})
    # Its number may not be in the file; what is refused about it must be known all the same.
    intern = Relatie.objects.intern()
    return {intern.nummer: intern, **found}


def _read_labels(model, column, pks):
    names = defaultdict(list)
    for batch in batches(pks):
        rows = model.labels.through.objects.filter(**{f"{column}__in": batch})
        for pk, naam in rows.order_by("label__naam").values_list(column, "label__naam"):
            names[pk].append(naam)
    return names


def _read_koppelingen(relaties):
    numbers = {relatie.pk: nummer for nummer, relatie in relaties.items() if not relatie.is_intern}
    found = defaultdict(list)
    for batch in batches(numbers):
        here = Koppeling.objects.current().filter(relatie_id__in=batch).order_by("pk")
        for koppeling in here.annotate(contactnummer=F("contact__nummer")):
            found[numbers[koppeling.relatie_id]].append(koppeling)
    return found
