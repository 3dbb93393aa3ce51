"""`manage.py crm_importeren`: relaties and contacten from a spreadsheet."""

from django.core.management.base import BaseCommand, CommandError

from crm.importeren.lezen import Geweigerd
from crm.importeren.toepassen import import_file, preview_file
from crm.importeren.verslag import describe
from permissions.gate import Systeem

ROWS_WITH_ERRORS = 1
FILE_REFUSED = 2


class Command(BaseCommand):
    help = (
        "Lees relaties en contacten uit een Excel-bestand (.xlsx) met de bladen Relaties en Contacten, en vertel per "
        "rij wat er gebeurt. Zonder --toepassen verandert er niets. Lege cellen laten staan wat er staat; labels "
        "komen in de plaats van de labels die er waren; een contact wordt gekoppeld, nooit ontkoppeld. "
        "Exitcode 0: alle rijen goed; 1: rijen met een fout; 2: bestand geweigerd."
    )

    def add_arguments(self, parser):
        parser.add_argument("bestand", metavar="FILE", help="het Excel-bestand")
        parser.add_argument("--toepassen", action="store_true", help="voer de goede rijen door, in één keer")

    def handle(self, *, bestand, toepassen, **options):
        actor = Systeem("crm_importeren")
        try:
            plan = (import_file if toepassen else preview_file)(bestand, actor)
        except Geweigerd as refused:
            raise CommandError(str(refused), returncode=FILE_REFUSED) from refused
        for line in describe(plan, applied=toepassen):
            self.stdout.write(line)
        if plan.has_errors:
            raise SystemExit(ROWS_WITH_ERRORS)
