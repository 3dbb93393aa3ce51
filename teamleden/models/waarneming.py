"""Waarneming: a period in which a colleague has the access of somebody who is absent."""

from django.db import models
from django.db.models import F, Q

from teamleden.models.teamlid import Teamlid
from teamleden.querysets import WaarnemingQuerySet


class Waarneming(models.Model):
    """Passes on the afwezige's own rows only, so there are no chains (WN-2). Half-open: [van, tot) (WN-4)."""

    afwezige = models.ForeignKey(Teamlid, models.CASCADE, related_name="afwezigheden")
    waarnemer = models.ForeignKey(Teamlid, models.CASCADE, related_name="waarnemingen")
    van = models.DateTimeField()
    tot = models.DateTimeField(null=True, blank=True)
    reden = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WaarnemingQuerySet.as_manager()

    class Meta:
        verbose_name = "waarneming"
        verbose_name_plural = "waarnemingen"
        default_permissions = ()
        ordering = ["-van"]
        indexes = [models.Index(fields=["waarnemer", "tot", "van"], name="waarneming_van_waarnemer")]
        constraints = [
            models.CheckConstraint(condition=~Q(afwezige=F("waarnemer")), name="waarneming_niet_voor_zichzelf"),
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gt=F("van")), name="waarneming_tot_na_van"),
        ]

    def __str__(self):
        return f"{self.waarnemer} neemt waar voor {self.afwezige}"
