from datetime import timedelta

from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from access import registry
        from accounts import registry as people
        from core.registry import register_free_text_fields
        from forum import (
            exporting,
            mail_previews,
            notices,
            owned_items,
            reporting,
            searching,
        )
        from forum.models.category import category_name
        from forum.pages import overlay
        from forum.services.purging import purge_deleted_posts
        from forum.services.rendering import render_late_posts
        from forum.services.versions import circle_changed
        from outbox import registry as outbox

        notices.register()
        overlay.register()
        searching.register()
        reporting.register()
        mail_previews.register()
        people.register_owned_items(owned_items.own_posts)
        registry.register_closings(owned_items.closing_categories)
        people.register_profile_section(owned_items.profile_section)
        people.register_export("forum", exporting.words_of)
        registry.on_circle_change(circle_changed)
        registry.register_view_as_pages(
            *("forum:forum_index", "forum:category_detail", "forum:thread_create"),
            *("forum:thread_short", "forum:thread_detail", "forum:thread_jump"),
            *("forum:post_detail", "forum:post_create"),
        )
        registry.register_scope("category", category_name)
        register_free_text_fields(
            *("title", "body", "words", "reason", "name", "description")
        )
        registry.register_organise_link(
            "Categories",
            "forum:organise_category_index",
            "The rooms of the forum, and who may do what in each.",
        )
        outbox.register_periodic(
            "forum.render_late_posts", render_late_posts, every=timedelta(minutes=1)
        )
        outbox.register_periodic(
            "forum.purge_deleted_posts", purge_deleted_posts, every=timedelta(hours=6)
        )
