from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self):
        from review import answers, bases

        bases.register()
        answers.register()
