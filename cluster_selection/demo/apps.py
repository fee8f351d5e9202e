from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cluster_selection.demo"
