from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self):
        from review import answers, bases, documents, navigation

        bases.register()
        answers.register()
        documents.register_kinds()
        navigation.register_items()
