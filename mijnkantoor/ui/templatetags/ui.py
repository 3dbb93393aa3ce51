"""Small parts that every template may use."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name):
    """A decorative icon from the one sprite; the words next to it say what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.filter
def is_checkbox(field):
    """Is this one box with its own label behind it?"""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.field.widget.use_fieldset
