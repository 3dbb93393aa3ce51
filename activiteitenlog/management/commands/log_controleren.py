"""`manage.py log_controleren`: is the log still what was written?"""

from django.core.management.base import BaseCommand, CommandError

from activiteitenlog import triggers
from activiteitenlog.chain import BadFile, Broken, Kop, check_chain, check_kop


class Command(BaseCommand):
    help = (
        "Controleer het activiteitenlog: elke regel moet bij zijn hash passen en aansluiten op de regel ervoor, tot en "
        "met de laatste. De eerste regel waar dat niet zo is, staat in de melding. Bewaar af en toe de kop (--kop) "
        "buiten de server: daarmee toon je later aan (--vergelijk) dat er tot dat punt niets is veranderd. "
        "Exitcode 0: in orde; 1: niet in orde."
    )

    def add_arguments(self, parser):
        parser.add_argument("--kop", metavar="BESTAND", help="schrijf nummer, hash en moment van de laatste regel")
        parser.add_argument("--vergelijk", metavar="BESTAND", help="controleer of een eerder geschreven kop nog klopt")

    def handle(self, *, kop, vergelijk, **options):
        try:
            earlier = Kop.read(vergelijk) if vergelijk else None
            number, last = check_chain()
            if earlier:
                check_kop(earlier)
            self._check_triggers()
            if kop:
                self._write(last, kop)
        except (Broken, BadFile) as error:
            raise CommandError(str(error)) from error
        regels = "1 regel" if number == 1 else f"{number} regels"
        self.stdout.write(
            f"Het activiteitenlog is in orde: {regels}{f', tot en met regel {last.nummer}' if last else ''}."
        )
        if earlier:
            self.stdout.write(f"De eerdere kop, regel {earlier.nummer}, staat er nog precies zo in.")

    def _check_triggers(self):
        if missing := triggers.missing():
            raise Broken(
                f"De regels kloppen, maar de database bewaakt ze niet meer: {', '.join(missing)} ontbreekt. "
                "Zet dit terug met manage.py migrate."
            )

    def _write(self, last, path):
        if last is None:
            raise BadFile("Het log is nog leeg; er is geen kop om te schrijven.")
        last.write(path)
        self.stdout.write(f"De kop staat in {path}.")
