"""Procesteam: a fixed group of Teamleden to which work is assigned. Gives no access by itself."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from teamleden.models.teamlid import Teamlid
from teamleden.querysets import ProcesteamQuerySet


class Procesteam(models.Model):
    naam = models.CharField(max_length=80)
    leden = models.ManyToManyField(Teamlid, through="teamleden.ProcesteamLid", related_name="procesteams")
    created_at = models.DateTimeField(auto_now_add=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = ProcesteamQuerySet.as_manager()

    class Meta:
        verbose_name = "procesteam"
        verbose_name_plural = "procesteams"
        default_permissions = ()
        ordering = ["naam"]
        constraints = [models.UniqueConstraint(Lower("naam"), name="procesteam_naam_uniek")]

    def __str__(self):
        return self.naam

    def get_absolute_url(self):
        return reverse("teamleden:procesteam_detail", args=[self.pk])


class ProcesteamLid(models.Model):
    """The leider is a mark on a member, so it cannot be somebody outside the team, nor two."""

    procesteam = models.ForeignKey(Procesteam, models.CASCADE, related_name="lidmaatschappen")
    teamlid = models.ForeignKey(Teamlid, models.CASCADE, related_name="lidmaatschappen")
    leider = models.BooleanField(default=False)

    class Meta:
        verbose_name = "lid van een procesteam"
        verbose_name_plural = "leden van procesteams"
        default_permissions = ()
        ordering = ["-leider", "teamlid__persoon__sorteernaam", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["procesteam", "teamlid"], name="procesteamlid_uniek"),
            models.UniqueConstraint(fields=["procesteam"], condition=Q(leider=True), name="procesteamlid_een_leider"),
        ]

    def __str__(self):
        return f"{self.teamlid} in {self.procesteam}"
