"""Filters of the lists of Teamleden; they live in the query string."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from crm.models import Functie, Label
from mijnkantoor.ui.filters import PortalFilterSet
from permissions import catalogue
from permissions.models import Autorisatierol
from teamleden.models import Status, Teamlid, Uitnodiging


def permissie_keuzes():
    """By category, as on the matrix."""
    groups = {}
    for permissie in catalogue.all_permissies():
        groups.setdefault(permissie.categorie, []).append((permissie.code, permissie.naam))
    return list(groups.items())


class WijzigingssetFilter(PortalFilterSet):
    zoek_placeholder = "Titel of reden"

    status = django_filters.ChoiceFilter(
        label="Status",
        choices=[(s.value, s.label) for s in SetStatus if s not in (SetStatus.VOORGESTELD, SetStatus.VERVALLEN)],
        empty_label="Alle statussen",
    )

    class Meta:
        model = Wijzigingsset
        fields = []

    def filter_zoek(self, queryset, name, value):
        return queryset.filter(Q(titel__icontains=value) | Q(reden__icontains=value))


class UitnodigingFilter(PortalFilterSet):
    zoek_placeholder = "Naam, nummer of e-mail"

    stand = django_filters.ChoiceFilter(
        label="Stand",
        method="filter_stand",
        choices=[
            ("open", "Open"),
            ("verlopen", "Verlopen"),
            ("gebruikt", "Aangenomen"),
            ("ingetrokken", "Ingetrokken"),
        ],
        empty_label="Alles",
    )

    class Meta:
        model = Uitnodiging
        fields = []

    def filter_stand(self, queryset, name, value):
        if value in ("gebruikt", "ingetrokken"):
            return queryset.filter(**{f"{value}_op__isnull": False})
        now = timezone.now()
        return queryset.open().filter(**{"geldig_tot__gt" if value == "open" else "geldig_tot__lte": now})

    def filter_zoek(self, queryset, name, value):
        return queryset.filter(teamlid__in=Teamlid.objects.search(value))


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

    mag = django_filters.ChoiceFilter(
        label="Mag", choices=permissie_keuzes, method="filter_mag", empty_label="Alles en niets"
    )

    class Meta:
        model = Teamlid
        fields = []

    def filter_mag(self, queryset, name, value):
        """Those whose autorisatierol holds this permissie."""
        rollen = Autorisatierol.objects.filter(group__permissions__rij__code=value)
        return queryset.filter(autorisatierol__in=rollen.values("pk"))

    def filter_zoek(self, queryset, name, value):
        return queryset.search(value)
