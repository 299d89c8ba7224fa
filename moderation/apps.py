from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from accounts.registry import register_export, register_log
        from moderation import exporting, notices
        from moderation.models import LogEntry
        from moderation.services import answering, specimens

        notices.register()
        register_log(
            LogEntry,
            {
                1: (
                    *("at", "act", "moderator_id", "role", "target_kind", "target_id"),
                    *("person_id", "case_id", "rule_id", "before", "after", "reason"),
                    "request_id",
                )
            },
        )
        answering.register()
        register_export("moderation", exporting.files_of)
        specimens.register()
