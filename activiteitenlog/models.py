"""Activiteit: one entry of the append-only log. Each carries the hash of the one before."""

from django.conf import settings
from django.db import models


class Activiteit(models.Model):
    """`wijzigingen` is {field: [old, new]}; it never holds a BSN."""

    moment = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_naam = models.CharField(max_length=240)
    actie = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_naam = models.CharField(max_length=300)
    # No constraint: the log outlives what it is about.
    relatie = models.ForeignKey("crm.Relatie", models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    wijzigingen = models.JSONField(default=dict)
    reden = models.CharField(max_length=300, blank=True)
    vorige_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["relatie", "-id"], name="activiteit_van_relatie"),
            models.Index(fields=["object_type", "object_id", "-id"], name="activiteit_van_object"),
        ]

    def __str__(self):
        return f"{self.actor_naam}: {self.actie} {self.object_naam}"


class LogKop(models.Model):
    """The head of the chain, one row; locking it is how entries get their order."""

    PK = 1

    laatste_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "kop van de log"
        verbose_name_plural = "kop van de log"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="logkop_is_een_rij")]

    def __str__(self):
        return self.laatste_hash or "(leeg)"


# Here so that Django finds them; they live with what makes, applies and undoes them.
from activiteitenlog.wijzigingen.models import Wijzigingsregel, Wijzigingsset  # noqa: E402, F401
