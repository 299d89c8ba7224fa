"""Plainly made-up data for each letter of an account, for the gallery of mails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.enums import CircleKind
from accounts.models import Circle, Export, Invitation, User
from accounts.services.letters import button
from core import clock
from core.limits import EXPORT_LIFE
from outbox.registry import register_specimen

TOKEN = "a-sample-token-that-opens-nothing"
PLAIN = (
    "account/account_already_exists",
    "account/approved",
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
        register_specimen(kind, _sample(kind))
    for kind in CODES:
        register_specimen(kind, _sample(kind, code="0000-0000"))
    for kind in (
        "socialaccount/account_connected",
        "socialaccount/account_disconnected",
    ):
        register_specimen(kind, _sample(kind, provider="GitHub"))
    register_specimen(
        "account/refused", _sample("account/refused", reason="A sample reason.")
    )
    register_specimen("account/email_changed", _email_changed)
    register_specimen("account/way_back", _way_back)
    register_specimen("account/invitation", _invitation)
    register_specimen("account/export_ready", _export_ready)


def _sample(kind: str, **more: Any) -> Callable[[], dict[str, Any]]:
    def specimen() -> dict[str, Any]:
        return (
            {
                "person": User(handle="sample-person", display_name="Sample Person"),
                "at": clock.now(),
                "device": "Firefox on Linux",
            }
            | button(kind)
            | more
        )

    return specimen


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


def _invitation() -> dict[str, Any]:
    circle = Circle(slug="sample", name="Sample circle", kind=CircleKind.OTHER)
    invitation = Invitation(
        email="sample@example.org",
        name="Sample Person",
        circle=circle,
        anchor_on=clock.now().date(),
        months=12,
        expires_at=clock.now() + timedelta(days=30),
        invited_by=User(handle="sample-host", display_name="Sample Host"),
    )
    other = Circle(slug="other", name="Sample recordings", kind=CircleKind.RECORDINGS)
    for_life = Invitation(circle=other, anchor_on=invitation.anchor_on, months=0)
    places = {"invitation": invitation, "invitations": [invitation, for_life]}
    return places | button("account/invitation", TOKEN)


def _export_ready() -> dict[str, Any]:
    kind = "account/export_ready"
    export = Export(expires_at=clock.now() + EXPORT_LIFE)
    return {"export": export} | button(kind)
