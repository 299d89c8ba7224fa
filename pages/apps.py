from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        from access.registry import register_view_as_pages

        register_view_as_pages(
            *(
                "pages:home_index",
                "pages:about_detail",
                "pages:door_index",
                "pages:health_detail",
            ),
            "pages:security_detail",
        )
