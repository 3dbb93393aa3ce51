"""Refuses every view that did not declare its right, and enforces what the others declared."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import render

from permissions.enforcement import SCOPES, decide, declaration_of
from permissions.gate import NotAllowed
from permissions.refusals import hidden_objects, refusal_happened


class DeclaredLoginMiddleware(LoginRequiredMiddleware):
    """Sends whoever is not logged in to the login page, except for views that are declared public."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        declaration = declaration_of(view_func)
        if request.user.is_authenticated or (declaration and declaration.kind == "public"):
            return None
        return self.handle_no_permission(request, view_func)


class DeclaredViewMiddleware:
    """Runs after DeclaredLoginMiddleware: whoever arrives here is logged in, or the view is public."""

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
        # For a contact the office's pages do not exist.
        if declaration.kind in ("requires", "teamlid_only") and not request.user.is_teamlid:
            raise _hidden(request, declaration.permissie, view_kwargs)
        if declaration.kind == "requires":
            decision = self._enforce(request, declaration.permissie, view_kwargs)
            if not decision:
                return refused(request, decision)
        return None

    def _enforce(self, request, permissie, view_kwargs):
        """The Decision; raises Http404 for an object that this user may not see."""
        named = [(SCOPES[kwarg], pk) for kwarg, pk in view_kwargs.items() if kwarg in SCOPES]
        for scope, pk in named:
            found = scope.find(request.user, pk)
            if found is None:
                raise _hidden(request, permissie, view_kwargs)
            setattr(request, scope.attribute, found)
            decision = decide(request.user, permissie, found, scope)
            if not decision:
                return decision
        return decision if named else decide(request.user, permissie)

    def process_exception(self, request, exception):
        if isinstance(exception, NotAllowed):
            return refused(request, exception.decision)
        return None


def _hidden(request, permissie, view_kwargs):
    """The Http404 to raise; that somebody asked for what exists and is hidden is kept."""
    if objects := hidden_objects(view_kwargs):
        refusal_happened(request, permissie, objects, hidden=True)
    return Http404()


def refused(request, decision):
    refusal_happened(request, decision.permissie)
    return render(request, "403.html", {"decision": decision}, status=403)
