"""What every office starts with: its own Relatie (REL-2), the settings row and a few standard lists."""

from django.conf import settings
from django.db import connections, transaction

from crm.models import Functie, Kantoor, Rechtsvorm, Relatie, RelatieType

STANDAARD_FUNCTIES = (Functie.GEVOLMACHTIGDE, "directeur", "administrateur", "medewerker")


def ensure_kantoor(using="default"):
    """Runs after each migrate and may run any number of times."""
    tables = set(connections[using].introspection.table_names())
    if not {Kantoor._meta.db_table, Relatie._meta.db_table, Functie._meta.db_table} <= tables:
        return
    with transaction.atomic(using=using):
        kantoor, _ = Kantoor.objects.using(using).get_or_create(pk=Kantoor.PK)
        if not Relatie.objects.using(using).filter(type=RelatieType.INTERN).exists():
            Relatie(
                nummer=settings.INTERNE_RELATIE_NUMMER,
                type=RelatieType.INTERN,
                naam=kantoor.naam,
                rechtsvorm=Rechtsvorm.ANDERS,
            ).save(using=using)
        if not Functie.objects.using(using).exists():
            Functie.objects.using(using).bulk_create([Functie(naam=naam) for naam in STANDAARD_FUNCTIES])
