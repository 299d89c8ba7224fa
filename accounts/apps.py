from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from allauth.core.internal import ratelimit
        from allauth.mfa.totp.internal import auth

        from accounts import (  # noqa: F401
            bylines,
            exporting,
            notices,
            receivers,
            registry,
        )
        from accounts.models import AuditEntry
        from accounts.services import (
            approvals,
            asking,
            counting,
            desk_letters,
            export,
            guesses,
            joining,
            sessions,
            specimens,
            window_notices,
            window_specimens,
        )
        from accounts.services.chain import sealing
        from accounts.services.grants import telling
        from outbox.registry import register_job, register_periodic
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
                    *("at", "actor_id", "act", "target_kind", "target_id"),
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
            joining.give_up_unproved,
            every=timedelta(hours=6),
        )
        register_periodic(
            "accounts.note_gate", joining.note_gate, every=timedelta(hours=1)
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
        register_periodic(
            window_notices.JOB, window_notices.tell_due, every=timedelta(hours=1)
        )
        register_periodic(telling.JOB, telling.write_letters, every=timedelta(hours=1))
        notices.register()
        register_job(export.BUILD, export.build_export)
        register_periodic(
            "accounts.remove_old_exports",
            export.remove_old_exports,
            every=timedelta(hours=1),
        )
        registry.register_export("accounts", exporting.account_of)
        specimens.register()
        window_specimens.register()
        desk_letters.register()
        registry.register_organise_link(
            "Requests",
            "accounts:organise_requests",
            "What people ask about their access, and invitations they say are theirs.",
            count=asking.waiting,
            of_people=True,
        )
        registry.register_organise_link(
            "Bring graduates in",
            "accounts:organise_import",
            "A list of people, circles and graduation days.",
            of_people=True,
        )
        registry.register_organise_link(
            "Invitations",
            "accounts:organise_invitations",
            "Offer someone a place; see who has taken theirs.",
            of_people=True,
        )
        registry.register_organise_link(
            "Waiting to be let in",
            "accounts:organise_waiting",
            "Accounts that ask for your approval.",
            count=approvals.count_waiting,
            of_people=True,
        )
