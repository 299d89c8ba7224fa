from datetime import timedelta

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "writing"

    def ready(self) -> None:
        # The app registry is ready only here.
        from accounts.registry import Writing, register_writing
        from outbox import registry
        from writing.services.submissions import (
            forget_old_submissions,
            new_token,
            once,
        )
        from writing.stash import claim, pop

        register_writing(
            Writing(take=pop, settle=claim, new_token=new_token, once=once)
        )
        registry.register_periodic(
            "writing.forget_old_submissions",
            forget_old_submissions,
            every=timedelta(days=1),
        )
