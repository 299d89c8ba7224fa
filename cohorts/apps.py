from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from access import registry as access_registry
        from accounts import registry
        from recordings import belongings, exporting

        registry.register_belongings(belongings.own_recordings)
        registry.register_export("cohorts", exporting.recordings_of)
        access_registry.register_organise_link(
            "Cohorts and recordings",
            "cohorts:cohort_index",
            "Runs of the programme, their films, and who keeps them for life.",
        )
