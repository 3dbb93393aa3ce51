"""Relaties, Contacten and the office's own lists."""

import factory
from factory.django import DjangoModelFactory

from crm.models import Functie, Koppeling, Label, Persoon, Relatie, Relatiegroep, Relatiesoort, RelatieType, Soort
from crm.normalise import join_name


class LabelFactory(DjangoModelFactory):
    class Meta:
        model = Label

    naam = factory.Sequence("Label {}".format)


class RelatiesoortFactory(DjangoModelFactory):
    class Meta:
        model = Relatiesoort

    naam = factory.Sequence("Soort {}".format)


class RelatiegroepFactory(DjangoModelFactory):
    class Meta:
        model = Relatiegroep

    naam = factory.Sequence("Groep {}".format)


class FunctieFactory(DjangoModelFactory):
    class Meta:
        model = Functie
        django_get_or_create = ("naam",)

    naam = Functie.GEVOLMACHTIGDE


class RelatieFactory(DjangoModelFactory):
    """An organisatie."""

    class Meta:
        model = Relatie

    nummer = factory.Sequence(lambda n: f"{n + 1:05d}")
    type = RelatieType.ORGANISATIE
    naam = factory.Sequence("Bedrijf {}".format)
    rechtsvorm = "bv"


class PersoonRelatieFactory(RelatieFactory):
    type = RelatieType.PERSOON
    rechtsvorm = ""
    voornaam = "Piet"
    achternaam = factory.Sequence("Klant {}".format)
    naam = factory.LazyAttribute(lambda relatie: join_name(relatie.voornaam, relatie.achternaam))


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Persoon

    soort = Soort.CONTACT
    # Downwards: the product gives out the number after the highest, which the next of these must not be.
    nummer = factory.Sequence(lambda n: f"{80_000 - n:05d}")
    voornaam = "Kees"
    achternaam = factory.Sequence("Contact {}".format)
    email = factory.Sequence("contact{}@klant.example".format)


class KoppelingFactory(DjangoModelFactory):
    class Meta:
        model = Koppeling

    contact = factory.SubFactory(ContactFactory)
    relatie = factory.SubFactory(RelatieFactory)
    functie = factory.SubFactory(FunctieFactory)
