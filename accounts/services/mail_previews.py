"""Plainly made-up data for each message of an account, for the mail previews."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.services.account_mail import button
from core import clock
from outbox.registry import register_mail_preview

TOKEN = "a-sample-token-that-opens-nothing"
PLAIN = (
    "account/account_already_exists",
    "account/password_changed",
    "account/password_reset",
    "account/password_set",
    "account/unknown_account",
    "account/unlocked",
    "mfa/recovery_codes_generated",
    "mfa/totp_activated",
    "mfa/totp_deactivated",
    "mfa/webauthn_added",
    "mfa/webauthn_removed",
)
CODES = (
    "account/email_confirmation",
    "account/email_confirmation_signup",
    "account/login_code",
    "account/password_reset_code",
    "account/proof_code",
)
LINKS = ("socialaccount/account_connected", "socialaccount/account_disconnected")


def register() -> None:
    for kind in PLAIN:
        register_mail_preview(kind, _sample(kind))
    for kind in CODES:
        register_mail_preview(kind, _sample(kind, code="0000-0000"))
    for kind in (
        "socialaccount/account_connected",
        "socialaccount/account_disconnected",
    ):
        register_mail_preview(kind, _sample(kind, provider="GitHub"))
    register_mail_preview("account/email_changed", _email_changed)
    register_mail_preview("account/way_back", _way_back)


def _sample(kind: str, **more: Any) -> Callable[[], dict[str, Any]]:
    def preview() -> dict[str, Any]:
        return (
            {
                "person": User(handle="sample-person", display_name="Sample Person"),
                "at": clock.now(),
                "device": "Firefox on Linux",
            }
            | button(kind)
            | more
        )

    return preview


def _email_changed() -> dict[str, Any]:
    return {
        "from_email": "old@example.org",
        "to_email": "new@example.org",
        "until": clock.now() + timedelta(hours=72),
    } | button("account/email_changed", TOKEN)


def _way_back() -> dict[str, Any]:
    return {
        "person": User(handle="sample-person", display_name="Sample Person"),
        "until": clock.now() + timedelta(hours=72),
    } | button("account/way_back", TOKEN)
