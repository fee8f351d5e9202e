from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self):
        from applications import answers, bases, documents, navigation  # noqa: F401

        bases.register()
        answers.register()
        documents.register_kinds()
