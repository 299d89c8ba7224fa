from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"

    def ready(self) -> None:
        # Models are loaded only now, and all of these know them.
        from accounts import registry
        from recordings import exporting, owned_items

        registry.register_owned_items(owned_items.own_recordings)
        registry.register_export("recordings", exporting.recordings_of)
