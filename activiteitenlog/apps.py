from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ActiviteitenlogConfig(AppConfig):
    name = "activiteitenlog"
    verbose_name = "Activiteitenlog"

    def ready(self):
        from activiteitenlog import listeners, scopes, triggers

        listeners.register()
        scopes.register()
        pre_migrate.connect(
            lambda using, plan, **kwargs: triggers.drop_before_migrate(using, plan), sender=self, weak=False
        )
        post_migrate.connect(lambda using, **kwargs: triggers.create(using), sender=self, weak=False)
