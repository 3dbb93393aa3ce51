"""How every form of the portal is drawn, and what every form knows about itself."""

from dataclasses import dataclass

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Django's own rendering with our one template per form and per field."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"


@dataclass(frozen=True, slots=True)
class Groep:
    """Fields that belong together under one heading; the heading may be empty."""

    titel: str
    velden: list[BoundField]


class PortalForm:
    """Mixin before a Form class: groups of fields, a summary of errors, and what somebody else changed meanwhile.

    `fieldsets` is a list of (heading, [field names]); names that the form left out are skipped, and fields that no
    group names come in a last group without heading, so that no field can be forgotten.
    """

    fieldsets: tuple | list = ()
    # Filled by the view when the form turned out to be stale; see crm/versies.py.
    verschillen: tuple | list = ()
    huidige_versie: int | None = None

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def groepen(self):
        visible = {field.name: field for field in self.visible_fields()}
        groepen = []
        for titel, names in self.fieldsets:
            velden = [visible.pop(name) for name in names if name in visible]
            if velden:
                groepen.append(Groep(titel, velden))
        if visible:
            groepen.append(Groep("", list(visible.values())))
        return groepen

    @property
    def velden_met_fout(self):
        """The visible fields that were refused, for the summary at the top."""
        return [field for field in self.visible_fields() if field.errors]
