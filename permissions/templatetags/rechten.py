"""Asking the gate from a template; an unknown code raises here too."""

from django import template

from permissions import gate

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context, permissie, relatie=None):
    """`{% may "crm.change_relatie" relatie as mag %}` gives the Decision."""
    return gate.may(context["request"].user, permissie, relatie)
