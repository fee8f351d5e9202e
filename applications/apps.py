from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self):
        from applications import answers, bases

        bases.register()
        answers.register()
