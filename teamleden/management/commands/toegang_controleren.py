"""`manage.py toegang_controleren`: is what the database gives equal to the rule?"""

from django.core.management.base import BaseCommand, CommandError

from teamleden import weergave
from teamleden.toegang.compare import Vergelijking

VERVANGEN = "De view in de database is niet die van deze versie."


class Command(BaseCommand):
    help = (
        "Controleer of de toegang in de database gelijk is aan de regel, voor alle teamleden bij alle relaties. "
        "Noemt het eerste verschil; exit 1 als er een is."
    )

    def add_arguments(self, parser):
        parser.add_argument("--herstel", action="store_true", help="maak de view in de database opnieuw")

    def handle(self, *, herstel, **options):
        if herstel:
            self._repair()
        elif not weergave.is_current():
            raise CommandError(f"{VERVANGEN} Herstel dat met --herstel.")
        vergelijking = Vergelijking()
        if found := vergelijking.first_difference():
            raise CommandError(f"Eerste verschil: {found}")
        self.stdout.write(
            f"De toegang is gelijk aan de regel: {vergelijking.rechten} rechten bij {vergelijking.relaties} relaties."
        )

    def _repair(self):
        was_current = weergave.is_current()
        weergave.renew_view()
        self.stdout.write("De view is opnieuw gemaakt." if was_current else f"{VERVANGEN} Zij is opnieuw gemaakt.")
