"""What a pause does to a person's rows, and what ends it. Computed in memory.

Each row that a pause revokes keeps its own days, and comes back as a row of its own
with its own anchor, months and order. All are moved by the same number of days, those
that the pause lasted: what was unbroken stays so, a renewal still counts from the
first anchor, and a refund still finds what its order opened. Where something is open
when the pause ends, they begin at its end: no day that was kept is lost beside it.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from access import calendar
from access.errors import NothingPaused
from access.models import Grant
from access.services.grants.place import (
    Message,
    Move,
    Place,
    current,
    days_kept,
    dropped,
    given_back,
    revoked,
)


def pause(place: Place) -> Move:
    """Close the open span; each of its rows keeps the days that were left of it."""
    last, ends_at = current(place)
    running = [row for row in place.live if row.starts_at < ends_at]
    paused_rows = {
        row.pk: revoked(row, place.now, paused_days=_days_of(row, place.now))
        for row in running
    }
    days = calendar.days_left(place.now, ends_at, last.zone)
    message = Message("paused", paused_rows[last.pk], days)
    return Move(place, revokes=tuple(paused_rows.values()), message=message)


def resume(place: Place) -> Move:
    """Give back what the last pause kept: from today on, or at the current end.

    Raises NothingPaused where there is nothing to give, or nowhere to give it; the
    pause stays then.
    """
    if not place.pauses:
        raise NothingPaused("There is no pause that could be ended.")
    paused = place.pauses[0]
    ends_at = place.open_until
    if ends_at is None:
        raise NothingPaused("This place has no end now: the paused days stay kept.")
    last = max(paused, key=lambda row: (row.ends_at or place.now, row.pk))
    adds = _given_back(place, paused, ends_at, _days_passed(place, last, ends_at))
    if last.pk not in adds:
        raise NothingPaused("The pause kept no day that could be added at the end.")
    drops = tuple(dropped(place, row) for row in paused if row.pk not in adds)
    move = Move(place, adds=tuple(adds.values()), drops=drops)
    return replace(move, message=_message_of(move, adds[last.pk], days_kept(paused)))


def _message_of(move: Move, last: Grant, days: int) -> Message:
    """Where a line was ended during the pause, the rest may begin after a gap only."""
    until = move.then.open_until
    if until == move.place.open_until:
        return Message("opened", move.adds[0])
    kind = "extended" if move.place.is_open else "resumed"
    reaches = (row for row in move.adds if row.ends_at == until)
    return Message(kind, next(reaches, last), days)


def _days_passed(place: Place, last: Grant, ends_at: datetime) -> int:
    """By how many days the rows move: the pause's own day becomes today, or the last
    day of what is open.
    """
    assert last.revoked_at
    zone = ZoneInfo(last.zone)
    day = place.now.astimezone(zone).date()
    if place.is_open:
        day = calendar.last_day_before(ends_at, last.zone)
    return (day - last.revoked_at.astimezone(zone).date()).days


def _days_of(row: Grant, now: datetime) -> int:
    """The row's own days after today: all of them where it has not begun."""
    assert row.ends_at
    starts_at = max(row.starts_at, now)
    is_ahead = row.starts_at > now
    return calendar.days_left(starts_at, row.ends_at, row.zone) + is_ahead


def _given_back(
    place: Place, paused: list[Grant], since: datetime, days: int
) -> dict[int, Grant]:
    """The rows of a pause anew, so many days later, by the keys of the old ones.

    None begins before `since`. What ended with the day of the pause has nothing to
    give where it would begin at an end.
    """
    found: dict[int, Grant] = {}
    paused_at = paused[0].revoked_at
    assert paused_at
    reached = reaches = paused_at
    for row in paused:
        assert row.ends_at
        starts_at = since
        if row.starts_at > paused_at:
            own = _day_later(row.starts_at, row.zone, days)
            # Of two zones one may change its clocks between: no hour is left out.
            joined = min(own, reaches) if row.starts_at <= reached else own
            starts_at = max(since, joined)
        last_day = calendar.last_day_before(row.ends_at, row.zone)
        ends_at = calendar.end_of_day(calendar.days_later(last_day, days), row.zone)
        reached, reaches = max(reached, row.ends_at), max(reaches, ends_at)
        if ends_at <= starts_at:
            continue
        found[row.pk] = given_back(place, row, starts_at=starts_at, ends_at=ends_at)
    return found


def _day_later(moment: datetime, zone: str, days: int) -> datetime:
    day = moment.astimezone(ZoneInfo(zone)).date()
    return calendar.start_of_day(calendar.days_later(day, days), zone)
