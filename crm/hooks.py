"""What other apps do when a Relatie comes into being, in the same transaction."""

_after_create = []


def after_create_relaties(function):
    """Register `function(actor, relaties)`; called for every way in which Relaties are made (form, import)."""
    _after_create.append(function)
    return function


def relaties_created(actor, relaties):
    for function in _after_create:
        function(actor, relaties)
