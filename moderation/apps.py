from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from access.registry import register_view_as_pages
        from accounts.registry import register_export, register_log
        from core.registry import register_free_text_fields
        from moderation import exporting, notices
        from moderation.models import LogEntry
        from moderation.services import actions, answering, mail_previews

        register_view_as_pages("moderation:log_index")
        register_free_text_fields("note", "reason", "words")
        notices.register()
        actions.register()
        register_log(
            LogEntry,
            {
                1: (
                    *(
                        "at",
                        "action",
                        "moderator_id",
                        "role",
                        "target_kind",
                        "target_id",
                    ),
                    *("person_id", "case_id", "rule_id", "before", "after", "reason"),
                    "request_id",
                )
            },
        )
        answering.register()
        register_export("moderation", exporting.files_of)
        mail_previews.register()
