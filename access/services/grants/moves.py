"""What an act does to one person's rows in one circle, computed in memory.

No queries, no messages, no locks, and no clock but the moment of the place. A dry run
shows what these functions answer, carrying out writes it: the two cannot differ.
What an act cannot do raises an AccountsError, whose sentence is shown.
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from access import calendar
from access.enums import GrantSource
from access.errors import NothingOpen, NothingToRenew
from access.models import Grant
from access.services.grants.place import (
    Message,
    Move,
    Place,
    current,
    dropped,
    revoked,
)


def open_place(place: Place, *, months: int, anchor_on: date | None = None) -> Move:
    """A window from `anchor_on` (today without one), or for life where months is 0.

    A place for life opens on that day, where it lies ahead.
    """
    source = GrantSource.ORGANISER
    if not months:
        return open_for_life(place, source=source, starts_on=anchor_on)
    today = place.now.astimezone(ZoneInfo(place.circle.zone)).date()
    return open_window(
        place, anchor_on=anchor_on or today, months=months, source=source
    )


def open_window(
    place: Place,
    *,
    anchor_on: date,
    months: int,
    source: str,
    zone: str = "",
    reference: str = "",
) -> Move:
    zone = zone or place.circle.zone
    starts_at = max(place.now, calendar.start_of_day(anchor_on, zone))
    ends_at = calendar.window_end(anchor_on, months=months, zone=zone)
    if ends_at <= starts_at:
        raise NothingOpen(
            f"This window ended on {calendar.last_day_before(ends_at, zone):%-d %B %Y}."
        )
    grant = place.row(
        starts_at=starts_at,
        ends_at=ends_at,
        anchor_on=anchor_on,
        months=months,
        zone=zone,
        source=source,
        reference=reference,
    )
    return Move(place, adds=(grant,), message=Message("opened", grant))


def open_for_life(
    place: Place, *, source: str, reference: str = "", starts_on: date | None = None
) -> Move:
    """A place without an end; nothing where one stands by the day it would begin.

    Each order of a shop has its own, which its refund ends.
    """
    starts_at = place.now
    if starts_on is not None:
        day = calendar.start_of_day(starts_on, place.circle.zone)
        starts_at = max(place.now, day)
    if held_for_life(place, starts_at, reference):
        return Move(place)
    grant = place.row(
        starts_at=starts_at,
        ends_at=None,
        zone=place.circle.zone,
        source=source,
        reference=reference,
    )
    return Move(place, adds=(grant,), message=Message("opened", grant))


def held_for_life(place: Place, by: datetime, reference: str = "") -> Grant | None:
    """The row that gives the place without an end, where one does by a moment."""
    for_life = (row for row in place.live if row.ends_at is None)
    begun = (row for row in for_life if row.starts_at <= by)
    theirs = (row for row in begun if reference in {"", row.reference})
    return next(theirs, None)


def extend(place: Place, *, days: int) -> Move:
    """Whole days at the current end. Raises NothingOpen without an open span."""
    latest, ends_at = current(place)
    last_day = calendar.last_day_before(ends_at, latest.zone)
    grant = place.row(
        starts_at=ends_at,
        ends_at=calendar.end_of_day(calendar.days_later(last_day, days), latest.zone),
        extra_days=days,
        zone=latest.zone,
        source=GrantSource.EXTENSION,
    )
    return Move(place, adds=(grant,), message=Message("extended", grant))


def renew(place: Place, *, months: int, reference: str = "") -> Move:
    """Calendar months at the current end; a window from today where it is closed.

    Raises NothingToRenew where no window was ever anchored.
    """
    anchored = _anchored(place)
    if not place.is_open:
        return open_window(
            place,
            anchor_on=place.now.astimezone(ZoneInfo(place.circle.zone)).date(),
            months=months,
            source=GrantSource.RENEWAL,
            reference=reference,
        )
    _latest, ends_at = current(place)
    assert anchored.anchor_on is not None
    plain = calendar.last_usable_day(anchored.anchor_on, months=anchored.months)
    moved = (calendar.last_day_before(ends_at, anchored.zone) - plain).days
    grant = place.row(
        starts_at=ends_at,
        ends_at=calendar.window_end(
            anchored.anchor_on,
            months=anchored.months + months,
            zone=anchored.zone,
            extra_days=max(0, moved),
        ),
        anchor_on=anchored.anchor_on,
        months=anchored.months + months,
        extra_days=max(0, moved),
        zone=anchored.zone,
        source=GrantSource.RENEWAL,
        reference=reference,
    )
    return Move(place, adds=(grant,), message=Message("renewed", grant))


def revoke_all(place: Place) -> Move:
    """End every row that is open or lies ahead, and every pause."""
    if not place.live and not place.paused_rows:
        raise NothingOpen("There is no open window here, and none that is paused.")
    return _revoking(place, place.live, place.paused_rows)


def revoke_one(place: Place, *, grant: Grant) -> Move:
    """End one row, or its pause; nothing where it has been ended already.

    Raises NothingOpen where it ended by itself: that day stays the day of its end.
    """
    for row in place.standing:
        if row.pk == grant.pk and row not in place.live:
            raise NothingOpen(
                f"This place ended by itself on {row.last_day:%-d %B %Y}."
            )
    return _revoking(place, *_only(place, lambda row: row.pk == grant.pk))


def revoke_order(place: Place, *, reference: str) -> Move:
    """End what one order opened; nothing where nothing of it is left."""
    return _revoking(place, *_only(place, lambda row: row.reference == reference))


def _anchored(place: Place) -> Grant:
    """The row that says from which day a renewal counts.

    It is of the span that is open; where nothing is, or no row of it has an anchor,
    the last that has begun. A window that only lies ahead is not continued.
    """
    begun = [
        row for row in place.standing if row.anchor_on and row.starts_at <= place.now
    ]
    anchored = [row for row in place.span if row.anchor_on] or begun
    if not anchored:
        raise NothingToRenew("There is no window that a renewal could continue.")
    return max(anchored, key=lambda row: (row.ends_at or place.now, row.pk))


def _only(
    place: Place, is_meant: Callable[[Grant], bool]
) -> tuple[list[Grant], list[Grant]]:
    live = [row for row in place.live if is_meant(row)]
    return live, [row for row in place.paused_rows if is_meant(row)]


def _revoking(place: Place, live: list[Grant], paused_rows: list[Grant]) -> Move:
    revokes = tuple(revoked(row, place.now) for row in live)
    drops = tuple(dropped(place, row) for row in paused_rows)
    message = None
    if drops:
        message = Message("pause_ended", drops[0])
    elif revokes:
        message = Message("revoked", revokes[0])
    return Move(place, revokes=revokes, drops=drops, message=message)
