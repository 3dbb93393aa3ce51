from django.apps import AppConfig


class MijnkantoorConfig(AppConfig):
    name = "mijnkantoor"
    verbose_name = "Mijn Kantoor"
