"""Wijzigingsset and Wijzigingsregel: one previewed, applied and undoable set of changes."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from mijnkantoor.voortgang import Voortgang

GELDIG = timedelta(days=1)  # how long a proposal may wait for its confirmation
HERSTELBAAR = timedelta(days=30)  # how long a set can be undone


class SetStatus(models.TextChoices):
    VOORGESTELD = "voorgesteld", "Voorgesteld"
    BEZIG = "bezig", "Bezig"
    TOEGEPAST = "toegepast", "Toegepast"
    VERVALLEN = "vervallen", "Vervallen"
    MISLUKT = "mislukt", "Mislukt"


class WijzigingssetQuerySet(models.QuerySet):
    def toegepast(self):
        return self.filter(status=SetStatus.TOEGEPAST)

    def for_list(self):
        return self.select_related("actor")


class Wijzigingsset(models.Model):
    """`gevolg` is what was shown: who gains and loses what. `vingerafdruk` tells whether that still holds."""

    soort = models.CharField(max_length=40)
    titel = models.CharField(max_length=200)
    reden = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="wijzigingssets")
    status = models.CharField(max_length=12, choices=SetStatus, default=SetStatus.VOORGESTELD)
    created_at = models.DateTimeField(auto_now_add=True)
    toegepast_op = models.DateTimeField(null=True)
    aantal = models.PositiveIntegerField(default=0)
    gevolg = models.JSONField(default=dict)
    vingerafdruk = models.CharField(max_length=64)
    ongedaan_maakt = models.ForeignKey("self", models.PROTECT, null=True, related_name="terugdraaiingen")
    fout = models.CharField(max_length=300, blank=True)

    objects = WijzigingssetQuerySet.as_manager()

    class Meta:
        verbose_name = "wijzigingsset"
        verbose_name_plural = "wijzigingssets"
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "-id"], name="wijzigingsset_op_status")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=SetStatus.values), name="wijzigingsset_status_bekend"),
            models.UniqueConstraint(
                fields=["ongedaan_maakt"],
                condition=models.Q(status=SetStatus.TOEGEPAST),
                name="wijzigingsset_eenmaal_ongedaan",
            ),
        ]

    def __str__(self):
        return self.titel

    def get_absolute_url(self):
        return reverse("teamleden:wijzigingsset_detail", args=[self.pk])

    @property
    def voortgang(self):
        """How far its job is, when it is applied by one."""
        return Voortgang("wijzigingsset", self.pk)

    @property
    def is_voorstel(self):
        return self.status == SetStatus.VOORGESTELD

    @property
    def is_verlopen(self):
        """A proposal that waited too long; who confirms it is asked again."""
        return self.is_voorstel and timezone.now() >= self.created_at + GELDIG

    @property
    def herstelbaar_tot(self):
        return self.toegepast_op + HERSTELBAAR if self.toegepast_op else None

    @property
    def is_ongedaan(self):
        return self.terugdraaiingen.filter(status=SetStatus.TOEGEPAST).exists()

    @property
    def kan_ongedaan(self):
        """Applied, not undone yet, and not too long ago."""
        if self.status != SetStatus.TOEGEPAST or timezone.now() >= self.herstelbaar_tot:
            return False
        return not self.is_ongedaan


class Wijzigingsregel(models.Model):
    """One row of a set. `oud` and `nieuw` are its states, None where it does not exist.

    `overgeslagen` says why an undo leaves this row alone.
    """

    wijzigingsset = models.ForeignKey(Wijzigingsset, models.CASCADE, related_name="regels")
    volgorde = models.PositiveIntegerField()
    soort = models.CharField(max_length=40)
    sleutel = models.JSONField()
    oud = models.JSONField(null=True)
    nieuw = models.JSONField(null=True)
    omschrijving = models.CharField(max_length=400)
    overgeslagen = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "wijzigingsregel"
        verbose_name_plural = "wijzigingsregels"
        default_permissions = ()
        ordering = ["volgorde"]
        constraints = [
            models.UniqueConstraint(fields=["wijzigingsset", "volgorde"], name="wijzigingsregel_volgorde_uniek")
        ]

    def __str__(self):
        return self.omschrijving
