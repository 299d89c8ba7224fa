from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from allauth.core.internal import ratelimit
        from allauth.mfa.totp.internal import auth

        from accounts import bylines, exporting, receivers, registry  # noqa: F401
        from accounts.models import AuditEntry
        from accounts.services import (
            counting,
            guesses,
            mail_previews,
            sessions,
            unproved,
        )
        from accounts.services.chain import sealing
        from core.registry import register_free_text_fields
        from outbox.registry import register_periodic
        from richtext.registry import register_slot

        register_slot("mention", bylines.mentions)
        register_slot("name", bylines.name_slots, personal=True, key=bylines.PERSON_KEY)
        register_slot(
            "byline", bylines.byline_slots, personal=True, key=bylines.BYLINE_KEY
        )
        registry.register_log(
            AuditEntry,
            {
                1: (
                    *("at", "actor_id", "action", "target_kind", "target_id"),
                    *("before", "after", "reason", "request_id"),
                )
            },
        )
        register_periodic(
            "accounts.seal_logs", sealing.seal_logs, every=timedelta(minutes=10)
        )
        # allauth counts in the default cache, which is one process's own.
        ratelimit.cache = counting.shared
        auth.cache = counting.used_codes

        register_periodic(
            "accounts.give_up_unproved",
            unproved.give_up_unproved,
            every=timedelta(hours=6),
        )
        register_periodic(
            "accounts.forget_ended_sessions",
            sessions.forget_ended_sessions,
            every=timedelta(days=1),
        )
        register_periodic(
            "accounts.forget_old_guesses",
            guesses.forget_old_guesses,
            every=timedelta(days=1),
        )
        register_free_text_fields("display_name", "reason")
        registry.register_export("accounts", exporting.account_of)
        mail_previews.register()
