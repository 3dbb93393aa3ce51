"""Filters of the lists of Teamleden; they live in the query string."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from activiteitenlog.filters import ActiviteitFilter
from activiteitenlog.wijzigingen.models import SetStatus, Wijzigingsset
from crm.models import Functie, Label, Relatie, Relatiegroep
from mijnkantoor.ui.filters import PortalFilterSet
from permissions import catalogue
from permissions.models import Autorisatierol
from teamleden.models import Herkomst, Niveau, Rol, Status, Teamlid, TeamlidRol, Uitnodiging


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

    status = django_filters.ChoiceFilter(
        label="Status", choices=Status.choices, method="filter_status", empty_label="Alle statussen"
    )
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

    def filter_status(self, queryset, name, value):
        return queryset.filter_status(value)

    def filter_mag(self, queryset, name, value):
        """Those whose autorisatierol holds this permissie."""
        rollen = Autorisatierol.objects.filter(group__permissions__rij__code=value)
        return queryset.filter(autorisatierol__in=rollen.values("pk"))

    def filter_zoek(self, queryset, name, value):
        return queryset.search(value)


class TeamlidRolFilter(PortalFilterSet):
    """The rollen of one Teamlid."""

    zoek_placeholder = "Naam, nummer of plaats van de relatie"

    rol = django_filters.ModelChoiceFilter(label="Rol", queryset=Rol.objects, empty_label="Alle rollen")
    niveau = django_filters.ChoiceFilter(label="Niveau", choices=Niveau.choices, empty_label="Alle niveaus")
    herkomst = django_filters.ChoiceFilter(label="Herkomst", choices=Herkomst.choices, empty_label="Alle")
    groep = django_filters.ModelChoiceFilter(
        label="Relatiegroep", queryset=Relatiegroep.objects, field_name="relatie__relatiegroep", empty_label="Alle"
    )
    label = django_filters.ModelChoiceFilter(
        label="Label", queryset=Label.objects, field_name="relatie__labels", empty_label="Alle labels"
    )
    alleen = django_filters.ChoiceFilter(
        label="Collega's",
        choices=[("rol", "Niemand anders met deze rol"), ("relatie", "Niemand anders bij de relatie")],
        method="filter_alleen",
        empty_label="Alle",
    )

    class Meta:
        model = TeamlidRol
        fields = []

    def filter_alleen(self, queryset, name, value):
        field = "ander" if value == "relatie" else "ander_met_rol"
        return queryset.with_others().filter(**{field: False})

    def filter_zoek(self, queryset, name, value):
        return queryset.filter(relatie__in=Relatie.objects.search(value))


class GeschiedenisFilter(ActiviteitFilter):
    """What happened to one Teamlid, and what it did; `teamlid` is given by the view through the request."""

    persoon = relatie = None

    kant = django_filters.ChoiceFilter(
        label="Wat",
        choices=[("over", "Wat er met dit teamlid gebeurde"), ("door", "Wat dit teamlid deed")],
        method="filter_kant",
        empty_label="Alles",
    )

    def filter_kant(self, queryset, name, value):
        return queryset.about_or_by(self.request.teamlid.pk, about=value == "over", by=value == "door")
