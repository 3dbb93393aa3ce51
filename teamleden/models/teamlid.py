"""Teamlid: a Persoon on the office's side."""

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone

from crm.models import Functie, Persoon
from permissions.models import Autorisatierol
from teamleden.querysets import TeamlidQuerySet


class Status(models.TextChoices):
    CONCEPT = "concept", "Concept"
    UITGENODIGD = "uitgenodigd", "Uitgenodigd"
    ACTIEF = "actief", "Actief"
    UIT_DIENST = "uit_dienst", "Uit dienst"


class Teamlid(models.Model):
    """Shares its key with the Persoon, so that rows about access name the user's own id.

    `functie` counts at the interne kantoorrelatie only and grants nothing (TL-2). From `uit_dienst_per` on, whatever
    the status says, somebody is uit dienst: the rule looks at the clock, so no job has to run at that moment.
    """

    persoon = models.OneToOneField(Persoon, models.PROTECT, primary_key=True, related_name="teamlid")
    autorisatierol = models.ForeignKey(Autorisatierol, models.PROTECT, related_name="teamleden")
    functie = models.ForeignKey(Functie, models.PROTECT, related_name="teamleden")
    status = models.CharField(max_length=12, choices=Status, default=Status.CONCEPT)
    uit_dienst_per = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = TeamlidQuerySet.as_manager()

    class Meta:
        verbose_name = "teamlid"
        verbose_name_plural = "teamleden"
        default_permissions = ()
        ordering = ["persoon__sorteernaam", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="teamlid_status_bekend")
        ]

    def __str__(self):
        return self.persoon.volledige_naam

    def get_absolute_url(self):
        return reverse("teamleden:teamlid_detail", args=[self.pk])

    @property
    def is_actief(self):
        """May act: the status says so, and the account is not closed."""
        return self.status_nu == Status.ACTIEF and self.persoon.is_active

    @property
    def status_nu(self):
        """The status at this moment."""
        return Status.UIT_DIENST if self._has_left else Status(self.status)

    @property
    def is_uit_dienst(self):
        return self.status_nu == Status.UIT_DIENST

    @property
    def laatste_dag(self):
        """The last day on which somebody works here, when that is known and was not in the past."""
        if self.uit_dienst_per is None or self.is_uit_dienst:
            return None
        return (timezone.localtime(self.uit_dienst_per) - timedelta(microseconds=1)).date()

    @property
    def _has_left(self):
        return self.uit_dienst_per is not None and self.uit_dienst_per <= timezone.now()
