"""Sessie: a browser in which somebody is logged in, for the tab Sessies and for ending them."""

from django.db import models

from crm.models import Persoon
from teamleden.querysets import SessieQuerySet


class Sessie(models.Model):
    """Stands beside the session of Django, which is what lets somebody in; when that is gone, this one is over.

    `sleutel` is the key of that session, as Django itself keeps it.
    """

    persoon = models.ForeignKey(Persoon, models.CASCADE, related_name="sessies")
    sleutel = models.CharField(max_length=40, unique=True, editable=False)
    browser = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    gezien_op = models.DateTimeField()
    beeindigd_op = models.DateTimeField(null=True)

    objects = SessieQuerySet.as_manager()

    class Meta:
        verbose_name = "sessie"
        verbose_name_plural = "sessies"
        default_permissions = ()
        ordering = ["-gezien_op", "-pk"]
        indexes = [models.Index(fields=["persoon", "-gezien_op"], name="sessie_van_persoon")]

    def __str__(self):
        return f"Sessie van {self.persoon}"
