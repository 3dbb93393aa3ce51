"""Fields of the form: a minute in local time, and several Relaties at once."""

from datetime import UTC

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.keuze import show_choice
from crm.normalise import clean_text

DATUM_EN_TIJD = "Vul een datum en een tijd in, zoals 31-01-2026 12:00."
MOST_RELATIES = 500


class MinuutField(forms.DateTimeField):
    """A minute in Amsterdam. One that the clock skips, or that comes twice, is not guessed but refused."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"],
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            **kwargs,
        )
        self.error_messages |= {"invalid": DATUM_EN_TIJD}

    def to_python(self, value):
        try:
            moment = super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(when_the_clock_changes(error.params["datetime"])) from error
        return moment and moment.replace(second=0, microsecond=0)


def when_the_clock_changes(naive):
    """Why this local time cannot be taken."""
    there = timezone.make_aware(naive).astimezone(UTC)
    day = f"{naive:%d-%m-%Y}"
    if timezone.localtime(there).replace(tzinfo=None) != naive:
        return f"Op {day} bestaat {naive:%H:%M} niet: de klok gaat dan een uur vooruit. Kies een tijd vanaf 03:00."
    return f"Op {day} komt {naive:%H:%M} twee keer voor: de klok gaat dan een uur terug. Kies een andere tijd."


class RelatieLijstField(forms.CharField):
    """Several Relaties, one on each line, by number or by a name that only one has; chosen from `queryset`."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea({"rows": 4, "autocomplete": "off"}), **kwargs)
        self.queryset = None

    def prepare_value(self, value):
        return "\n".join(map(show_choice, value)) if isinstance(value, list | tuple) else value

    def choose(self, text):
        """The Relaties that these lines name. Raises ValidationError with a sentence for each that it does not know."""
        lines = list(dict.fromkeys(filter(None, (clean_text(line) for line in text.splitlines()))))
        if len(lines) > MOST_RELATIES:
            raise ValidationError(f"Dit zijn {len(lines)} relaties; kies er hoogstens {MOST_RELATIES} tegelijk.")
        numbers = {line: line.split(" ")[0].rstrip(",;") for line in lines}
        by_number = {relatie.nummer: relatie for relatie in self.queryset.filter(nummer__in=set(numbers.values()))}
        found, problems = {}, []
        for line in lines:
            matches = [by_number[numbers[line]]] if numbers[line] in by_number else self.queryset.search(line)[:2]
            if len(matches) == 1:
                found[matches[0].pk] = matches[0]
            elif matches:
                problems.append(f"Meer dan één relatie past bij ‘{line}’; typ het nummer.")
            else:
                problems.append(f"Er is geen relatie ‘{line}’ van deze afwezige die je hier kunt kiezen.")
        if problems:
            raise ValidationError(problems)
        return tuple(found.values())
