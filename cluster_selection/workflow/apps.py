from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "cluster_selection.workflow"
