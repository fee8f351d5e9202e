from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "cluster_selection.workdays"
