"""`manage.py demo`: fills an empty office with the demo office."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from crm.models import Persoon
from mijnkantoor.demo.kantoor import build_kantoor
from mijnkantoor.demo.logins import LOGINS, print_logins


class Command(BaseCommand):
    help = "Vul een leeg kantoor met voorbeelden en toon de logins. Een kantoor met mensen erin blijft zoals het is."

    def handle(self, **options):
        if Persoon.objects.filter(email=LOGINS[0][0]).exists():
            self.stdout.write("Het voorbeeldkantoor is er al; er is niets veranderd.")
        elif Persoon.objects.exists():
            raise CommandError("Dit kantoor heeft al teamleden of contacten; het voorbeeldkantoor komt er niet bij.")
        else:
            with transaction.atomic():
                build_kantoor()
                link = self._invite()
            self.stdout.write("Het voorbeeldkantoor is gemaakt.")
            self.stdout.write(f"Gijs ter Horst is uitgenodigd en kan hier een wachtwoord kiezen: {link}")
        if options.get("verbosity", 1):
            print_logins(self.stdout)

    def _invite(self):
        """An open Uitnodiging to try; its link is shown once, because only its hash is stored."""
        from django.conf import settings

        from permissions.gate import Systeem
        from teamleden.models import Teamlid
        from teamleden.services.uitnodigingen import make_uitnodiging, renew_token

        teamlid = Teamlid.objects.select_related("persoon").get(persoon__email="gijs@kantoor.example")
        uitnodiging = make_uitnodiging(Systeem("demo"), teamlid)
        return settings.BASE_URL + reverse("teamleden:uitnodiging_open", args=[renew_token(uitnodiging)])
