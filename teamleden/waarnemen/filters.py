"""Filters of the list of Waarnemingen; they live in the query string."""

import django_filters
from django.db.models import Q

from crm.models import Persoon
from mijnkantoor.ui.filters import PortalFilterSet
from teamleden.models import Teamlid, Waarneming

WANNEER = {"nu": "Nu", "komend": "Komend", "voorbij": "Voorbij"}


def teamleden(request):
    return Teamlid.objects.visible_to(request.user).select_related("persoon")


class WaarnemingFilter(PortalFilterSet):
    zoek_placeholder = "Naam of reden"

    wanneer = django_filters.ChoiceFilter(
        label="Wanneer", choices=list(WANNEER.items()), method="filter_wanneer", empty_label="Altijd"
    )
    afwezige = django_filters.ModelChoiceFilter(label="Afwezige", queryset=teamleden, empty_label="Iedereen")
    waarnemer = django_filters.ModelChoiceFilter(
        label="Waarnemer",
        queryset=teamleden,
        empty_label="Iedereen",
        null_label="Niemand",
    )

    class Meta:
        model = Waarneming
        fields = []

    def filter_wanneer(self, queryset, name, value):
        return getattr(queryset, value)()

    def filter_zoek(self, queryset, name, value):
        found = Persoon.objects.filter(soort="teamlid").search(value).values("pk")
        return queryset.filter(Q(afwezige__in=found) | Q(waarnemer__in=found) | Q(reden__icontains=value))
