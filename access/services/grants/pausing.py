"""Pausing a place, and giving back the days that were left."""

from access.models import Circle, Grant
from access.services.grants import pauses
from access.services.grants.acting import act
from accounts.models import User


def pause(*, organiser: User, person: User, circle: Circle, reason: str) -> Grant:
    """Close an open span and keep the days that were left, for `resume`.

    Answers with the row that was to end last.
    """
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=pauses.pause,
    )
    assert move.letter
    return move.letter.grant


def resume(*, organiser: User, person: User, circle: Circle, reason: str = "") -> Grant:
    """Give back what the last pause kept, from today on: the row that ends last."""
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=pauses.resume,
    )
    return max(move.adds, key=lambda row: row.ends_at or row.starts_at)
