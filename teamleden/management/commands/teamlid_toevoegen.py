"""`manage.py teamlid_toevoegen`: the first beheerder of an office, or any teamlid, from the shell."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from crm import validators
from crm.models import Functie, Persoon
from crm.normalise import clean_text
from permissions.gate import Systeem
from permissions.models import Autorisatierol
from teamleden.services import add_teamlid
from teamleden.services.uitnodigingen import make_uitnodiging, renew_token


class Command(BaseCommand):
    help = "Voeg een teamlid toe en toon de link waarmee het een wachtwoord kiest."

    def add_arguments(self, parser):
        parser.add_argument("email", help="het e-mailadres; dat wordt de gebruikersnaam")
        parser.add_argument("achternaam")
        parser.add_argument("--voornaam", default="")
        parser.add_argument("--tussenvoegsel", default="")
        parser.add_argument("--nummer", help="standaard het volgende vrije nummer")
        parser.add_argument("--functie", default="medewerker", help="de functie bij het kantoor (standaard medewerker)")
        parser.add_argument("--autorisatierol", default="Beheerder", help="standaard Beheerder")

    def handle(self, *, email, functie, autorisatierol, nummer, **options):
        actor = Systeem("teamlid_toevoegen")
        rol = self._find(Autorisatierol, autorisatierol)
        try:
            with transaction.atomic():
                names = {name: clean_text(options[name]) for name in ("voornaam", "tussenvoegsel", "achternaam")}
                teamlid = add_teamlid(
                    actor, autorisatierol=rol, functie=self._find(Functie, functie), nummer=nummer,
                    **self._check(email=validators.clean_email(email), **names),
                )  # fmt: skip
                token = renew_token(make_uitnodiging(actor, teamlid))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{teamlid} is toegevoegd met nummer {teamlid.persoon.nummer}, als {rol}.")
        self.stdout.write(f"Kies binnen {settings.UITNODIGING_GELDIG_DAGEN} dagen een wachtwoord op deze pagina:")
        self.stdout.write(settings.BASE_URL + reverse("teamleden:uitnodiging_open", args=[token]))

    def _check(self, **values):
        """The same values, none of them too long or empty, as a form would have seen to."""
        for name, value in values.items():
            try:
                Persoon._meta.get_field(name).clean(value, None)
            except ValidationError as error:
                raise CommandError(f"{name}: {' '.join(error.messages)}") from error
        return values

    def _find(self, model, naam):
        found = model.objects.filter(naam__iexact=naam).first()
        if found is None:
            known = ", ".join(model.objects.values_list("naam", flat=True))
            raise CommandError(f"Er is geen {model._meta.verbose_name} {naam!r}; kies uit: {known}.")
        return found
