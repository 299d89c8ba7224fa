from datetime import timedelta

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from accounts.registry import register_export
        from outbox import registry as outbox
        from stories import exporting, owned_items, reporting, searching
        from stories.services.rendering import render_late_stories

        owned_items.register()
        register_export("stories", exporting.stories_of)
        reporting.register()
        searching.register()
        outbox.register_periodic(
            "stories.render_late_stories",
            render_late_stories,
            every=timedelta(minutes=1),
        )
