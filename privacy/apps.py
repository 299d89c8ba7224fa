from datetime import timedelta

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from outbox.registry import register_job, register_periodic
        from privacy.services import export, mail_previews

        register_job(export.BUILD, export.build_export)
        register_periodic(
            "privacy.remove_old_exports",
            export.remove_old_exports,
            every=timedelta(hours=1),
        )
        mail_previews.register()
