"""Pausing a place, and giving back the days that were left."""

from accounts.models import Circle, Grant, User
from accounts.services.grants import reckoning
from accounts.services.grants.acting import act


def pause(*, organiser: User, person: User, circle: Circle, reason: str) -> Grant:
    """Close an open span and keep the days that were left, for `resume`."""
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=reckoning.pause,
    )
    return move.revokes[-1]


def resume(*, organiser: User, person: User, circle: Circle, reason: str = "") -> Grant:
    """Give back the days that the last pause kept, from today on."""
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=reckoning.resume,
    )
    return move.adds[-1]
