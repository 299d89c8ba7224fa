from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "tags"

    def ready(self) -> None:
        # Models are loaded only now.
        from outbox.registry import register_job
        from tags.services import merging

        register_job(merging.JOB, merging.move_uses)
