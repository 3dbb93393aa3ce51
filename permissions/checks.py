"""Start-up checks: every view declares its right, and every object in a URL has a scope (AUT-6)."""

from django.core.checks import Error, register
from django.urls import URLPattern, get_resolver

from permissions.enforcement import SCOPES, declaration_of


def url_patterns(resolver=None, prefix="", converters=None):
    """Every (route, pattern, keywords) of the URL configuration."""
    resolver = resolver or get_resolver()
    converters = converters or {}
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        found = {**converters, **entry.pattern.converters}
        if isinstance(entry, URLPattern):
            yield route, entry, found
        else:
            yield from url_patterns(entry, route, found)


@register()
def check_declarations(app_configs, **kwargs):
    errors = []
    for route, pattern, keywords in url_patterns():
        if declaration_of(pattern.callback) is None:
            errors.append(
                Error(
                    f"De view van {route!r} declareert geen recht.",
                    hint="Zet @requires(PERMISSIE), @teamlid_only, @login_only of @public bij de view.",
                    id="permissions.E001",
                )
            )
        ids = [keyword for keyword in keywords if keyword.endswith("_pk")]
        if ids and not any(keyword in SCOPES for keyword in ids):
            errors.append(
                Error(
                    f"{route!r} noemt een object ({', '.join(ids)}) waarvan niet vastligt wie het mag zien.",
                    hint="Registreer een Scope met permissions.enforcement.register_scope.",
                    id="permissions.E002",
                )
            )
    return errors
