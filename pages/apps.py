from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        from access.registry import register_view_as_pages

        register_view_as_pages(
            *("pages:home", "pages:about", "pages:door_index", "pages:health"),
            "pages:security",
        )
