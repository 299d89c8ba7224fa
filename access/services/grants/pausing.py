"""Pausing a place, and giving back the days that were left."""

from access.models import Circle, Grant
from access.services.grants import pauses
from access.services.grants.performing import perform
from accounts.models import User


def pause(*, organiser: User, person: User, circle: Circle, reason: str) -> Grant:
    """Close an open span and keep the days that were left, for `resume`.

    Answers with the row that was to end last.
    """
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=pauses.pause,
    )
    assert move.message
    return move.message.grant


def resume(*, organiser: User, person: User, circle: Circle, reason: str = "") -> Grant:
    """Give back what the last pause kept, from today on: the row that ends last."""
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=pauses.resume,
    )
    return max(move.adds, key=lambda row: row.ends_at or row.starts_at)
