from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from accounts import registry
        from recordings import belongings, exporting

        registry.register_belongings(belongings.own_recordings)
        registry.register_export("recordings", exporting.recordings_of)
