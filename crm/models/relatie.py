"""Relatie: the client record everything else hangs on, and Koppeling, which ties a Contact to it."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from crm.fields import DerivedTextField
from crm.models.persoon import Persoon
from crm.models.stam import Functie, Label, Relatiegroep, Relatiesoort
from crm.normalise import join_name, search_text
from crm.querysets import InterneRelatieStays, KoppelingQuerySet, RelatieQuerySet
from crm.validators import LAND_NEDERLAND, search_telefoon, show_telefoon


class RelatieType(models.TextChoices):
    ORGANISATIE = "organisatie", "Organisatie"
    PERSOON = "persoon", "Persoon"
    LEVERANCIER = "leverancier", "Leverancier"
    INTERN = "intern", "Intern"


class Rechtsvorm(models.TextChoices):
    BV = "bv", "B.V."
    NV = "nv", "N.V."
    EENMANSZAAK = "eenmanszaak", "Eenmanszaak"
    VOF = "vof", "V.O.F."
    CV = "cv", "C.V."
    MAATSCHAP = "maatschap", "Maatschap"
    STICHTING = "stichting", "Stichting"
    VERENIGING = "vereniging", "Vereniging"
    COOPERATIE = "cooperatie", "Coöperatie"
    KERKGENOOTSCHAP = "kerkgenootschap", "Kerkgenootschap"
    OVERHEID = "overheid", "Overheid"
    BUITENLANDS = "buitenlands", "Buitenlandse rechtsvorm"
    ANDERS = "anders", "Anders"


class Relatie(models.Model):
    nummer = models.CharField(max_length=20, unique=True)
    type = models.CharField(max_length=12, choices=RelatieType)
    naam = models.CharField(max_length=200, help_text="Van een persoon: samengesteld uit de naamdelen.")
    voornaam = models.CharField(max_length=80, blank=True)
    tussenvoegsel = models.CharField(max_length=30, blank=True)
    achternaam = models.CharField(max_length=120, blank=True)
    rechtsvorm = models.CharField(max_length=20, choices=Rechtsvorm, blank=True)
    relatiesoort = models.ForeignKey(Relatiesoort, models.PROTECT, null=True, blank=True, related_name="relaties")
    relatiegroep = models.ForeignKey(Relatiegroep, models.PROTECT, null=True, blank=True, related_name="relaties")
    labels = models.ManyToManyField(Label, blank=True, related_name="relaties")
    memo = models.TextField(blank=True)
    aantal_werknemers = models.PositiveIntegerField(null=True, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    telefoon = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    kvk_nummer = models.CharField("KvK-nummer", max_length=8, blank=True)
    rsin = models.CharField("RSIN", max_length=9, blank=True)
    bsn = models.CharField("BSN", max_length=9, blank=True)
    btw_id = models.CharField("btw-id", max_length=14, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bezoek_straat = models.CharField("straat", max_length=120, blank=True)
    bezoek_huisnummer = models.CharField("huisnummer", max_length=20, blank=True)
    bezoek_postcode = models.CharField("postcode", max_length=12, blank=True)
    bezoek_plaats = models.CharField("plaats", max_length=80, blank=True)
    bezoek_land = models.CharField("land", max_length=60, default=LAND_NEDERLAND, blank=True)
    post_straat = models.CharField("straat of postbus", max_length=120, blank=True)
    post_huisnummer = models.CharField("huisnummer", max_length=20, blank=True)
    post_postcode = models.CharField("postcode", max_length=12, blank=True)
    post_plaats = models.CharField("plaats", max_length=80, blank=True)
    post_land = models.CharField("land", max_length=60, default=LAND_NEDERLAND, blank=True)
    actief = models.BooleanField(default=True)
    afgeschermd = models.BooleanField(
        default=False, help_text="Alleen zichtbaar voor wie bij deze relatie een rol heeft."
    )
    contacten = models.ManyToManyField(Persoon, through="crm.Koppeling", related_name="relaties")
    sorteernaam = DerivedTextField(source="compute_sorteernaam")
    zoektekst = DerivedTextField(source="compute_zoektekst")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = RelatieQuerySet.as_manager()

    class Meta:
        verbose_name = "relatie"
        verbose_name_plural = "relaties"
        default_permissions = ()
        ordering = ["sorteernaam", "pk"]
        indexes = [models.Index(fields=["sorteernaam", "id"], name="relatie_sortering")]
        constraints = [
            models.UniqueConstraint(
                fields=["type"], condition=models.Q(type=RelatieType.INTERN), name="relatie_een_intern"
            ),
            models.CheckConstraint(condition=models.Q(type__in=RelatieType.values), name="relatie_type_bekend"),
            models.CheckConstraint(condition=~models.Q(nummer=""), name="relatie_nummer_niet_leeg"),
            models.CheckConstraint(condition=~models.Q(naam=""), name="relatie_naam_niet_leeg"),
            models.CheckConstraint(
                condition=~models.Q(type=RelatieType.INTERN) | models.Q(actief=True, afgeschermd=False),
                name="relatie_intern_blijft_actief",
            ),
        ]

    def __str__(self):
        return f"{self.nummer} {self.naam}"

    def get_absolute_url(self):
        return reverse("crm:relatie_detail", args=[self.pk])

    @property
    def is_intern(self):
        return self.type == RelatieType.INTERN

    @property
    def is_persoon(self):
        return self.type == RelatieType.PERSOON

    @property
    def telefoon_leesbaar(self):
        return show_telefoon(self.telefoon)

    @property
    def bsn_gemaskeerd(self):
        """REL-4: the last three digits at most."""
        return f"••••••{self.bsn[-3:]}" if self.bsn else ""

    def delete(self, *args, **kwargs):
        if self.is_intern:
            raise InterneRelatieStays("De interne kantoorrelatie kan niet worden verwijderd.")
        return super().delete(*args, **kwargs)

    def compute_sorteernaam(self):
        if self.is_persoon:
            return search_text(join_name(self.achternaam, self.voornaam, self.tussenvoegsel))
        return search_text(self.naam)

    def compute_zoektekst(self):
        # The BSN is left out on purpose (REL-4).
        parts = [self.nummer, self.naam, self.email, self.kvk_nummer, self.bezoek_plaats]
        return search_text(join_name(*parts, search_telefoon(self.telefoon)))


class Koppeling(models.Model):
    """A Contact at a Relatie with a Functie. Ending it keeps the row, for the history (CON-1)."""

    contact = models.ForeignKey(Persoon, models.PROTECT, related_name="koppelingen")
    relatie = models.ForeignKey(Relatie, models.CASCADE, related_name="koppelingen")
    functie = models.ForeignKey(Functie, models.PROTECT, related_name="koppelingen")
    voorkeur = models.BooleanField("voorkeurscontact", default=False)
    gekoppeld_op = models.DateTimeField(default=timezone.now)
    ontkoppeld_op = models.DateTimeField(null=True, blank=True)

    objects = KoppelingQuerySet.as_manager()

    class Meta:
        verbose_name = "koppeling"
        verbose_name_plural = "koppelingen"
        default_permissions = ()
        ordering = ["-voorkeur", "contact__sorteernaam"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "relatie"],
                condition=models.Q(ontkoppeld_op=None),
                name="koppeling_eenmaal_per_relatie",
            ),
            models.UniqueConstraint(
                fields=["relatie"],
                condition=models.Q(voorkeur=True, ontkoppeld_op=None),
                name="koppeling_een_voorkeur",
            ),
        ]

    def __str__(self):
        return f"{self.contact} bij {self.relatie}"
