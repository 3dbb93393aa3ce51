"""Kantoor: the office's own settings, one row; locking that row is how numbers are given out one at a time."""

from django.db import models
from django.urls import reverse


class Kantoor(models.Model):
    PK = 1

    naam = models.CharField(max_length=120, default="Mijn Kantoor")
    nummer_eerste = models.PositiveIntegerField("eerste contactnummer", default=1)
    nummer_laatste = models.PositiveIntegerField("laatste contactnummer", default=99_999)
    nummer_breedte = models.PositiveSmallIntegerField("aantal cijfers", default=5)
    teamlid_eerste = models.PositiveIntegerField("eerste teamlidnummer", default=90_001)
    teamlid_laatste = models.PositiveIntegerField("laatste teamlidnummer", default=99_999)
    # When somebody last saved these settings, changed or not: until then they are only the ones it came with.
    nagekeken_op = models.DateTimeField(null=True, editable=False)
    toon_opleverlijst = models.BooleanField("opleverlijst op het dashboard", default=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "kantoor"
        verbose_name_plural = "kantoor"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="kantoor_is_een_rij"),
            models.CheckConstraint(
                condition=models.Q(
                    nummer_eerste__lte=models.F("teamlid_eerste"),
                    teamlid_eerste__lte=models.F("teamlid_laatste"),
                    teamlid_laatste__lte=models.F("nummer_laatste"),
                ),
                name="kantoor_teamlidblok_in_reeks",
            ),
        ]

    def __str__(self):
        return self.naam

    def get_absolute_url(self):
        return reverse("crm:kantoor")
