"""Filters of the log; they live in the query string."""

from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.utils import timezone

from activiteitenlog.acties import ACTIES
from activiteitenlog.models import Activiteit
from activiteitenlog.show import OBJECT_SOORTEN
from mijnkantoor.ui.filters import PortalFilterSet


def _day(label):
    return django_filters.DateFilter(
        label=label, method="filter_dag", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class ActiviteitFilter(PortalFilterSet):
    zoek_placeholder = "Naam, actie of reden"

    van = _day("Van")
    tot = _day("Tot en met")
    persoon = django_filters.CharFilter(
        label="Wie",
        method="filter_persoon",
        max_length=120,
        widget=forms.TextInput({"placeholder": "Naam of nummer", "autocomplete": "off"}),
    )
    actie = django_filters.ChoiceFilter(
        label="Actie", choices=[(actie, actie.capitalize()) for actie in ACTIES], empty_label="Alle acties"
    )
    soort = django_filters.ChoiceFilter(
        label="Waarover", field_name="object_type", choices=list(OBJECT_SOORTEN.items()), empty_label="Alles"
    )
    relatie = django_filters.CharFilter(
        label="Relatienummer",
        method="filter_relatie",
        max_length=20,
        widget=forms.TextInput({"placeholder": "Nummer", "autocomplete": "off"}),
    )

    class Meta:
        model = Activiteit
        fields = []

    def filter_dag(self, queryset, name, value):
        """Whole days in local time, the last one included."""
        day = value if name == "van" else value + timedelta(days=1)
        moment = timezone.make_aware(datetime.combine(day, time.min))
        return queryset.filter(moment__gte=moment) if name == "van" else queryset.filter(moment__lt=moment)

    def filter_persoon(self, queryset, name, value):
        return queryset.by_persoon(value)

    def filter_relatie(self, queryset, name, value):
        return queryset.filter(relatie__nummer=value.strip())

    def filter_zoek(self, queryset, name, value):
        return queryset.search(value)

    @staticmethod
    def _shown(field, value):
        return f"{value:%d-%m-%Y}" if isinstance(value, date) else PortalFilterSet._shown(field, value)

    @property
    def gebruikt(self):
        """Which filters were on, for the log itself: of what was typed only that it was (it may hold anything)."""
        typed = {"zoek", "persoon", "relatie"}
        values = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        shown = [
            self.form[name].label if name in typed else f"{self.form[name].label} {self._shown(self.form[name], value)}"
            for name, value in values.items()
            if value not in (None, "")
        ]
        return f"Filters: {', '.join(shown)}." if shown else "Zonder filters."
