from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        from access import registry

        registry.register_organise_link(
            "Cohorts and recordings",
            "cohorts:cohort_index",
            "Runs of the programme, their films, and who keeps them for life.",
        )
