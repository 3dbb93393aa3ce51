"""`manage.py rechten_overzicht`: writes docs/rechten.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from teamleden.rechten import describe_rechten

PAGE = Path("docs") / "rechten.md"


class Command(BaseCommand):
    help = (
        "Schrijf docs/rechten.md: elke permissie, wat ze opent en wie haar standaard heeft. Met --controleren wordt er "
        "niets geschreven en is de exitcode 1 als de pagina niet meer klopt."
    )

    def add_arguments(self, parser):
        parser.add_argument("--controleren", action="store_true", help="zeg alleen of de pagina nog klopt")
        parser.add_argument("--naar", type=Path, help="een ander bestand dan docs/rechten.md")

    def handle(self, *, controleren, naar, **options):
        path = naar or settings.BASE_DIR / PAGE
        text = describe_rechten()
        if controleren:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path} klopt niet meer; maak de pagina opnieuw met manage.py rechten_overzicht.")
            return
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} kon niet worden geschreven ({error.strerror}).") from error
        self.stdout.write(f"{path} is geschreven.")
