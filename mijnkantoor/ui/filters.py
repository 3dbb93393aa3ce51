"""Filters of a list: they live in the query string, so every list can be bookmarked."""

from dataclasses import dataclass

import django_filters
from django import forms

from mijnkantoor.ui.forms import PortalForm


class FilterForm(PortalForm, forms.Form):
    pass


@dataclass(frozen=True, slots=True)
class Pil:
    """A filter that is on, and the query string without it."""

    label: str
    waarde: str
    zonder: str


class PortalFilterSet(django_filters.FilterSet):
    """Searching (`filter_zoek` says how) plus the filters that a subclass declares.

    A value that is not a choice is refused at its field and filters nothing.
    """

    zoek_placeholder = "Zoeken"

    zoek = django_filters.CharFilter(
        label="Zoeken",
        method="filter_zoek",
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["zoek"].widget.attrs["placeholder"] = self.zoek_placeholder

    def get_form_class(self):
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return type("ListFilterForm", (FilterForm,), fields)

    def filter_zoek(self, queryset, name, value):
        raise NotImplementedError

    @property
    def is_active(self):
        return bool(self.pillen)

    @property
    def pillen(self):
        if not self.form.is_bound:
            return []
        self.form.is_valid()
        return [
            Pil(field.label, self._shown(field, value), self._without(field.name))
            for field in self.form
            if (value := self.form.cleaned_data.get(field.name)) not in (None, "", [])
        ]

    @staticmethod
    def _shown(field, value):
        choices = getattr(field.field, "choices", None)
        if choices is None or not isinstance(value, str):
            return str(value)
        return str(dict(choices).get(value, value))

    def _without(self, name):
        query = self.data.copy()
        for key in (name, "page"):
            query.pop(key, None)
        return f"?{query.urlencode()}"
