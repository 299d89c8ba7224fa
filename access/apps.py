from datetime import timedelta

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from access import exporting, notices
        from access import registry as own
        from access.services import roles, window_notices, window_specimens
        from access.services.grants import telling
        from accounts import registry
        from core.registry import register_free_text_fields
        from outbox.registry import register_periodic

        registry.register_roles(
            registry.Roles(
                is_moderator=roles.is_moderator,
                held_by=roles.held_by,
                end_all=roles.end_all,
            )
        )
        registry.register_export("access", exporting.access_of)
        register_periodic(
            window_notices.JOB, window_notices.tell_due, every=timedelta(hours=1)
        )
        register_periodic(telling.JOB, telling.write_letters, every=timedelta(hours=1))
        register_free_text_fields("name", "description", "reason")
        own.register_view_as_pages(
            "access:access_detail",
            *("accounts:terms_detail", "accounts:terms_version"),
            *("accounts:privacy_detail", "accounts:privacy_version"),
            *("accounts:rules_detail", "accounts:rules_version"),
            "accounts:profile_detail",
        )
        notices.register()
        window_specimens.register()
