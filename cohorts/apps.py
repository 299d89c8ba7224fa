from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from access import registry
        from cohorts.policies import body_limit
        from core.registry import register_free_text_fields, register_upload

        register_free_text_fields("name", "reason")
        register_upload(
            "cohorts:recording_create",
            path_end="/recordings/new/",
            limit=body_limit,
        )
        registry.register_organise_link(
            "Cohorts and recordings",
            "cohorts:cohort_index",
            "Runs of the programme, their films, and who keeps them for life.",
        )
