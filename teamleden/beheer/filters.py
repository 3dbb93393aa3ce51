"""Filters of the lists under Beheer → Teamleden; they live in the query string."""

import django_filters
from django.db.models import Exists, OuterRef, Q

from crm.filters import RelatieFilter
from crm.models import Relatie
from mijnkantoor.ui.filters import PortalFilterSet
from teamleden.models import Herkomst, Niveau, Procesteam, ProcesteamLid, Rol, StandaardTeamlidRol, Teamlid, TeamlidRol


class RolGebruikFilter(PortalFilterSet):
    zoek_placeholder = "Relatie"

    niveau = django_filters.ChoiceFilter(label="Niveau", choices=Niveau.choices, empty_label="Alle niveaus")
    herkomst = django_filters.ChoiceFilter(label="Herkomst", choices=Herkomst.choices, empty_label="Alle herkomsten")

    class Meta:
        model = TeamlidRol
        fields = []

    def filter_zoek(self, queryset, name, value):
        return queryset.filter(relatie__in=Relatie.objects.search(value))


class StandaardrolFilter(PortalFilterSet):
    zoek_placeholder = "Teamlid"

    rol = django_filters.ModelChoiceFilter(label="Rol", queryset=Rol.objects, empty_label="Alle rollen")
    actief = django_filters.ChoiceFilter(
        label="Status", choices=[("ja", "Aan"), ("nee", "Uit")], method="filter_actief", empty_label="Alle"
    )

    class Meta:
        model = StandaardTeamlidRol
        fields = []

    def filter_actief(self, queryset, name, value):
        return queryset.filter(actief=value == "ja")

    def filter_zoek(self, queryset, name, value):
        return queryset.filter(teamlid__in=Teamlid.objects.search(value))


class ProcesteamFilter(PortalFilterSet):
    zoek_placeholder = "Naam van het team of van een lid"

    class Meta:
        model = Procesteam
        fields = []

    def filter_zoek(self, queryset, name, value):
        """Apart from the counted rows, or a team would count only the leden that were searched for."""
        by_lid = ProcesteamLid.objects.filter(teamlid__in=Teamlid.objects.search(value))
        return queryset.filter(Q(naam__icontains=value) | Q(pk__in=by_lid.values("procesteam")))


class KandidatenFilter(RelatieFilter):
    """The Relaties of the CRM's list, by whether the Procesteam at hand has a candidate there."""

    relatiegroep = zonder_rol = None
    kandidaten = django_filters.ChoiceFilter(
        label="Kandidaten",
        choices=[("met", "Met kandidaat"), ("zonder", "Zonder kandidaat")],
        method="filter_kandidaten",
        empty_label="Alle",
    )

    class Meta(RelatieFilter.Meta):
        pass

    def filter_kandidaten(self, queryset, name, value):
        there = Exists(TeamlidRol.objects.of_kandidaten(self.request.procesteam).filter(relatie=OuterRef("pk")))
        return queryset.filter(there if value == "met" else ~there)
