"""Filters of the list of Waarnemingen; they live in the query string."""

import django_filters
from django.db.models import Q

from crm.models import Persoon
from mijnkantoor.ui.filters import PortalFilterSet
from teamleden.models import Waarneming

WANNEER = {"nu": "Nu", "komend": "Komend", "voorbij": "Voorbij"}
BEZET = [("nee", "Zonder waarnemer"), ("ja", "Met waarnemer")]


def personen(text):
    return Persoon.objects.filter(soort="teamlid").search(text).values("pk")


class WaarnemingFilter(PortalFilterSet):
    """People are typed: a list to choose from would hold everybody, twice, on every page."""

    zoek_placeholder = "Naam of reden"

    wanneer = django_filters.ChoiceFilter(
        label="Wanneer", choices=list(WANNEER.items()), method="filter_wanneer", empty_label="Altijd"
    )
    afwezige = django_filters.CharFilter(label="Afwezige", max_length=200, method="filter_persoon")
    waarnemer = django_filters.CharFilter(label="Waarnemer", max_length=200, method="filter_persoon")
    bezet = django_filters.ChoiceFilter(
        label="Waargenomen", choices=BEZET, method="filter_bezet", empty_label="Maakt niet uit"
    )

    class Meta:
        model = Waarneming
        fields = []

    def filter_wanneer(self, queryset, name, value):
        return getattr(queryset, value)()

    def filter_persoon(self, queryset, name, value):
        return queryset.filter(**{f"{name}__in": personen(value)})

    def filter_bezet(self, queryset, name, value):
        return queryset.filter(waarnemer__isnull=value == "nee")

    def filter_zoek(self, queryset, name, value):
        found = personen(value)
        return queryset.filter(Q(afwezige__in=found) | Q(waarnemer__in=found) | Q(reden__icontains=value))
