from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from accounts.registry import register_export
        from moderation import exporting, notices
        from moderation.services import answering, specimens
        from outbox.registry import register_job

        notices.register()
        register_job(answering.JOB, answering.answer_more_flags)
        register_export("moderation", exporting.files_of)
        specimens.register()
