from datetime import timedelta

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        # Services import models, which are not loaded before ready().
        from outbox import registry
        from outbox.services import jobs, mail

        day = timedelta(days=1)
        registry.register_periodic("outbox.forget_jobs", jobs.forget_old_jobs, day)
        registry.register_periodic("outbox.forget_mail", mail.forget_old_mail, day)
