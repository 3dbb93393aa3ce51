"""Carrying out a Plan: everything that is right, in one transaction, with its log."""

from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from activiteitenlog.services import record_many
from crm.hooks import relaties_created
from crm.importeren.kolommen import CONTACTEN, RELATIES
from crm.importeren.lezen import Geweigerd, read_file
from crm.importeren.maken import make_plan
from crm.importeren.stand import BATCH, STAMLIJSTEN, batches
from crm.models import Koppeling, Persoon, Relatie, Soort
from crm.permissions import RELATIES_IMPORTEREN
from permissions import gate

LOG_BATCH = 5_000
# An update names every row in every column it writes, so the work of a batch grows with its square.
UPDATE_BATCH = 500
BOTSING = "Iemand anders wijzigde intussen iets wat hiermee botst; er is niets doorgevoerd. Probeer het opnieuw."
AFGELEID = ("sorteernaam", "zoektekst")


def preview_file(path, actor):
    """The Plan of importing this file now; nothing is written. Raises Geweigerd or NotAllowed."""
    gate.require(actor, RELATIES_IMPORTEREN)
    return make_plan(read_file(path), actor=actor)


def import_file(path, actor):
    """Import this file and give the Plan that was carried out. Raises Geweigerd or NotAllowed.

    Asks for the permissie to import, not for the rule at each Relatie: so far only the shell imports.
    """
    gate.require(actor, RELATIES_IMPORTEREN)
    bladen = read_file(path)
    try:
        with transaction.atomic():
            plan = make_plan(bladen, actor=actor, lock=True)
            Importer(plan, actor, f"Import van {Path(path).name}").run()
    except IntegrityError as error:
        raise Geweigerd(BOTSING) from error
    return plan


class Importer:
    """Writes one Plan. `stored` holds the objects by number, and fills up with the new ones."""

    def __init__(self, plan, actor, reden):
        self.plan, self.actor, self.reden = plan, actor, reden
        self.now = timezone.now()
        self.stored = {Relatie: dict(plan.stand.relaties), Persoon: dict(plan.stand.personen)}
        self.namen = {
            veld: {naam.lower(): pk for pk, naam in namen.items()} for veld, namen in plan.stand.namen_op_pk.items()
        }

    def run(self):
        self._create_names()
        relaties = self.plan.right_rows(RELATIES)
        relaties_created(self.actor, self._create(Relatie, relaties))
        self._update(Relatie, relaties)
        self._log_rows(Relatie, relaties)
        contacten = self.plan.right_rows(CONTACTEN)
        self._create(Persoon, contacten)
        self._update(Persoon, contacten)
        self._log_rows(Persoon, contacten)
        self._couple(contacten)

    def _create_names(self):
        for veld, namen in self.plan.nieuwe_namen.items():
            model = STAMLIJSTEN[veld]
            rows = model.objects.bulk_create([model(naam=naam) for naam in namen.values()], batch_size=BATCH)
            self.namen[veld].update({row.naam.lower(): row.pk for row in rows})
            entries = [(row, None, {"naam": ["", row.naam]}) for row in rows]
            self._log(f"{model._meta.verbose_name} toegevoegd", entries)

    def _create(self, model, rows):
        new = [row for row in rows if row.object is None]
        objects = [self._fill(model(), row.values) for row in new]
        for obj in objects:
            if model is Persoon:
                obj.soort = Soort.CONTACT
                obj.set_unusable_password()
        model.objects.bulk_create(objects, batch_size=BATCH)
        self.stored[model].update({obj.nummer: obj for obj in objects})
        self._set_labels(model, new)
        return objects

    def _update(self, model, rows):
        """Save what changed as the next version, as `save` would have done for one."""
        changed = [row for row in rows if row.object is not None and row.wijzigingen]
        fields = {veld for row in changed for veld in row.values} - {"labels"}
        for row in changed:
            obj = self._fill(row.object, row.values)
            obj.sorteernaam, obj.zoektekst = obj.compute_sorteernaam(), obj.compute_zoektekst()
            obj.versie, obj.updated_at = obj.versie + 1, self.now
        columns = sorted({*fields, *AFGELEID, "versie", "updated_at"})
        model.objects.bulk_update([row.object for row in changed], columns, batch_size=UPDATE_BATCH)
        relabelled = [row for row in changed if "labels" in row.values]
        self._clear_labels(model, relabelled)
        self._set_labels(model, relabelled)

    def _log_rows(self, model, rows):
        """One entry per object that is new or changed; a Contact belongs to no one Relatie."""
        entries = {"toegevoegd": [], "gewijzigd": []}
        for row in rows:
            if row.wijzigingen:
                obj = self.stored[model][row.nummer]
                actie = "toegevoegd" if row.object is None else "gewijzigd"
                entries[actie].append((obj, obj if model is Relatie else None, row.wijzigingen))
        for actie, these in entries.items():
            self._log(f"{'relatie' if model is Relatie else 'contact'} {actie}", these)

    def _fill(self, obj, values):
        for veld, value in values.items():
            if veld in STAMLIJSTEN and veld != "labels":
                setattr(obj, f"{veld}_id", self._pk_of(veld, value))
            elif veld != "labels":
                setattr(obj, veld, value)
        return obj

    def _pk_of(self, veld, naam):
        return self.namen[veld][naam.lower()]

    def _clear_labels(self, model, rows):
        through, column = _label_table(model)
        for batch in batches(row.object.pk for row in rows):
            through.objects.filter(**{f"{column}__in": batch}).delete()

    def _set_labels(self, model, rows):
        through, column = _label_table(model)
        links = [
            through(**{column: self.stored[model][row.nummer].pk, "label_id": self._pk_of("labels", naam)})
            for row in rows
            for naam in row.values.get("labels", ())
        ]
        through.objects.bulk_create(links, batch_size=BATCH)

    def _couple(self, rows):
        """Voorkeuren that end are written before those that begin: a Relatie never has two."""
        pairs = [(row, koppeling) for row in rows for koppeling in row.koppelingen if koppeling.wijzigingen]
        changed = [(row, koppeling) for row, koppeling in pairs if not koppeling.is_new]
        for _, koppeling in changed:
            koppeling.bestaand.functie_id = self._pk_of("functie", koppeling.functie)
            koppeling.bestaand.voorkeur = koppeling.voorkeur
        for koppeling in self.plan.voorkeur_weg:
            koppeling.voorkeur = False
        stored = [koppeling.bestaand for _, koppeling in changed] + self.plan.voorkeur_weg
        for voorkeur in (False, True):
            these = [koppeling for koppeling in stored if koppeling.voorkeur == voorkeur]
            Koppeling.objects.bulk_update(these, ["functie", "voorkeur"], batch_size=UPDATE_BATCH)
        new = [(row, koppeling) for row, koppeling in pairs if koppeling.is_new]
        Koppeling.objects.bulk_create([self._new_koppeling(*pair) for pair in new], batch_size=BATCH)
        self._log_koppelingen(new, changed)

    def _new_koppeling(self, row, koppeling):
        return Koppeling(
            contact=self.stored[Persoon][row.nummer],
            relatie=self.stored[Relatie][koppeling.relatie],
            functie_id=self._pk_of("functie", koppeling.functie),
            voorkeur=koppeling.voorkeur,
            gekoppeld_op=self.now,
        )

    def _log_koppelingen(self, new, changed):
        self._log("contact gekoppeld", [self._koppeling_entry(*pair) for pair in new])
        entries = [self._koppeling_entry(*pair) for pair in changed]
        relaties = {relatie.pk: relatie for relatie in self.stored[Relatie].values()}
        for batch in batches(self.plan.voorkeur_weg):
            contacten = Persoon.objects.in_bulk([koppeling.contact_id for koppeling in batch])
            for koppeling in batch:
                contact, relatie = contacten[koppeling.contact_id], relaties[koppeling.relatie_id]
                entries.append((contact, relatie, {"voorkeur": [True, False]}))
        self._log("koppeling gewijzigd", entries)

    def _koppeling_entry(self, row, koppeling):
        contact, relatie = self.stored[Persoon][row.nummer], self.stored[Relatie][koppeling.relatie]
        return (contact, relatie, koppeling.wijzigingen)

    def _log(self, actie, entries):
        for start in range(0, len(entries), LOG_BATCH):
            record_many(self.actor, actie, entries[start : start + LOG_BATCH], reden=self.reden)


def _label_table(model):
    return model.labels.through, f"{model._meta.model_name}_id"
