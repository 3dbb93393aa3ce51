"""Uitnodiging: the single-use link with which a new teamlid sets a password."""

from django.db import models
from django.utils import timezone

from crm.models import Persoon
from teamleden.models.teamlid import Teamlid
from teamleden.querysets import UitnodigingQuerySet


class Uitnodiging(models.Model):
    """Only the SHA-256 of the token is kept (INV-2); the token itself exists in the mail alone."""

    teamlid = models.ForeignKey(Teamlid, models.CASCADE, related_name="uitnodigingen")
    uitgenodigd_door = models.ForeignKey(Persoon, models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 (unique, and empty until it is mailed)
    geldig_tot = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    verzonden_op = models.DateTimeField(null=True)
    gebruikt_op = models.DateTimeField(null=True)
    ingetrokken_op = models.DateTimeField(null=True)

    objects = UitnodigingQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        default_permissions = ()
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["teamlid"],
                condition=models.Q(gebruikt_op=None, ingetrokken_op=None),
                name="uitnodiging_een_open",
            )
        ]

    def __str__(self):
        return f"Uitnodiging van {self.teamlid}"

    def get_absolute_url(self):
        return self.teamlid.get_absolute_url()

    @property
    def stand(self):
        """(in words, how it looks) what became of it."""
        if self.gebruikt_op:
            return "Aangenomen", "goed"
        if self.ingetrokken_op:
            return "Ingetrokken", "neutraal"
        if self.is_expired:
            return "Verlopen", "waarschuwing"
        return ("Verzonden", "info") if self.verzonden_op else ("Wordt verzonden", "info")

    @property
    def is_open(self):
        """Can be sent again or withdrawn."""
        return not self.gebruikt_op and not self.ingetrokken_op

    @property
    def is_expired(self):
        return timezone.now() >= self.geldig_tot
