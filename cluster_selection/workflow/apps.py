from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "cluster_selection.workflow"

    def ready(self):
        from cluster_selection.workdays.services import after_signing
        from cluster_selection.workflow.ledger import count_uncounted

        after_signing(count_uncounted)
