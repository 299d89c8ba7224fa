from datetime import timedelta

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # Services import models, which are not loaded before ready().
        from accounts.models import User
        from accounts.registry import register_export
        from notifications import exporting, registry
        from notifications.models.rule import PERSON
        from notifications.services import events, guarding, mailing
        from outbox.registry import register_guard, register_periodic

        register_export("notifications", exporting.notices_of)
        register_guard(mailing.GUARD, guarding.may_still_send, words=mailing.words_of)
        registry.register_subject(
            PERSON,
            lambda access: User.objects.filter(is_active=True).exclude(
                pk=access.person_id
            ),
        )
        events.register()
        register_periodic(
            "notifications.forget_events",
            events.forget_old_events,
            every=timedelta(days=1),
        )
