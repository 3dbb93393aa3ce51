"""Logging in by e-mail address, and office-wide permissies for Django's `has_perm`."""

from django.contrib.auth.backends import ModelBackend

from permissions import catalogue, gate


class KantoorBackend(ModelBackend):
    """Office-wide permissies come from the autorisatierol; those at a Relatie are left to guardian.

    Asking for a code that nobody declared raises, where guardian would silently answer no.
    """

    def user_can_authenticate(self, user):
        """Asked when logging in and on each request: a teamlid stays in no longer than it is active (AUT-4)."""
        return super().user_can_authenticate(user) and (user.is_contact or gate.subject(user) is not gate.NOBODY)

    def has_perm(self, user_obj, perm, obj=None):
        permissie = catalogue.get(perm)
        if not permissie.is_office_wide or not user_obj.is_active:
            return False
        return gate.subject(user_obj).holds(permissie)

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        return self.get_all_permissions(user_obj, obj)

    def get_all_permissions(self, user_obj, obj=None):
        if obj is not None or not user_obj.is_active:
            return set()
        return set(gate.subject(user_obj).codes & catalogue.office_wide_codes())

    def has_module_perms(self, user_obj, app_label):
        return any(code.startswith(f"{app_label}.") for code in self.get_all_permissions(user_obj))
