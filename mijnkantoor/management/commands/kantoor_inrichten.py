"""`manage.py kantoor_inrichten`: the first run of an office from the shell, in one command that may run again."""

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm.models import Kantoor, Persoon, Relatie
from crm.normalise import clean_text, normalise_email
from crm.services import update_relatie
from crm.services.kantoor import update_kantoor
from permissions.gate import Systeem
from permissions.models import Autorisatierol
from teamleden.guards import beheerders
from teamleden.models import Rol

REEKSEN = {
    "cijfers": "nummer_breedte",
    "eerste": "nummer_eerste",
    "laatste": "nummer_laatste",
    "teamlid_eerste": "teamlid_eerste",
    "teamlid_laatste": "teamlid_laatste",
}


class Command(BaseCommand):
    help = (
        "Richt een kantoor in: werk de database bij, zet de naam en de nummerreeksen, en voeg de eerste beheerder toe. "
        "Nog een keer uitvoeren mag: wat er al is, blijft."
    )

    def add_arguments(self, parser):
        parser.add_argument("--naam", help="de naam van het kantoor")
        parser.add_argument("--cijfers", type=int, help="het aantal cijfers van een nummer")
        parser.add_argument("--eerste", type=int, help="het eerste nummer van contacten en teamleden")
        parser.add_argument("--laatste", type=int, help="het laatste nummer van contacten en teamleden")
        parser.add_argument("--teamlid-eerste", type=int, help="het eerste nummer van het blok voor teamleden")
        parser.add_argument("--teamlid-laatste", type=int, help="het laatste nummer van het blok voor teamleden")
        parser.add_argument("--beheerder", metavar="E-MAIL", help="het e-mailadres van de eerste beheerder")
        parser.add_argument("--achternaam", help="de achternaam van de eerste beheerder")
        parser.add_argument("--voornaam", default="", help="de voornaam van de eerste beheerder")
        parser.add_argument("--tussenvoegsel", default="", help="het tussenvoegsel van de eerste beheerder")

    def handle(self, **options):
        if options["beheerder"] and not options["achternaam"]:
            raise CommandError("Geef bij --beheerder ook de --achternaam.")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        self.stdout.write("De database is bijgewerkt.")
        try:
            with transaction.atomic():
                self._set_up(options)
        except ValidationError as error:
            raise CommandError(_sentence(error)) from error
        self._tell_standard_lists()
        self._add_beheerder(options)

    def _set_up(self, options):
        actor = Systeem("kantoor_inrichten")
        values = {veld: options[name] for name, veld in REEKSEN.items() if options[name] is not None}
        naam = clean_text(options["naam"] or "")
        if naam:
            values["naam"] = naam
        kantoor = update_kantoor(actor, **values) if values else Kantoor.objects.get(pk=Kantoor.PK)
        intern = Relatie.objects.intern()
        if naam and intern.naam != naam:
            intern = update_relatie(actor, intern, versie=None, naam=naam)
        self.stdout.write(f"Kantoor {kantoor.naam}, interne kantoorrelatie {intern.nummer}.")
        self.stdout.write(
            f"Nummers {kantoor.nummer_eerste} tot en met {kantoor.nummer_laatste}, "
            f"teamleden vanaf {kantoor.teamlid_eerste} tot en met {kantoor.teamlid_laatste}."
        )

    def _tell_standard_lists(self):
        self.stdout.write(
            f"{Rol.objects.count()} rollen en {Autorisatierol.objects.count()} autorisatierollen staan klaar."
        )

    def _add_beheerder(self, options):
        email = options["beheerder"]
        if email and not Persoon.objects.filter(email=normalise_email(email)).exists():
            call_command(
                "teamlid_toevoegen", email, options["achternaam"], stdout=self.stdout,
                **{name: options[name] for name in ("voornaam", "tussenvoegsel")},
            )  # fmt: skip
        elif email:
            self.stdout.write(f"Er is al iemand met {email}; er is niemand toegevoegd.")
        elif not beheerders().exists():
            self.stdout.write("Er is nog geen beheerder; geef --beheerder en --achternaam om de eerste toe te voegen.")


def _sentence(error):
    known = getattr(error, "error_dict", None)
    if not known:
        return " ".join(error.messages)
    options = {veld: f"--{name.replace('_', '-')}" for name, veld in REEKSEN.items()}
    return " ".join(
        f"{options.get(field, '--' + field)}: {' '.join(e.messages[0] for e in errors)}"
        for field, errors in known.items()
    )
