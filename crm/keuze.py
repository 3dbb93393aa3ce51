"""Choosing one of very many: type a number or a name, and pick from what matches.

Without JavaScript the number is typed in full; with it the browser's own list shows what matches. The choice is
always made from the given queryset, so what somebody may not see cannot be chosen either.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.normalise import clean_text

MOST_CHOICES = 20


class KeuzeInput(forms.TextInput):
    """A text field with a list of matches that the server fills while somebody types."""

    template_name = "crm/widgets/keuze.html"

    def __init__(self, url_name):
        super().__init__({"autocomplete": "off"})
        self.url_name = url_name

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["url"] = reverse(self.url_name)
        return context


class KeuzeToevoegenInput(KeuzeInput):
    """The same with a button beside it that adds the choice to a list of the form."""

    template_name = "crm/widgets/keuze_toevoegen.html"


class KeuzeField(forms.CharField):
    """Gives an object of `queryset`, found by its number or, when only one has it, its name."""

    def __init__(self, *, url_name, what, input=KeuzeInput, **kwargs):
        super().__init__(widget=input(url_name), max_length=250, **kwargs)
        self.what = what
        self.queryset = None

    def prepare_value(self, value):
        return show_choice(value) if hasattr(value, "nummer") else value

    def clean(self, value):
        typed = clean_text(super().clean(value))
        if not typed:
            return None
        found = self.queryset.filter(nummer=typed.split(" ")[0]).first()
        if found is None:
            matches = list(self.queryset.search(typed)[:2])
            if len(matches) > 1:
                raise ValidationError(f"Meer dan één {self.what} past bij ‘{typed}’; typ het nummer.")
            found = matches[0] if matches else None
        if found is None:
            raise ValidationError(f"Er is geen {self.what} ‘{typed}’ die je hier kunt kiezen.")
        return found


def show_choice(obj):
    """How an object stands in the list: its number first, because that is what is looked up."""
    name = obj.volledige_naam if hasattr(obj, "volledige_naam") else obj.naam
    return f"{obj.nummer} {name}"


def choices_for(queryset, text):
    """The first matches as shown texts."""
    return [show_choice(obj) for obj in queryset.search(text)[:MOST_CHOICES]]
