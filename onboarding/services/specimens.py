"""Plainly made-up data for the letters of coming in."""

from datetime import timedelta
from typing import Any

from access.enums import CircleKind
from access.models import Circle
from accounts.models import User
from accounts.services.letters import button
from accounts.services.specimens import TOKEN
from core import clock
from onboarding.models import Invitation


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
