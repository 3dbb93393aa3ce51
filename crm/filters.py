"""Filters of the CRM's lists; they live in the query string."""

import django_filters
from django.apps import apps
from django.db.models import Exists, OuterRef

from crm.models import Label, Persoon, Relatie, Relatiegroep, Relatiesoort, RelatieType
from mijnkantoor.ui.filters import PortalFilterSet

ACTIEF_KEUZES = [("ja", "Actief"), ("nee", "Gearchiveerd")]


def rollen(request):
    """The Rollen of `teamleden`, which stands above this app."""
    return apps.get_model("teamleden.Rol").objects.active()


class RelatieFilter(PortalFilterSet):
    zoek_placeholder = "Naam, nummer, e-mail, KvK of plaats"

    type = django_filters.ChoiceFilter(label="Type", choices=RelatieType.choices, empty_label="Alle typen")
    relatiesoort = django_filters.ModelChoiceFilter(
        label="Relatiesoort", queryset=Relatiesoort.objects, empty_label="Alle soorten"
    )
    relatiegroep = django_filters.ModelChoiceFilter(
        label="Relatiegroep", queryset=Relatiegroep.objects, empty_label="Alle groepen"
    )
    label = django_filters.ModelChoiceFilter(
        label="Label", queryset=Label.objects, field_name="labels", empty_label="Alle labels"
    )
    actief = django_filters.ChoiceFilter(
        label="Status", choices=ACTIEF_KEUZES, method="filter_actief", empty_label="Alle"
    )

    zonder_rol = django_filters.ModelChoiceFilter(
        label="Zonder rol", queryset=rollen, method="filter_zonder_rol", empty_label="Alle"
    )

    class Meta:
        model = Relatie
        fields = []

    def filter_zonder_rol(self, queryset, name, value):
        """Those where nobody has this Rol."""
        there = Relatie._meta.get_field("teamlidrollen").related_model.objects.filter(relatie=OuterRef("pk"), rol=value)
        return queryset.filter(~Exists(there))

    def filter_actief(self, queryset, name, value):
        return queryset.filter(actief=value == "ja")

    def filter_zoek(self, queryset, name, value):
        return queryset.search(value)


class ContactFilter(PortalFilterSet):
    zoek_placeholder = "Naam, nummer, e-mail of telefoon"

    label = django_filters.ModelChoiceFilter(
        label="Label", queryset=Label.objects, field_name="labels", empty_label="Alle labels"
    )

    class Meta:
        model = Persoon
        fields = []

    def filter_zoek(self, queryset, name, value):
        return queryset.search(value)
