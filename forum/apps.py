from datetime import timedelta

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from accounts import registry as people
        from forum import (
            belongings,
            exporting,
            notices,
            reporting,
            searching,
            specimens,
        )
        from forum.reading import overlay
        from forum.services.purging import purge_deleted_posts
        from forum.services.rendering import render_late_posts
        from forum.services.versions import circle_changed
        from outbox import registry as outbox

        notices.register()
        overlay.register()
        searching.register()
        reporting.register()
        specimens.register()
        people.register_belongings(belongings.own_posts)
        people.register_closings(belongings.closing_categories)
        people.register_profile_section(belongings.profile_section)
        people.register_export("forum", exporting.words_of)
        people.on_circle_change(circle_changed)
        people.register_organise_link(
            "Categories",
            "forum:category_index",
            "The rooms of the forum, and who may do what in each.",
        )
        outbox.register_periodic(
            "forum.render_late_posts", render_late_posts, every=timedelta(minutes=1)
        )
        outbox.register_periodic(
            "forum.purge_deleted_posts", purge_deleted_posts, every=timedelta(hours=6)
        )
