from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "cluster_selection.competitions"

    def ready(self):
        from cluster_selection.competitions import bases

        bases.register()
