from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from access.registry import register_view_as_pages

        register_view_as_pages("search:results_index")
