"""Plainly made-up data for the messages of coming in."""

from datetime import timedelta
from typing import Any

from access.enums import CircleKind
from access.models import Circle
from accounts.models import User
from accounts.services.mail_previews import TOKEN
from core import clock
from onboarding.models import Invitation
from onboarding.services.account_mail import (
    INVITATION,
    REFUSAL,
    WELCOME,
    invitation_button,
    welcome_button,
)
from outbox.registry import register_mail_preview


def register() -> None:
    register_mail_preview(INVITATION, _invitation)
    register_mail_preview(WELCOME, _welcome)
    register_mail_preview(REFUSAL, _refusal)


def _person() -> User:
    return User(handle="sample-person", display_name="Sample Person")


def _welcome() -> dict[str, Any]:
    return {"person": _person()} | welcome_button()


def _refusal() -> dict[str, Any]:
    return {"person": _person(), "reason": "A sample reason."}


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
    return places | invitation_button(TOKEN)
