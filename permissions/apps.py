from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class PermissionsConfig(AppConfig):
    name = "permissions"
    verbose_name = "Rechten"

    def ready(self):
        from permissions import checks  # noqa: F401  (registers the checks)
        from permissions.synchronise import synchronise

        autodiscover_modules("permissions")
        post_migrate.connect(lambda using, **kwargs: synchronise(using), sender=self, weak=False)
