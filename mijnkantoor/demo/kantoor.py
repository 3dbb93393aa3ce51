"""Builds the demo office. Written in bulk for a quick first start, and logged like everything else."""

from datetime import timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from activiteitenlog.services import record_many
from crm.hooks import relaties_created
from crm.models import Functie, Kantoor, Koppeling, Label, Persoon, Relatie, Relatiegroep, Relatiesoort, Soort
from crm.normalise import join_name, search_text
from mijnkantoor.demo import nummers, woorden
from mijnkantoor.demo.logins import WACHTWOORD
from mijnkantoor.demo.waarnemingen import make_waarnemingen
from permissions.gate import Systeem
from permissions.models import Autorisatierol
from teamleden.models import (
    Herkomst,
    Niveau,
    Procesteam,
    ProcesteamLid,
    Rol,
    StandaardTeamlidRol,
    Status,
    Teamlid,
    TeamlidRol,
)
from teamleden.services.uit_dienst import moment_after

SEED = 20_260_101
AANTAL = {"organisatie": 165, "persoon": 105, "leverancier": 30}
AANTAL_CONTACTEN = 250
NAAM = "Kantoor De Linde"


@transaction.atomic
def build_kantoor():
    """Make the office, for an office without people. Returns nothing; the same data every time."""
    bouwer = Bouwer()
    bouwer.make_stam()
    bouwer.make_relaties()
    bouwer.make_contacten()
    bouwer.make_teamleden()
    bouwer.make_rollen()
    bouwer.make_standaardrollen()
    bouwer.make_procesteams()
    bouwer.write_log()


def capitalise(text):
    """Only the first letter: "van der Meer" becomes "Van der Meer"."""
    return text[:1].upper() + text[1:]


class Bouwer:
    def __init__(self):
        self.random = Random(SEED)
        self.actor = Systeem("demo")
        self.emails = set()
        self.password = make_password(WACHTWOORD)  # once: a hash is slow on purpose, and this one is no secret

    def make_stam(self):
        Kantoor.objects.update_or_create(pk=Kantoor.PK, defaults={"naam": NAAM})
        self.intern = Relatie.objects.intern()
        self.intern.naam = NAAM
        self.intern.save()
        for naam in (*woorden.CONTACTFUNCTIES, *woorden.KANTOORFUNCTIES):
            Functie.objects.get_or_create(naam=naam)
        self.functies = {functie.naam: functie for functie in Functie.objects.all()}
        self.soorten = {naam: Relatiesoort.objects.create(naam=naam) for naam in woorden.RELATIESOORTEN}
        self.groepen = [Relatiegroep.objects.create(naam=naam) for naam in woorden.RELATIEGROEPEN]
        self.labels = [Label.objects.create(naam=naam, kleur=kleur) for naam, kleur in woorden.LABELS]

    # --- Relaties --------------------------------------------------------------------------------------------

    def make_relaties(self):
        types = [kind for kind, number in AANTAL.items() for _ in range(number)]
        self.random.shuffle(types)
        names = set()
        relaties = [self._relatie(number, kind, names) for number, kind in enumerate(types, start=1)]
        self.relaties = Relatie.objects.bulk_create(relaties)
        tags = Relatie.labels.through
        tags.objects.bulk_create(
            tags(relatie=relatie, label=label)
            for relatie in self.relaties
            for label in self.random.sample(self.labels, self.random.choice((0, 0, 0, 1, 1, 2)))
        )
        relaties_created(self.actor, self.relaties)

    def _relatie(self, number, kind, names):
        random = self.random
        relatie = Relatie(nummer=f"{number:05d}", type=kind, iban=nummers.iban(random), bezoek_land="Nederland")
        self._fill_name(relatie, names)
        plaats, postcode, netnummer = random.choice(woorden.PLAATSEN)
        relatie.bezoek_straat = random.choice(woorden.STRATEN)
        relatie.bezoek_huisnummer = str(random.randint(1, 240))
        relatie.bezoek_postcode = nummers.postcode(random, postcode)
        relatie.bezoek_plaats = plaats
        relatie.telefoon = nummers.landline(random, netnummer)
        relatie.relatiegroep = random.choice(self.groepen) if random.random() < 0.12 else None
        relatie.actief = random.random() > 0.05
        relatie.afgeschermd = relatie.actief and number in (42, 142, 242)
        if not relatie.actief:
            relatie.relatiesoort = self.soorten["Oud-cliënt"]
        return relatie

    def _fill_name(self, relatie, names):
        random = self.random
        if relatie.is_persoon:
            self._fill_persoon_name(relatie, names)
            relatie.bsn = nummers.eleven_test(random)
            relatie.relatiesoort = self.soorten["Cliënt (IB)"]
            relatie.email = self._email(relatie.naam, "voorbeeld.example")
            return
        branches = woorden.LEVERANCIERS if relatie.type == "leverancier" else woorden.BRANCHES
        while not relatie.naam or relatie.naam in names:
            relatie.naam = f"{random.choice(branches)} {capitalise(join_name(*random.choice(woorden.ACHTERNAMEN)))}"
        names.add(relatie.naam)
        relatie.rechtsvorm = random.choice(woorden.RECHTSVORMEN)
        relatie.relatiesoort = self.soorten["Leverancier" if relatie.type == "leverancier" else "Cliënt"]
        relatie.kvk_nummer = f"{random.randint(10_000_000, 89_999_999)}"
        relatie.rsin = nummers.eleven_test(random)
        relatie.btw_id = f"NL{relatie.rsin}B01"
        relatie.aantal_werknemers = random.choice((None, 0, 1, 3, 7, 12, 25, 60))
        host = "".join(c for c in search_text(relatie.naam) if c.isalnum())
        relatie.email, relatie.website = f"info@{host}.example", f"https://{host}.example"

    def _fill_persoon_name(self, obj, names=()):
        while True:
            obj.voornaam = self.random.choice(woorden.VOORNAMEN)
            obj.tussenvoegsel, obj.achternaam = self.random.choice(woorden.ACHTERNAMEN)
            naam = join_name(obj.voornaam, obj.tussenvoegsel, obj.achternaam)
            if naam not in names:
                break
        if isinstance(obj, Relatie):
            obj.naam = naam
            names.add(naam)

    def _email(self, naam, domain):
        start = ".".join("".join(c for c in word if c.isalnum()) for word in search_text(naam).split())
        email, number = f"{start}@{domain}", 2
        while email in self.emails:
            email, number = f"{start}{number}@{domain}", number + 1
        self.emails.add(email)
        return email

    # --- Contacten -------------------------------------------------------------------------------------------

    def make_contacten(self):
        contacten = [self._contact(number) for number in range(1, AANTAL_CONTACTEN + 1)]
        fenna = contacten[0]
        fenna.voornaam, fenna.tussenvoegsel, fenna.achternaam = "Fenna", "van", "Vliet"
        fenna.email = "fenna@voorbeeld.example"
        fenna.password = self.password
        self.contacten = Persoon.objects.bulk_create(contacten)
        targets = [relatie for relatie in self.relaties if relatie.actief]
        with_voorkeur, rows = set(), []
        for contact in self.contacten:
            for relatie in self.random.sample(targets, self.random.choice((1, 1, 1, 1, 2, 3))):
                voorkeur = relatie.pk not in with_voorkeur and self.random.random() < 0.8
                if voorkeur:
                    with_voorkeur.add(relatie.pk)
                functie = self.functies[self.random.choice(woorden.CONTACTFUNCTIES)]
                rows.append(Koppeling(contact=contact, relatie=relatie, functie=functie, voorkeur=voorkeur))
        self.koppelingen = Koppeling.objects.bulk_create(rows)

    def _contact(self, number):
        contact = Persoon(soort=Soort.CONTACT, nummer=f"{10_000 + number:05d}")
        self._fill_persoon_name(contact)
        contact.email = self._email(contact.volledige_naam, "klant.example") if self.random.random() < 0.85 else None
        contact.telefoon = nummers.mobile(self.random)
        contact.set_unusable_password()
        return contact

    # --- Teamleden -------------------------------------------------------------------------------------------

    def make_teamleden(self):
        rollen = {rol.naam: rol for rol in Autorisatierol.objects.all()}
        self.teamleden = {}
        for number, row in enumerate(woorden.TEAMLEDEN, start=1):
            voornaam, tussenvoegsel, achternaam, email, autorisatierol, functie, status = row
            persoon = Persoon(
                soort=Soort.TEAMLID, nummer=f"{90_000 + number:05d}", voornaam=voornaam, tussenvoegsel=tussenvoegsel,
                achternaam=achternaam, email=email, telefoon=nummers.mobile(self.random),
            )  # fmt: skip
            if status in (Status.ACTIEF, Status.UIT_DIENST):
                persoon.password = self.password
            else:
                persoon.set_unusable_password()
            persoon.is_active = status != Status.UIT_DIENST
            persoon.save(force_insert=True)
            self.teamleden[voornaam] = Teamlid.objects.create(
                persoon=persoon, autorisatierol=rollen[autorisatierol], functie=self.functies[functie], status=status
            )
        # Karima leaves in a while: her card shows a last day.
        karima = self.teamleden["Karima"]
        karima.uit_dienst_per = moment_after(timezone.localdate() + timedelta(days=45))
        karima.save(update_fields=["uit_dienst_per"])
        self.waarnemingen = make_waarnemingen(self.teamleden)

    def make_rollen(self):
        """Each Relatie has a Relatiebeheerder and somebody who does the work; some have more."""
        rol = {row.naam: row for row in Rol.objects.all()}
        team, random, rows = self.teamleden, self.random, []
        managers, workers = ("Hans", "Jeroen"), ("Bram", "Bram", "Chantal", "Chantal", "Karima", "Eva")

        def give(voornaam, relatie, naam, niveau):
            rows.append(
                TeamlidRol(
                    teamlid=team[voornaam], relatie=relatie, rol=rol[naam], niveau=niveau, herkomst=Herkomst.HAND
                )
            )

        for relatie in self.relaties:
            if relatie.type == "leverancier":
                give("Ilse", relatie, "Secretariaat", Niveau.RAADPLEGER)
                continue
            give(random.choice(managers), relatie, "Relatiebeheerder", Niveau.MUTATOR)
            if relatie.afgeschermd:
                continue
            worker = random.choice(workers)
            give(worker, relatie, "Accountant" if relatie.rechtsvorm else "Fiscaal", Niveau.MUTATOR)
            if random.random() < 0.15:
                reader = "Bram" if worker != "Bram" else "Ilse"
                give(reader, relatie, "Administratie", Niveau.RAADPLEGER)
            if relatie.aantal_werknemers:
                give("Karima", relatie, "Salaris", Niveau.MUTATOR)
        give("Daan", self.relaties[0], "Fiscaal", Niveau.MUTATOR)
        self.rollen = TeamlidRol.objects.bulk_create(rows)

    def make_standaardrollen(self):
        """Rules for what comes; at what is there somebody applies them, so there is something to preview."""
        rol = {row.naam: row for row in Rol.objects.all()}
        label = {row.naam: row for row in self.labels}
        rows = (
            ("Karima", "Salaris", Niveau.MUTATOR, {"label": label["Loonadministratie"]}, True),
            ("Ilse", "Secretariaat", Niveau.RAADPLEGER, {"relatietype": "leverancier"}, True),
            ("Hans", "Relatiebeheerder", Niveau.MUTATOR, {"relatiegroep": self.groepen[0]}, True),
            ("Chantal", "Fiscaal", Niveau.MUTATOR, {"relatiesoort": self.soorten["Cliënt (IB)"]}, True),
            ("Chantal", "Fiscaal", Niveau.RAADPLEGER, {"label": label["Aandacht"]}, True),
            ("Eva", "Accountant", Niveau.MUTATOR, {}, True),
            ("Daan", "Fiscaal", Niveau.RAADPLEGER, {"label": label["VIP"]}, False),
        )
        self.standaardrollen = [
            StandaardTeamlidRol.objects.create(
                teamlid=self.teamleden[voornaam], rol=rol[naam], niveau=niveau, actief=actief, **conditions
            )
            for voornaam, naam, niveau, conditions, actief in rows
        ]

    def make_procesteams(self):
        self.procesteams = []
        for naam, *leden in woorden.PROCESTEAMS:
            team = Procesteam.objects.create(naam=naam)
            self.procesteams.append(team)
            ProcesteamLid.objects.bulk_create(
                ProcesteamLid(procesteam=team, teamlid=self.teamleden[voornaam], leider=number == 0)
                for number, voornaam in enumerate(leden)
            )

    # --- Log -------------------------------------------------------------------------------------------------

    def write_log(self):
        actor = self.actor
        record_many(actor, "relatie toegevoegd", [(relatie, relatie, {}) for relatie in self.relaties])
        record_many(actor, "contact toegevoegd", [(contact, None, {}) for contact in self.contacten])
        record_many(actor, "contact gekoppeld", [(row.contact, row.relatie, {}) for row in self.koppelingen])
        record_many(actor, "teamlid toegevoegd", [(teamlid, None, {}) for teamlid in self.teamleden.values()])
        given = [
            (row.teamlid, row.relatie, {"rol": ["", str(row.rol)], "niveau": ["", row.niveau]}) for row in self.rollen
        ]
        record_many(actor, "rol gegeven", given)
        record_many(actor, "standaardrol toegevoegd", [(rule, None, {}) for rule in self.standaardrollen])
        record_many(actor, "procesteam toegevoegd", [(team, None, {}) for team in self.procesteams])
        record_many(actor, "waarneming toegevoegd", [(row, None, {}) for row in self.waarnemingen])
