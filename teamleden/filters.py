"""Filters of the lists of Teamleden; they live in the query string."""

import django_filters

from crm.models import Functie, Label
from mijnkantoor.ui.filters import PortalFilterSet
from permissions.models import Autorisatierol
from teamleden.models import Status, Teamlid


class TeamlidFilter(PortalFilterSet):
    zoek_placeholder = "Naam, nummer of e-mail"

    status = django_filters.ChoiceFilter(label="Status", choices=Status.choices, empty_label="Alle statussen")
    autorisatierol = django_filters.ModelChoiceFilter(
        label="Autorisatierol", queryset=Autorisatierol.objects, empty_label="Alle autorisatierollen"
    )
    functie = django_filters.ModelChoiceFilter(label="Functie", queryset=Functie.objects, empty_label="Alle functies")
    label = django_filters.ModelChoiceFilter(
        label="Label", queryset=Label.objects, field_name="persoon__labels", empty_label="Alle labels"
    )

    class Meta:
        model = Teamlid
        fields = []

    def filter_zoek(self, queryset, name, value):
        return queryset.search(value)
