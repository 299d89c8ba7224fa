from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # Services import models, which are not loaded before ready().
        from accounts.registry import register_export
        from notifications import exporting
        from notifications.services import guarding
        from outbox.registry import register_guard

        register_export("notifications", exporting.notices_of)
        register_guard(guarding.GUARD, guarding.may_still_send)
