from datetime import timedelta

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from access.registry import register_view_as_pages
        from accounts.registry import register_export
        from core.registry import register_free_text_fields
        from outbox import registry as outbox
        from stories import belongings, exporting, reporting, searching
        from stories.services.rendering import render_late_stories

        register_view_as_pages(
            *("stories:story_index", "stories:story_short", "stories:story_detail"),
            "stories:story_create",
        )
        register_free_text_fields(
            *("sentence", "from_other", "to_other", "arrived_other", "hardest_words"),
            *("surprise", "differently", "narrative", "carried_other", "added_other"),
        )
        belongings.register()
        register_export("stories", exporting.stories_of)
        reporting.register()
        searching.register()
        outbox.register_periodic(
            "stories.render_late_stories",
            render_late_stories,
            every=timedelta(minutes=1),
        )
