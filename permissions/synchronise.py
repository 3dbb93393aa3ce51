"""Makes the tables equal to the catalogue; runs after each migrate."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from permissions import catalogue
from permissions.models import Autorisatierol, Bereik, PermissieRij

BEREIK_ALLE = "Beheerder"


def synchronise(using="default", **kwargs):
    """Create, rename and remove permissies, and make the four standard autorisatierollen on the first run.

    A permissie that is new in this version is added to the standard autorisatierollen that have it by default;
    what the office changed in its autorisatierollen is left alone.
    """
    if not _tables_exist(using):
        return
    with transaction.atomic(using=using):
        first_run = not Autorisatierol.objects.using(using).exists()
        new = _synchronise_rows(using)
        if first_run:
            _create_standaard_rollen(using)
        for rol in Autorisatierol.objects.using(using).exclude(standaard="").select_related("group"):
            rol.group.permissions.add(*[row.permission_id for row, p in new if rol.standaard in p.standaard])


def _tables_exist(using):
    from django.db import connections

    existing = set(connections[using].introspection.table_names())
    return {PermissieRij._meta.db_table, Autorisatierol._meta.db_table, "auth_group_permissions"} <= existing


def _synchronise_rows(using):
    """Returns the (row, permissie) pairs that did not exist yet."""
    known = {row.code: row for row in PermissieRij.objects.using(using)}
    new = []
    for volgorde, permissie in enumerate(catalogue.all_permissies()):
        values = {
            "naam": permissie.naam,
            "categorie": permissie.categorie,
            "reikwijdte": permissie.reikwijdte.value,
            "volgorde": volgorde,
        }
        row = known.pop(permissie.code, None)
        if row is None:
            row = PermissieRij(code=permissie.code, permission=_permission(permissie, using), **values)
            row.save(using=using)
            new.append((row, permissie))
        elif any(getattr(row, name) != value for name, value in values.items()):
            PermissieRij.objects.using(using).filter(pk=row.pk).update(**values)
            # guardian looks for it under the content type: a permissie that moves to a Relatie takes that along.
            Permission.objects.using(using).filter(pk=row.pk).update(
                name=permissie.naam, content_type=_content_type(permissie, using)
            )
    # What is no longer declared must not go on giving access.
    Permission.objects.using(using).filter(rij__in=list(known.values())).delete()
    return new


def _permission(permissie, using):
    permission, _ = Permission.objects.using(using).get_or_create(
        content_type=_content_type(permissie, using),
        codename=permissie.codename,
        defaults={"name": permissie.naam},
    )
    return permission


def standaard_bereik(naam):
    """The bereik that a standard autorisatierol comes with."""
    return Bereik.ALLE if naam == BEREIK_ALLE else Bereik.GEKOPPELD


def _content_type(permissie, using):
    return ContentType.objects.db_manager(using).get_for_model(apps.get_model(permissie.model))


def _create_standaard_rollen(using):
    for volgorde, naam in enumerate(catalogue.STANDAARD_ROLLEN, start=1):
        group, _ = Group.objects.using(using).get_or_create(name=f"autorisatierol:{naam}")
        rol = Autorisatierol(
            naam=naam,
            standaard=naam,
            volgorde=volgorde,
            group=group,
            bereik=standaard_bereik(naam),
        )
        rol.save(using=using)
        codes = [p.code for p in catalogue.all_permissies() if naam in p.standaard]
        group.permissions.set(Permission.objects.using(using).filter(rij__code__in=codes))
