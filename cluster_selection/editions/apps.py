from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "cluster_selection.editions"
