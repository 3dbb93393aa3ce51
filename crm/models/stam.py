"""The office's own short lists: Relatiesoort, Relatiegroep, Label, Functie."""

from django.db import models
from django.db.models.functions import Lower


class NaamModel(models.Model):
    """A list of names without doubles, whatever the case."""

    naam = models.CharField(max_length=80)

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["naam"]

    def __str__(self):
        return self.naam


class Relatiesoort(NaamModel):
    class Meta(NaamModel.Meta):
        verbose_name = "relatiesoort"
        verbose_name_plural = "relatiesoorten"
        constraints = [models.UniqueConstraint(Lower("naam"), name="relatiesoort_naam_uniek")]


class Relatiegroep(NaamModel):
    """Relaties that belong together: a concern, a family."""

    class Meta(NaamModel.Meta):
        verbose_name = "relatiegroep"
        verbose_name_plural = "relatiegroepen"
        constraints = [models.UniqueConstraint(Lower("naam"), name="relatiegroep_naam_uniek")]


class Kleur(models.TextChoices):
    GRIJS = "grijs", "Grijs"
    BLAUW = "blauw", "Blauw"
    GROEN = "groen", "Groen"
    GEEL = "geel", "Geel"
    ORANJE = "oranje", "Oranje"
    ROOD = "rood", "Rood"
    PAARS = "paars", "Paars"


class Label(NaamModel):
    """A coloured tag on Relaties, Contacten and Teamleden."""

    kleur = models.CharField(max_length=10, choices=Kleur, default=Kleur.GRIJS)

    class Meta(NaamModel.Meta):
        verbose_name = "label"
        verbose_name_plural = "labels"
        constraints = [
            models.UniqueConstraint(Lower("naam"), name="label_naam_uniek"),
            models.CheckConstraint(condition=models.Q(kleur__in=Kleur.values), name="label_kleur_bekend"),
        ]


class Functie(NaamModel):
    """What a Persoon is at a Relatie; for a Teamlid: at the office. Never gives access."""

    GEVOLMACHTIGDE = "gevolmachtigde"

    class Meta(NaamModel.Meta):
        verbose_name = "functie"
        verbose_name_plural = "functies"
        constraints = [models.UniqueConstraint(Lower("naam"), name="functie_naam_uniek")]
