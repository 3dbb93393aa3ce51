"""Teamleden and their access."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from factory.django import DjangoModelFactory

from crm.models import Persoon, Soort
from permissions.models import Autorisatierol
from teamleden.models import (
    Niveau,
    Procesteam,
    ProcesteamLid,
    Rol,
    StandaardTeamlidRol,
    Status,
    Teamlid,
    TeamlidRol,
    Uitnodiging,
    Waarneming,
)
from tests.factories.crm import FunctieFactory, RelatieFactory


class AutorisatierolFactory(DjangoModelFactory):
    """One of the office's own; `permissies=[...]` are constants of the catalogue."""

    class Meta:
        model = Autorisatierol
        skip_postgeneration_save = True

    naam = factory.Sequence("Autorisatierol {}".format)
    group = factory.LazyAttribute(lambda rol: Group.objects.create(name=f"autorisatierol:{rol.naam}"))

    @factory.post_generation
    def permissies(self, create, extracted, **kwargs):
        codes = [permissie.code for permissie in extracted or ()]
        self.group.permissions.set(Permission.objects.filter(rij__code__in=codes))


class TeamlidPersoonFactory(DjangoModelFactory):
    class Meta:
        model = Persoon

    soort = Soort.TEAMLID
    # Downwards, as those of Contacten.
    nummer = factory.Sequence(lambda n: f"{99_000 - n:05d}")
    voornaam = "Toos"
    achternaam = factory.Sequence("Teamlid {}".format)
    email = factory.Sequence("teamlid{}@kantoor.example".format)


class TeamlidFactory(DjangoModelFactory):
    """An active Mutator; `rol="Beheerder"` for another autorisatierol."""

    class Meta:
        model = Teamlid

    class Params:
        rol = "Mutator"

    persoon = factory.SubFactory(TeamlidPersoonFactory)
    autorisatierol = factory.LazyAttribute(lambda teamlid: Autorisatierol.objects.get(naam=teamlid.rol))
    functie = factory.SubFactory(FunctieFactory, naam="medewerker")
    status = Status.ACTIEF


class TeamlidRolFactory(DjangoModelFactory):
    class Meta:
        model = TeamlidRol

    teamlid = factory.SubFactory(TeamlidFactory)
    relatie = factory.SubFactory(RelatieFactory)
    rol = factory.LazyFunction(lambda: Rol.objects.first())
    niveau = Niveau.RAADPLEGER


class UitnodigingFactory(DjangoModelFactory):
    """Mailed just now; its link is not known."""

    class Meta:
        model = Uitnodiging

    teamlid = factory.SubFactory(TeamlidFactory, status=Status.UITGENODIGD)
    uitgenodigd_door = None
    geldig_tot = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    verzonden_op = factory.LazyFunction(timezone.now)


class StandaardrolFactory(DjangoModelFactory):
    """A rule for every Relatie; conditions narrow it."""

    class Meta:
        model = StandaardTeamlidRol

    teamlid = factory.SubFactory(TeamlidFactory)
    rol = factory.LazyFunction(lambda: Rol.objects.first())
    niveau = Niveau.RAADPLEGER


class ProcesteamFactory(DjangoModelFactory):
    """`leden=[...]` are Teamleden; the first leads."""

    class Meta:
        model = Procesteam
        skip_postgeneration_save = True

    naam = factory.Sequence("Procesteam {}".format)

    @factory.post_generation
    def leden(self, create, extracted, **kwargs):
        for number, teamlid in enumerate(extracted or ()):
            ProcesteamLid.objects.create(procesteam=self, teamlid=teamlid, leider=number == 0)


class WaarnemingFactory(DjangoModelFactory):
    """One that started an hour ago and has no end."""

    class Meta:
        model = Waarneming

    afwezige = factory.SubFactory(TeamlidFactory)
    waarnemer = factory.SubFactory(TeamlidFactory)
    van = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    reden = "Vakantie"
