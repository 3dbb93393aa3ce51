from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "CRM"

    def ready(self):
        from crm import scopes
        from crm.inrichting import ensure_kantoor

        scopes.register()
        post_migrate.connect(lambda using, **kwargs: ensure_kantoor(using), sender=self, weak=False)
