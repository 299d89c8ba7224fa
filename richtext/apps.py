from django.apps import AppConfig


class RichtextConfig(AppConfig):
    name = "richtext"

    def ready(self) -> None:
        # Its tags belong to the template engine, which is made only now.
        from richtext import times

        times.register()
