from django.apps import AppConfig


class ActiviteitenlogConfig(AppConfig):
    name = "activiteitenlog"
    verbose_name = "Activiteitenlog"
