"""Refuses every view that did not declare its right, and enforces what the others declared."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import render

from permissions.enforcement import SCOPES, declaration_of, decide
from permissions.gate import NotAllowed


class DeclaredViewMiddleware:
    """Runs after LoginRequiredMiddleware: whoever arrives here is logged in, or the view is public."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        declaration = declaration_of(view_func)
        if declaration is None:
            if settings.DEBUG:
                raise ImproperlyConfigured(f"{request.path} declareert geen recht; zie permissions/enforcement.py.")
            return render(request, "403.html", status=403)
        if declaration.kind == "public":
            return None
        if declaration.kind == "requires":
            # For a contact the office's pages do not exist.
            if not request.user.is_teamlid:
                raise Http404
            self._enforce(request, declaration.permissie, view_kwargs)
        return None

    def _enforce(self, request, permissie, view_kwargs):
        named = [(SCOPES[kwarg], pk) for kwarg, pk in view_kwargs.items() if kwarg in SCOPES]
        for scope, pk in named:
            found = scope.find(request.user, pk)
            if found is None:
                raise Http404
            setattr(request, scope.attribute, found)
            decision = decide(request.user, permissie, found, scope)
            if not decision:
                raise NotAllowed(decision)
        if not named:
            decision = decide(request.user, permissie)
            if not decision:
                raise NotAllowed(decision)

    def process_exception(self, request, exception):
        if isinstance(exception, NotAllowed):
            return refused(request, exception.decision)
        return None


def refused(request, decision):
    return render(request, "403.html", {"decision": decision}, status=403)
