"""`manage.py toegang_uitleggen`: why may, or may not, this teamlid do this at this relatie?"""

import sys
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.models import Relatie
from crm.normalise import normalise_email
from crm.permissions import RELATIES_INZIEN
from permissions import catalogue
from teamleden.models import Teamlid
from teamleden.toegang import MomentUnknown, explain

NO, UNKNOWN = 1, 2


class Command(BaseCommand):
    help = "Leg uit of een teamlid iets mag bij een relatie, en waarom. Exit 0 is ja, 1 is nee, 2 is onbekend."

    def add_arguments(self, parser):
        parser.add_argument("teamlid", metavar="TEAMLID", help="het e-mailadres of het nummer")
        parser.add_argument("relatie", metavar="RELATIE", help="het nummer")
        parser.add_argument(
            "--permissie",
            default=RELATIES_INZIEN.code,
            metavar="CODE",
            help=f"de code van de permissie (standaard {RELATIES_INZIEN.code})",
        )
        parser.add_argument("--moment", help='een moment in het verleden, zoals "2026-01-31 12:00" (standaard nu)')

    def handle(self, *, teamlid, relatie, permissie, moment, **options):
        question = self._teamlid(teamlid), self._permissie(permissie), self._relatie(relatie)
        try:
            uitleg = explain(*question, moment=self._moment(moment))
        except MomentUnknown as error:
            raise CommandError(str(error), returncode=UNKNOWN) from error
        self.stdout.write("\n".join(lines_of(uitleg)))
        if not uitleg:
            sys.exit(NO)

    def _teamlid(self, text):
        teamleden = Teamlid.objects.select_related("persoon")
        found = teamleden.filter(persoon__email=normalise_email(text)).first()
        found = found or teamleden.filter(persoon__nummer=text).first()
        return found or self._refuse(f"Er is geen teamlid met e-mailadres of nummer {text!r}.")

    def _relatie(self, nummer):
        return Relatie.objects.filter(nummer=nummer).first() or self._refuse(
            f"Er is geen relatie met nummer {nummer!r}."
        )

    def _permissie(self, code):
        try:
            return catalogue.get(code)
        except catalogue.UnknownPermissie as error:
            known = ", ".join(p.code for p in catalogue.all_permissies())
            raise CommandError(f"Er is geen permissie {code!r}; kies uit: {known}.", returncode=UNKNOWN) from error

    def _moment(self, text):
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self._refuse(f"{text!r} is geen moment; schrijf het als 2026-01-31 12:00.")
        return timezone.make_aware(found) if timezone.is_naive(found) else found

    def _refuse(self, sentence):
        raise CommandError(sentence, returncode=UNKNOWN)


def lines_of(uitleg):
    yield uitleg.oordeel
    for stap in uitleg.stappen:
        yield f"{'  ja ' if stap.goed else '  nee'}  {stap.tekst}"
        for bron in stap.bronnen:
            niveau = "" if bron.soort == "bereik" else f", als {bron.niveau}"
            yield f"         {bron.tekst[:1].upper()}{bron.tekst[1:]}{niveau}"
        if stap.toelichting:
            yield f"         {stap.toelichting}"
    if uitleg.wijzigingen and uitleg.moment is None:
        yield "Kleinste wijziging:"
        for wijziging in uitleg.wijzigingen:
            yield f"  {wijziging.tekst}"
            yield f"    Wie dit kan doen: {givers_of(wijziging)}"


def givers_of(wijziging):
    if not wijziging.gevers:
        return "op dit moment niemand."
    more = f" en nog {wijziging.aantal_meer}" if wijziging.aantal_meer else ""
    return f"{', '.join(wijziging.gevers)}{more}."
