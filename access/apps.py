from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from access import exporting, notices
        from access import registry as own
        from access.services import roles, window_mail_previews, window_notices
        from access.services.grants import notifying
        from accounts import registry
        from core.registry import register_free_text_fields

        registry.register_roles(
            registry.Roles(
                is_moderator_sql=roles.IS_MODERATOR,
                held_by=roles.held_by,
                end_all=roles.end_all,
            )
        )
        registry.register_export("access", exporting.access_of)
        window_notices.register()
        notifying.register()
        register_free_text_fields("name", "description", "reason")
        own.register_view_as_pages(
            "access:access_detail",
            *("accounts:terms_detail", "accounts:terms_version"),
            *("accounts:privacy_detail", "accounts:privacy_version"),
            *("accounts:rules_detail", "accounts:rules_version"),
            "accounts:profile_detail",
        )
        notices.register()
        window_mail_previews.register()
