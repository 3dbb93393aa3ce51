from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TeamledenConfig(AppConfig):
    name = "teamleden"
    verbose_name = "Teamleden"

    def ready(self):
        from permissions import gate
        from teamleden import hooks, scopes, toegang, weergave, wijzigingen
        from teamleden.inrichting import ensure_rollen

        gate.use_rule(toegang)
        scopes.register()
        hooks.register()
        wijzigingen.register()
        pre_migrate.connect(lambda using, plan, **kwargs: weergave.drop_view(using, plan), sender=self, weak=False)
        post_migrate.connect(self._after_migrate(ensure_rollen, weergave), sender=self, weak=False)

    @staticmethod
    def _after_migrate(ensure_rollen, weergave):
        def after_migrate(using, **kwargs):
            ensure_rollen(using)
            weergave.create_view(using)

        return after_migrate
