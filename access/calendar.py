"""The arithmetic of access windows. Pure: no models, no clock.

A window of `months` calendar months that is anchored on a day runs to the end
of the same day of the month, `months` later, in the anchor's zone; where that
month is too short, to the end of its last day. The end is exclusive: it is the
first moment of the following day, in UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from access.errors import MomentOutOfRange


def last_usable_day(anchor: date, *, months: int, extra_days: int = 0) -> date:
    """The last day of the window. Computed from the anchor: renewals never drift."""
    try:
        return anchor + relativedelta(months=months) + timedelta(days=extra_days)
    except (OverflowError, ValueError) as error:
        raise MomentOutOfRange("That date is too far away.") from error


def days_later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise MomentOutOfRange("That date is too far away.") from error


def start_of_day(day: date, zone: str) -> datetime:
    """The first moment of a day in a zone, in UTC.

    Where clocks go forward at midnight the day begins at the first moment that
    exists; where midnight comes twice it begins at the first of the two.
    """
    try:
        local = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
        moment = local.astimezone(UTC)
        # A midnight that a clock change leaves out maps to a moment of the day
        # before or to a later wall time; the transition itself is the start.
        while moment.astimezone(ZoneInfo(zone)).date() < day:
            moment += timedelta(minutes=15)
        return moment
    except (OverflowError, ValueError) as error:
        raise MomentOutOfRange("That date is too far away.") from error


def end_of_day(day: date, zone: str) -> datetime:
    """The exclusive end of a day in a zone, in UTC."""
    try:
        return start_of_day(day + timedelta(days=1), zone)
    except OverflowError as error:
        raise MomentOutOfRange("That date is too far away.") from error


def window_end(
    anchor: date, *, months: int, zone: str, extra_days: int = 0
) -> datetime:
    """The exclusive end of a window, in UTC."""
    return end_of_day(
        last_usable_day(anchor, months=months, extra_days=extra_days), zone
    )


def last_day_before(ends_at: datetime, zone: str) -> date:
    """The last usable day of a window that ends (exclusively) at a moment."""
    return (ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()


def days_left(now: datetime, ends_at: datetime, zone: str) -> int:
    """Whole calendar days from today to the last usable day; 0 on that day."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return (last_day_before(ends_at, zone) - today).days


Span = tuple[datetime, datetime | None]


def covered_until(spans: list[Span], now: datetime) -> datetime | None:
    """The end of the unbroken time from `now` that the spans cover together.

    Ends are exclusive, None means for life. `now` itself when no span is open.
    """
    end = now
    for starts_at, ends_at in sorted(spans, key=lambda span: span[0]):
        if starts_at > end:
            break
        if ends_at is None:
            return None
        end = max(end, ends_at)
    return end


def covered(spans: Iterable[Span], now: datetime) -> tuple[Span, ...]:
    """The times from `now` on that the spans cover together, merged, in order.

    The first begins at `now` where one of them is open then.
    """
    merged: list[Span] = []
    for starts_at, ends_at in sorted(spans, key=lambda span: span[0]):
        if ends_at is not None and ends_at <= now:
            continue
        span: Span = (max(starts_at, now), ends_at)
        if merged and _reaches(merged[-1], span[0]):
            span = (merged[-1][0], _later_end(merged.pop()[1], ends_at))
        merged.append(span)
    return tuple(merged)


def without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The times of spans that the others, merged and in order, do not cover."""
    left: list[Span] = []
    others = list(others)
    for starts_at, ends_at in spans:
        start: datetime | None = starts_at
        for from_, until in others:
            if start is None or (ends_at is not None and from_ >= ends_at):
                break
            if until is not None and until <= start:
                continue
            if from_ > start:
                left.append((start, from_))
            start = until
        if start is not None and (ends_at is None or start < ends_at):
            left.append((start, ends_at))
    return left


def _reaches(span: Span, moment: datetime) -> bool:
    return span[1] is None or span[1] >= moment


def _later_end(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def covered_since(spans: list[Span], now: datetime) -> datetime | None:
    """The start of the unbroken time up to `now`; None when no span is open."""
    since: datetime | None = None
    reached: datetime | None = None
    for starts_at, ends_at in sorted(spans, key=lambda span: span[0]):
        if starts_at > now:
            break
        if since is None or (reached is not None and starts_at > reached):
            since, reached = starts_at, ends_at
        elif reached is not None:
            reached = None if ends_at is None else max(reached, ends_at)
    return since if since and (reached is None or reached > now) else None
