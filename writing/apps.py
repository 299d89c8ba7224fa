from datetime import timedelta

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "writing"

    def ready(self) -> None:
        from outbox import registry  # the app registry is ready only here
        from writing.services.submissions import forget_old_submissions

        registry.register_periodic(
            "writing.forget_old_submissions",
            forget_old_submissions,
            every=timedelta(days=1),
        )
