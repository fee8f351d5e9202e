from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self):
        from applications import answers, bases, documents, navigation  # noqa: F401
        from applications.services import record_registration_days
        from cluster_selection.workdays.services import after_signing

        bases.register()
        answers.register()
        documents.register_kinds()
        after_signing(record_registration_days)
