"""Who wants to know that somebody was refused; registered by the app that keeps the log."""

import logging

from permissions.enforcement import SCOPES

_listeners = []
logger = logging.getLogger(__name__)


def after_refusal(function):
    """Register `function(user, permissie, objects, hidden)`.

    `hidden` tells an object that exists but that the user may not see (404) from a right that is missing (403).
    """
    _listeners.append(function)
    return function


def refusal_happened(request, permissie, objects=None, *, hidden=False):
    """Tell the listeners. The answer to the user never depends on them."""
    if objects is None:
        objects = named_objects(request)
    for listener in _listeners:
        try:
            listener(request.user, permissie, objects, hidden)
        except Exception:
            logger.exception("Een weigering kon niet worden doorgegeven.")


def named_objects(request):
    """The objects of the address that were found within the user's sight."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    attributes = [scope.attribute for kwarg, scope in SCOPES.items() if kwarg in kwargs]
    return [getattr(request, name) for name in attributes if hasattr(request, name)]


def hidden_objects(view_kwargs):
    """The objects of the address that exist, whoever may see them."""
    found = [scope.find_any(view_kwargs[kwarg]) for kwarg, scope in SCOPES.items() if kwarg in view_kwargs]
    return [one for one in found if one is not None]
