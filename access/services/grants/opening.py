"""Opening a place: a window of calendar months, or for life."""

from datetime import date
from functools import partial

from access.access_rows import EVER
from access.enums import GrantSource
from access.models import Circle, Grant
from access.services.grants import moves
from access.services.grants.performing import perform, perform_unchecked
from access.services.grants.place import Move
from accounts.models import User


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
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(
            moves.open_window,
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
    move = perform_unchecked(
        by=granted_by,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(
            moves.open_window,
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
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(moves.open_for_life, source=source),
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
    move = perform_unchecked(
        by=granted_by,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(moves.open_for_life, source=source, reference=reference),
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
    move = perform(
        organiser=organiser,
        person=person,
        circle=circle,
        reason=reason,
        compute=partial(moves.open_place, months=months, anchor_on=anchor_on),
    )
    return move.adds[0] if months else _for_life(move)


def _for_life(move: Move, reference: str = "") -> Grant:
    """What was written, or the place that stood already."""
    if move.adds:
        return move.adds[0]
    # The first to begin is there, because one began early enough.
    held = moves.held_for_life(move.place, EVER, reference)
    assert held is not None
    return held
