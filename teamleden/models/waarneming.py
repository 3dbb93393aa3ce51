"""Waarneming: a period in which somebody is absent, and who has that person's access meanwhile."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from crm.models import Persoon, Relatie
from teamleden.models.rol import Rol
from teamleden.models.teamlid import Teamlid
from teamleden.querysets import WaarnemingQuerySet


class Waarneming(models.Model):
    """Passes on the afwezige's own rows only, so there are no chains (WN-2). Half-open: [van, tot) (WN-4).

    Without a waarnemer it is an absence that nobody stands in for (WN-3). With `alleen_rollen` or `alleen_relaties`
    only the rows with a chosen Rol, or at a chosen Relatie, are passed on; both together: rows that are in both. The
    marks stand apart from the choices, so that a choice that disappears never makes a Waarneming wider.

    Nothing is deleted: `beeindigd_op` ends it earlier than `tot`, or before it began. What has begun keeps its
    waarnemer, `van` and scope, so a row tells what held during its whole period.
    """

    afwezige = models.ForeignKey(Teamlid, models.CASCADE, related_name="afwezigheden")
    waarnemer = models.ForeignKey(Teamlid, models.CASCADE, null=True, blank=True, related_name="waarnemingen")
    van = models.DateTimeField()
    tot = models.DateTimeField(null=True, blank=True)
    reden = models.CharField(max_length=200)
    alleen_rollen = models.BooleanField(default=False)
    alleen_relaties = models.BooleanField(default=False)
    rollen = models.ManyToManyField(Rol, related_name="+")
    relaties = models.ManyToManyField(Relatie, related_name="+")
    beeindigd_op = models.DateTimeField("beëindigd op", null=True, blank=True, editable=False)
    beeindigd_door = models.ForeignKey(
        Persoon, models.SET_NULL, verbose_name="beëindigd door", null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Persoon, models.SET_NULL, null=True, blank=True, related_name="+")
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = WaarnemingQuerySet.as_manager()

    class Meta:
        verbose_name = "waarneming"
        verbose_name_plural = "waarnemingen"
        default_permissions = ()
        ordering = ["-van"]
        # Whom somebody stands in for, and who is absent when.
        indexes = [
            models.Index(fields=["waarnemer", "tot", "van"], name="waarneming_van_waarnemer"),
            models.Index(fields=["afwezige", "van"], name="waarneming_van_afwezige"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(afwezige=F("waarnemer")), name="waarneming_niet_voor_zichzelf"),
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gt=F("van")), name="waarneming_tot_na_van"),
        ]

    def __str__(self):
        if self.waarnemer_id is None:
            return f"{self.afwezige} is afwezig"
        return f"{self.waarnemer} neemt waar voor {self.afwezige}"

    def get_absolute_url(self):
        return reverse("teamleden:waarneming_detail", args=[self.pk])

    @property
    def einde(self):
        """When it is over: `tot`, or earlier when it was ended; None is open."""
        ends = [moment for moment in (self.tot, self.beeindigd_op) if moment is not None]
        return min(ends, default=None)

    @property
    def is_vervallen(self):
        """Ended before it began, so that it never held."""
        return self.beeindigd_op is not None and self.beeindigd_op <= self.van

    @property
    def is_beperkt(self):
        return self.alleen_rollen or self.alleen_relaties

    def has_begun(self, moment):
        return self.van <= moment

    def is_over(self, moment):
        """Ended, or past; what was ended never holds again, whatever the clock says."""
        return self.beeindigd_op is not None or (self.tot is not None and self.tot <= moment)
