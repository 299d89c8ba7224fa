from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from moderation import notices
        from moderation.services import specimens

        notices.register()
        specimens.register()
