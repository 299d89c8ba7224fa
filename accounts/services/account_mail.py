"""The mail that belongs to an account. Each kind is a template of `mail/`."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.services.sessions import device_of
from outbox.services.mail import send_template

# Mail that opens something: its words are wiped once it has left.
SECRET = {
    "account/email_changed",
    "account/email_confirmation",
    "account/email_confirmation_signup",
    "account/login_code",
    "account/password_reset_code",
    "account/proof_code",
    "account/way_back",
}
# Somebody sits at a page and waits for it. What goes to unknown addresses takes the
# same lane, so that the lane tells nothing.
FAST = {
    "account/account_already_exists",
    "account/email_confirmation",
    "account/email_confirmation_signup",
    "account/login_code",
    "account/password_reset_code",
    "account/proof_code",
    "account/unknown_account",
}
USED = {
    *("at", "code", "from_email", "person", "provider"),
    *("to_email", "token", "until"),
}

# What the message's button opens, where it has one.
BUTTONS = {
    "account/account_already_exists": ("Sign in", "account_login"),
    "account/password_changed": ("Choose a new password", "account_reset_password"),
    "account/password_reset": ("Choose a new password", "account_reset_password"),
    "account/password_set": ("Choose a new password", "account_reset_password"),
    "account/unknown_account": ("Join", "account_signup"),
    "account/unlocked": ("Choose a new password", "account_reset_password"),
    "mfa/recovery_codes_generated": ("See your second factors", "mfa_index"),
    "mfa/totp_activated": ("See your second factors", "mfa_index"),
    "mfa/totp_deactivated": ("Choose a new password", "account_reset_password"),
    "mfa/webauthn_added": ("See your second factors", "mfa_index"),
    "mfa/webauthn_removed": ("Choose a new password", "account_reset_password"),
    "socialaccount/account_connected": (
        "See your linked accounts",
        "socialaccount_connections",
    ),
    "socialaccount/account_disconnected": (
        "Choose a new password",
        "account_reset_password",
    ),
}
WITH_TOKEN = {
    "account/email_changed": ("Take the account back", "accounts:email_change_revert"),
    "account/way_back": ("Take the account back", "accounts:email_change_revert"),
}


def button(kind: str, token: str = "") -> dict[str, str]:
    """What a message's button says and opens, for the message's context."""
    if kind in WITH_TOKEN:
        return button_to(*WITH_TOKEN[kind], token)
    return button_to(*BUTTONS[kind]) if kind in BUTTONS else {}


def button_to(label: str, name: str, *args: str) -> dict[str, str]:
    """A button that opens a page, at an address that does not trust the request's
    host.
    """
    url = settings.SITE_URL.rstrip("/") + reverse(name, args=args)
    return {"button_label": label, "button_url": url}


def send(kind: str, to: str, context: dict[str, Any]) -> None:
    """Put a message into the outbox, in the caller's transaction."""
    known = {name: value for name, value in context.items() if name in USED}
    if "user_agent" in context:
        known["device"] = device_of(context["user_agent"])
    send_template(
        kind=kind,
        to=to,
        context=known | button(kind, known.get("token", "")),
        secret=kind in SECRET,
        fast=kind in FAST,
    )
