from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from allauth.core.internal import ratelimit
        from allauth.mfa.totp.internal import auth

        from accounts import bylines, receivers, registry  # noqa: F401
        from accounts.services import counting, joining, specimens
        from outbox.registry import register_periodic
        from richtext.registry import register_slot

        register_slot("mention", bylines.mentions)
        # allauth counts in the default cache, which is one process's own.
        ratelimit.cache = counting.shared
        auth.cache = counting.used_codes

        register_periodic(
            "accounts.give_up_unproved",
            joining.give_up_unproved,
            every=timedelta(hours=6),
        )
        specimens.register()
        registry.register_organise_link(
            "Invitations",
            "accounts:organise_invitations",
            "Offer someone a place; see who has taken theirs.",
        )
        registry.register_organise_link(
            "Waiting to be let in",
            "accounts:organise_waiting",
            "Accounts that ask for your approval.",
        )
