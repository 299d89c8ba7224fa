from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from access.registry import register_view_as_pages
        from accounts import registry
        from core.registry import register_free_text_fields
        from recordings import belongings, exporting

        register_view_as_pages(
            *("recordings:recording_detail", "recordings:recording_file"),
            "recordings:recording_captions",
        )
        register_free_text_fields("title", "presenter", "transcript")
        registry.register_belongings(belongings.own_recordings)
        registry.register_export("recordings", exporting.recordings_of)
