"""Autorisatierol, the catalogue as rows, and the model through which django-guardian reads the rule."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models.functions import Lower
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from permissions.catalogue import Reikwijdte


class Bereik(models.TextChoices):
    GEKOPPELD = "gekoppeld", "Alleen gekoppelde relaties"
    ALLE = "alle", "Alle relaties"


class Autorisatierol(models.Model):
    """A named set of permissies; each Teamlid has exactly one. The set itself is kept in Django's Group."""

    naam = models.CharField(
        max_length=80, unique=True, error_messages={"unique": "Er is al een autorisatierol met deze naam."}
    )
    bereik = models.CharField(max_length=10, choices=Bereik, default=Bereik.GEKOPPELD)
    volgorde = models.PositiveSmallIntegerField(
        default=100, help_text="Van weinig naar veel rechten; het cijfer in de autorisatie-tabel."
    )
    standaard = models.CharField(
        max_length=20, blank=True, editable=False, help_text="Naam van de standaardrol waar deze uit komt."
    )
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="autorisatierol")
    versie = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "autorisatierol"
        verbose_name_plural = "autorisatierollen"
        default_permissions = ()
        ordering = ["volgorde", "naam"]
        constraints = [
            models.UniqueConstraint(Lower("naam"), name="autorisatierol_naam_uniek"),
            models.CheckConstraint(condition=models.Q(bereik__in=Bereik.values), name="autorisatierol_bereik_bekend"),
        ]

    def __str__(self):
        return self.naam


class PermissieRij(models.Model):
    """A permissie of the catalogue as a row, so that the database view knows which niveau each one needs."""

    permission = models.OneToOneField(Permission, on_delete=models.CASCADE, primary_key=True, related_name="rij")
    code = models.CharField(max_length=100, unique=True)
    naam = models.CharField(max_length=120)
    categorie = models.CharField(max_length=60)
    reikwijdte = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Reikwijdte])
    volgorde = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "permissie"
        verbose_name_plural = "permissies"
        default_permissions = ()
        ordering = ["volgorde"]

    def __str__(self):
        return self.naam


class ToegangIsARule(Exception):
    """Somebody tried to give or take access directly instead of giving a Rol."""


class RelatieToegangManager(UserObjectPermissionManager):
    """guardian's manager without its writing half."""

    def _refuse(self, *args, **kwargs):
        raise ToegangIsARule("Toegang tot een relatie volgt uit de regel: geef of neem een rol, geen losse permissie.")

    assign_perm = assign_perm_to_many = bulk_assign_perm = bulk_remove_perm = remove_perm = _refuse
    create = bulk_create = get_or_create = update_or_create = _refuse


class RelatieToegang(UserObjectPermissionBase):
    """One row per (persoon, permissie, relatie) that holds now, read from the view in teamleden/toegang.sql.

    django-guardian finds this model through its base class and its `content_object`, so that its whole API
    answers the rule itself. Nothing is ever written here.
    """

    id = models.TextField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    permission = models.ForeignKey(Permission, on_delete=models.DO_NOTHING)
    content_object = models.ForeignKey("crm.Relatie", on_delete=models.DO_NOTHING)

    objects = RelatieToegangManager()

    class Meta(UserObjectPermissionBase.Meta):
        managed = False
        db_table = "teamleden_toegang"
        default_permissions = ()
        verbose_name = "toegang"
        verbose_name_plural = "toegang"

    def __str__(self):
        return self.id

    def save(self, *args, **kwargs):
        type(self).objects._refuse()
