"""Opening a place: a window of calendar months, or for life."""

from datetime import date
from functools import partial

from accounts.enums import GrantSource
from accounts.held import EVER
from accounts.models import Circle, Grant, User
from accounts.services.grants import reckoning
from accounts.services.grants.acting import act, settled
from accounts.services.grants.place import Move


def grant_window(
    *,
    organiser: User,
    person: User,
    circle: Circle,
    anchor_on: date,
    months: int = 12,
    zone: str = "",
    reason: str = "",
    source: str = GrantSource.ORGANISER,
) -> Grant:
    """Open `months` calendar months, counted from `anchor_on` in the circle's zone.

    A late start never moves the anchor. Raises NothingOpen where the window
    would have ended already.
    """
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=partial(
            reckoning.open_window,
            anchor_on=anchor_on,
            months=months,
            zone=zone,
            source=source,
        ),
    )
    return move.adds[0]


def open_window(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    anchor_on: date,
    months: int,
    zone: str = "",
    reason: str = "",
    reference: str = "",
    source: str,
) -> Grant:
    """Write a window whose right was settled before. The person's row is locked."""
    move = settled(
        by=granted_by,
        person=person,
        circle=circle,
        reason=reason,
        reckon=partial(
            reckoning.open_window,
            anchor_on=anchor_on,
            months=months,
            zone=zone,
            source=source,
            reference=reference,
        ),
    )
    return move.adds[0]


def grant_for_life(
    *,
    organiser: User,
    person: User,
    circle: Circle,
    reason: str = "",
    source: str = GrantSource.ORGANISER,
) -> Grant:
    """A place without an end. Where one stands already, it is given back."""
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=partial(reckoning.open_for_life, source=source),
    )
    return _for_life(move)


def open_for_life(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    reason: str,
    source: str,
    reference: str = "",
) -> Grant:
    """Write a place for life whose right was settled before. The row is locked.

    Where one stands already, it is given back; each order of a shop has its own.
    """
    move = settled(
        by=granted_by,
        person=person,
        circle=circle,
        reason=reason,
        reckon=partial(reckoning.open_for_life, source=source, reference=reference),
    )
    return _for_life(move, reference)


def grant_place(
    *,
    organiser: User,
    person: User,
    circle: Circle,
    months: int,
    anchor_on: date | None = None,
    reason: str = "",
) -> Grant:
    """Give a place: a window from `anchor_on` (today without one), or for life.

    It stands beside what the person has already; nothing is shortened by it. A place
    for life opens on that day, where it lies ahead.
    """
    move = act(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        reckon=partial(reckoning.open_place, months=months, anchor_on=anchor_on),
    )
    return move.adds[0] if months else _for_life(move)


def _for_life(move: Move, reference: str = "") -> Grant:
    """What was written, or the place that stood already."""
    if move.adds:
        return move.adds[0]
    # The first to begin is there, because one began early enough.
    held = reckoning.held_for_life(move.place, EVER, reference)
    assert held is not None
    return held
