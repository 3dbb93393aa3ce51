"""Rol and TeamlidRol: who has which responsibility at which Relatie, and how deep it reaches."""

from django.db import models
from django.db.models.functions import Lower

from crm.models import Persoon, Relatie
from teamleden.models.teamlid import Teamlid
from teamleden.querysets import RolQuerySet, TeamlidRolQuerySet


class Niveau(models.TextChoices):
    RAADPLEGER = "raadpleger", "Raadpleger"
    MUTATOR = "mutator", "Mutator"


class Herkomst(models.TextChoices):
    """Where a row came from (STD-2)."""

    HAND = "hand", "Met de hand"
    BULK = "bulk", "Bulkactie"
    STANDAARD = "standaard", "Standaard teamlidrol"
    UITNODIGING = "uitnodiging", "Uitnodiging"
    IMPORT = "import", "Import"
    OVERDRACHT = "overdracht", "Overdracht"


class Rol(models.Model):
    naam = models.CharField(max_length=80)
    volgorde = models.PositiveSmallIntegerField(default=100)
    actief = models.BooleanField(default=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = RolQuerySet.as_manager()

    class Meta:
        verbose_name = "rol"
        verbose_name_plural = "rollen"
        default_permissions = ()
        ordering = ["volgorde", "naam"]
        constraints = [models.UniqueConstraint(Lower("naam"), name="rol_naam_uniek")]

    def __str__(self):
        return self.naam


class TeamlidRol(models.Model):
    """No row, no access; the highest niveau of somebody's rows at a Relatie is what counts."""

    teamlid = models.ForeignKey(Teamlid, models.CASCADE, related_name="teamlidrollen")
    relatie = models.ForeignKey(Relatie, models.CASCADE, related_name="teamlidrollen")
    rol = models.ForeignKey(Rol, models.PROTECT, related_name="teamlidrollen")
    niveau = models.CharField(max_length=10, choices=Niveau)
    herkomst = models.CharField(max_length=12, choices=Herkomst, default=Herkomst.HAND)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Persoon, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TeamlidRolQuerySet.as_manager()

    class Meta:
        verbose_name = "rol bij een relatie"
        verbose_name_plural = "rollen bij relaties"
        default_permissions = ()
        ordering = ["rol__volgorde", "teamlid__persoon__sorteernaam"]
        # The two indexes serve the two directions of the rule: one person's Relaties, one Relatie's people.
        indexes = [
            models.Index(fields=["teamlid", "niveau", "relatie"], name="teamlidrol_van_teamlid"),
            models.Index(fields=["relatie", "teamlid", "niveau"], name="teamlidrol_bij_relatie"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["teamlid", "relatie", "rol"], name="teamlidrol_uniek"),
            models.CheckConstraint(condition=models.Q(niveau__in=Niveau.values), name="teamlidrol_niveau_bekend"),
            models.CheckConstraint(condition=models.Q(herkomst__in=Herkomst.values), name="teamlidrol_herkomst_bekend"),
        ]

    def __str__(self):
        return f"{self.teamlid} is {self.rol} bij {self.relatie} ({self.niveau})"
