"""Persoon: everybody with a number, and the user model of Django. A Contact or a Teamlid, never both."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, _user_has_perm
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property

from crm.fields import DerivedTextField, EmailadresField
from crm.normalise import join_name, normalise_email, search_text
from crm.querysets import PersoonQuerySet
from crm.validators import search_telefoon, show_telefoon


class Soort(models.TextChoices):
    CONTACT = "contact", "Contact"
    TEAMLID = "teamlid", "Teamlid"


class PersoonManager(BaseUserManager.from_queryset(PersoonQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(email=normalise_email(username))


class Persoon(AbstractBaseUser):
    """`nummer` and `email` are unique over Contacten and Teamleden together (NUM-1, MAIL-1): it is one table."""

    nummer = models.CharField(max_length=20, unique=True)
    soort = models.CharField(max_length=10, choices=Soort)
    voornaam = models.CharField(max_length=80, blank=True)
    tussenvoegsel = models.CharField(max_length=30, blank=True)
    achternaam = models.CharField(max_length=120)
    email = EmailadresField("e-mailadres", null=True, blank=True, unique=True)
    telefoon = models.CharField(max_length=40, blank=True)
    labels = models.ManyToManyField("crm.Label", blank=True, related_name="personen")
    is_active = models.BooleanField("mag inloggen", default=True)
    sorteernaam = DerivedTextField(source="compute_sorteernaam")
    zoektekst = DerivedTextField(source="compute_zoektekst")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "email"
    # Whoever looks through this person's eyes, for one request; see teamleden/bekijk_als.py.
    bekeken_door = None

    objects = PersoonManager()

    class Meta:
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        default_permissions = ()
        ordering = ["sorteernaam", "pk"]
        indexes = [models.Index(fields=["soort", "sorteernaam", "id"], name="persoon_sortering")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="persoon_email_uniek"),
            models.CheckConstraint(
                condition=models.Q(email=None) | models.Q(email__contains="@"), name="persoon_email_niet_leeg"
            ),
            models.CheckConstraint(condition=~models.Q(nummer=""), name="persoon_nummer_niet_leeg"),
            models.CheckConstraint(condition=models.Q(soort__in=Soort.values), name="persoon_soort_bekend"),
        ]

    def __str__(self):
        return self.volledige_naam

    @property
    def volledige_naam(self):
        return join_name(self.voornaam, self.tussenvoegsel, self.achternaam)

    def get_absolute_url(self):
        name = "teamleden:teamlid_detail" if self.is_teamlid else "crm:contact_detail"
        return reverse(name, args=[self.pk])

    @property
    def is_teamlid(self):
        return self.soort == Soort.TEAMLID

    @property
    def is_contact(self):
        return self.soort == Soort.CONTACT

    @property
    def is_superuser(self):
        """Nobody stands above the rule; guardian and Django ask this before anything else."""
        return False

    @property
    def telefoon_leesbaar(self):
        return show_telefoon(self.telefoon)

    def get_full_name(self):
        return self.volledige_naam

    def get_short_name(self):
        return self.voornaam or self.achternaam

    def has_perm(self, perm, obj=None):
        return _user_has_perm(self, perm, obj)

    @cached_property
    def groups(self):
        """None: guardian asks for groups, and here no access is given to a group of people."""
        return Group.objects.none()

    def compute_sorteernaam(self):
        return search_text(join_name(self.achternaam, self.voornaam, self.tussenvoegsel))

    def compute_zoektekst(self):
        telefoon = search_telefoon(self.telefoon)
        return search_text(join_name(self.nummer, self.volledige_naam, self.email, telefoon))
