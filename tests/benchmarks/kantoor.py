"""An office of any size, the same every time, written past the services because only reading is measured."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from crm.models import Functie, Persoon, Relatie, Relatiegroep, Relatiesoort, RelatieType, Soort
from crm.normalise import join_name
from mijnkantoor.demo import nummers, woorden
from permissions.models import Autorisatierol
from teamleden.models import Herkomst, Niveau, Rol, Status, Teamlid, TeamlidRol, Waarneming

SEED = 5
ROLLEN_PER_RELATIE = 6  # each relatie has a teamlid for each of the standard Rollen
WAARNEMERS = 0.02
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Proefpersoon:
    """Somebody whose list is measured, and the share of the office this person sees."""

    label: str
    teamlid: Teamlid

    def login(self):
        """The Persoon as a new request finds it, with nothing asked before."""
        return Persoon.objects.get(pk=self.teamlid.pk)


def build_kantoor(relaties, teamleden):
    """Fill an empty database; returns the Proefpersonen."""
    bouwer = Bouwer(relaties, teamleden)
    with transaction.atomic():
        bouwer.make_relaties()
        bouwer.make_teamleden()
        proefpersonen = bouwer.make_rollen()
        bouwer.make_waarnemingen()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return proefpersonen


class Bouwer:
    def __init__(self, relaties, teamleden):
        self.random = Random(SEED)
        self.aantal_relaties = relaties
        self.aantal_teamleden = teamleden

    # --- Relaties --------------------------------------------------------------------------------------------

    def make_relaties(self):
        soorten = Relatiesoort.objects.bulk_create(Relatiesoort(naam=naam) for naam in woorden.RELATIESOORTEN)
        groepen = Relatiegroep.objects.bulk_create(Relatiegroep(naam=naam) for naam in woorden.RELATIEGROEPEN)
        write_objects(Relatie, (self._relatie(nr, soorten, groepen) for nr in range(1, self.aantal_relaties + 1)))
        ids = Relatie.objects.exclude(type=RelatieType.INTERN).order_by("pk").values_list("pk", "afgeschermd")
        self.relaties, self.afgeschermd = [], []
        for pk, afgeschermd in ids:
            (self.afgeschermd if afgeschermd else self.relaties).append(pk)

    def _relatie(self, nr, soorten, groepen):
        random = self.random
        tussenvoegsel, achternaam = random.choice(woorden.ACHTERNAMEN)
        plaats, postcode, netnummer = random.choice(woorden.PLAATSEN)
        relatie = Relatie(
            nummer=f"{nr:07d}",
            bezoek_straat=random.choice(woorden.STRATEN),
            bezoek_huisnummer=str(random.randint(1, 240)),
            bezoek_postcode=nummers.postcode(random, postcode),
            bezoek_plaats=plaats,
            telefoon=nummers.landline(random, netnummer),
            relatiesoort=random.choice(soorten),
            relatiegroep=random.choice(groepen) if random.random() < 0.12 else None,
            actief=random.random() >= 0.08,
            afgeschermd=random.random() < 0.01,
        )
        if random.random() < 0.35:
            relatie.type = RelatieType.PERSOON
            relatie.voornaam = random.choice(woorden.VOORNAMEN)
            relatie.tussenvoegsel, relatie.achternaam = tussenvoegsel, achternaam
            relatie.naam = join_name(relatie.voornaam, tussenvoegsel, achternaam)
        else:
            relatie.type = RelatieType.ORGANISATIE
            relatie.naam = join_name(random.choice(woorden.BRANCHES), tussenvoegsel, achternaam, plaats)
            relatie.rechtsvorm = random.choice(woorden.RECHTSVORMEN)
            relatie.kvk_nummer = f"{random.randint(10_000_000, 89_999_999)}"
        relatie.email = f"relatie{nr}@klant.example"
        return relatie

    # --- Teamleden and what they see -------------------------------------------------------------------------

    def make_teamleden(self):
        personen = Persoon.objects.bulk_create(map(self._persoon, range(1, self.aantal_teamleden + 1)))
        rollen = {rol.naam: rol for rol in Autorisatierol.objects.all()}
        functie = Functie.objects.get(naam="medewerker")
        self.teamleden = Teamlid.objects.bulk_create(
            Teamlid(
                persoon=persoon,
                autorisatierol=rollen["Mutator" if nr else "Beheerder"],
                functie=functie,
                status=Status.ACTIEF,
            )
            for nr, persoon in enumerate(personen)
        )

    def _persoon(self, nr):
        tussenvoegsel, achternaam = self.random.choice(woorden.ACHTERNAMEN)
        return Persoon(
            soort=Soort.TEAMLID,
            nummer=f"T{nr:06d}",
            voornaam=self.random.choice(woorden.VOORNAMEN),
            tussenvoegsel=tussenvoegsel,
            achternaam=achternaam,
            email=f"teamlid{nr}@kantoor.example",
        )

    def make_rollen(self):
        """A row for each Rol at each Relatie. The Proefpersonen hold the first Rol at exactly their share."""
        everything = self.random.sample(self.relaties + self.afgeschermd, self.aantal_relaties)
        beheerder, weinig, veel, waarnemer, *self.collegas = self.teamleden
        shares = [(weinig, 0.001), (veel, 0.05), (waarnemer, 0.001)]
        holders = {}
        for teamlid, share in shares:
            number = max(1, round(share * self.aantal_relaties))
            holders.update(dict.fromkeys(everything[:number], teamlid.pk))
            del everything[:number]
        # Bereik alle reaches no Relatie that is afgeschermd, so the Beheerder has a few Rollen too.
        here = [pk for pk in self.afgeschermd if pk not in holders][:5] + everything[:5]
        holders.update(dict.fromkeys(here, beheerder.pk))
        rollen = list(Rol.objects.values_list("pk", flat=True)[:ROLLEN_PER_RELATIE])
        columns = ["teamlid_id", "relatie_id", "rol_id", "niveau", "herkomst", "created_at"]
        write_rows(TeamlidRol._meta.db_table, columns, self._rollen(holders, rollen))
        self._write_waarneming(veel, waarnemer)
        return [
            Proefpersoon("0,1 %", weinig),
            Proefpersoon("5 %", veel),
            Proefpersoon("0,1 % + waarneming 5 %", waarnemer),
            Proefpersoon("bereik alle", beheerder),
        ]

    def _rollen(self, holders, rollen):
        collegas = [teamlid.pk for teamlid in self.collegas]
        now = TeamlidRol._meta.get_field("created_at").get_db_prep_save(timezone.now(), connection)
        for relatie in self.relaties + self.afgeschermd:
            for rol in rollen:
                holder = holders.get(relatie) if rol == rollen[0] else None
                niveau = Niveau.MUTATOR if self.random.random() < 0.6 else Niveau.RAADPLEGER
                yield holder or self.random.choice(collegas), relatie, rol, str(niveau), str(Herkomst.HAND), now

    def make_waarnemingen(self):
        number = max(0, round(self.aantal_teamleden * WAARNEMERS) - 1)  # one of them is written already
        chosen = self.random.sample(self.collegas, min(2 * number, len(self.collegas) // 2 * 2))
        for afwezige, waarnemer in zip(chosen[::2], chosen[1::2], strict=True):
            self._write_waarneming(afwezige, waarnemer)

    @staticmethod
    def _write_waarneming(afwezige, waarnemer):
        van = timezone.now() - timedelta(days=1)
        Waarneming.objects.create(afwezige=afwezige, waarnemer=waarnemer, van=van, reden="Vakantie")


# --- Writing fast ------------------------------------------------------------------------------------------------


def write_objects(model, objects):
    """Like `bulk_create`, derived fields and all, without the keys coming back."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    rows = ([field.get_db_prep_save(field.pre_save(obj, True), connection) for field in fields] for obj in objects)
    write_rows(model._meta.db_table, [field.column for field in fields], rows)


def write_rows(table, columns, rows):
    """`rows` may be made while they are written, but then without asking the database anything."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, batch)
