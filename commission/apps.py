from django.apps import AppConfig


class CommissionConfig(AppConfig):
    name = "commission"

    def ready(self):
        from commission import answers

        answers.register()
