"""The append-only log: Activiteit says what somebody did, Rijwijziging how a row of a rights table changed."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from activiteitenlog import show
from activiteitenlog.querysets import ActiviteitQuerySet


class Activiteit(models.Model):
    """One entry; each carries the hash of the one before. `wijzigingen` is {field: [old, new]}, never with a BSN.

    `namens` is whose Waarneming the actor needed for this (WN-3); `namens_naam` names all of them when it took more
    than one. Only inserting is possible, see triggers.py.
    """

    moment = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_naam = models.CharField(max_length=240)
    namens = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    namens_naam = models.CharField(max_length=300, blank=True)
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

    objects = ActiviteitQuerySet.as_manager()

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["relatie", "-id"], name="activiteit_van_relatie"),
            models.Index(fields=["object_type", "object_id", "-id"], name="activiteit_van_object"),
            models.Index(fields=["moment"], name="activiteit_op_moment"),
        ]

    def __str__(self):
        return f"{self.wie}: {self.actie} {self.object_naam}"

    def get_absolute_url(self):
        return reverse("activiteitenlog:activiteit_detail", args=[self.pk])

    @property
    def wie(self):
        """ "B namens A" when B could do this only as a waarnemer (WN-3)."""
        return f"{self.actor_naam} namens {self.namens_naam}" if self.namens_naam else self.actor_naam

    @property
    def object_soort(self):
        return show.object_soort(self.object_type)

    @property
    def regels(self):
        """The changes as a reader wants them, see show.Regel."""
        return show.regels(self.object_type, self.wijzigingen)

    @property
    def is_about_relatie(self):
        """Is the object the Relatie itself, so that naming both says the same twice?"""
        return self.object_type == "crm.relatie" and self.object_id == str(self.relatie_id)


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


class Operatie(models.TextChoices):
    BEGIN = "begin", "Begin van de geschiedenis"
    TOEGEVOEGD = "toegevoegd", "Toegevoegd"
    GEWIJZIGD = "gewijzigd", "Gewijzigd"
    VERWIJDERD = "verwijderd", "Verwijderd"


class Rijwijziging(models.Model):
    """One row of a rights table that came, changed or went, written by the database itself (see triggers.py).

    It has no actor: who did it stands in the Activiteit of the same moment. What has none was done outside the
    portal, and there the database knows of no person.
    """

    moment = models.DateTimeField()
    tabel = models.CharField(max_length=63)
    sleutel = models.CharField(max_length=40)
    operatie = models.CharField(max_length=10, choices=Operatie)
    oud = models.JSONField(null=True)
    nieuw = models.JSONField(null=True)

    class Meta:
        verbose_name = "rijwijziging"
        verbose_name_plural = "rijwijzigingen"
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [models.Index(fields=["tabel", "moment"], name="rijwijziging_van_tabel")]

    def __str__(self):
        return f"{self.tabel} {self.sleutel}: {self.operatie}"


# Here so that Django finds them; they live with what makes, applies and undoes them.
from activiteitenlog.wijzigingen.models import Wijzigingsregel, Wijzigingsset  # noqa: E402, F401
