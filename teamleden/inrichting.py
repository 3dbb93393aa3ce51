"""The six standard Rollen every office starts with."""

from django.db import connections

from teamleden.models import Rol

STANDAARD_ROLLEN = ("Relatiebeheerder", "Accountant", "Fiscaal", "Administratie", "Salaris", "Secretariaat")


def ensure_rollen(using="default"):
    """Runs after each migrate; an office that has Rollen keeps its own."""
    if Rol._meta.db_table not in connections[using].introspection.table_names():
        return
    if not Rol.objects.using(using).exists():
        rows = [Rol(naam=naam, volgorde=nr * 10) for nr, naam in enumerate(STANDAARD_ROLLEN, start=1)]
        Rol.objects.using(using).bulk_create(rows)
