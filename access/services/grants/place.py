"""One person's rows in one circle, and a move that changes them. Nothing is written."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from access import calendar
from access.access import Window
from access.calendar import Span
from access.enums import GrantSource
from access.errors import NothingOpen
from access.models import Circle, Grant
from accounts.models import User


@dataclass(frozen=True)
class Outlook:
    """What a place is from a moment on: the times in which it is open.

    `days_kept` are those that pauses have kept after their own days, and that can be
    given back: 0 where a pause kept the rest of its day, None where there is none.
    `last_day` is that of the time that is open at the moment, None where it has no
    end; `opens_on` is the first day of the next time.
    """

    now: datetime
    times: tuple[Span, ...]
    days_kept: int | None = None
    last_day: date | None = field(default=None, compare=False)
    opens_on: date | None = field(default=None, compare=False)
    is_again: bool = field(default=False, compare=False)
    zone: str = field(default="UTC", compare=False)

    @property
    def is_open(self) -> bool:
        return bool(self.times) and self.times[0][0] == self.now

    @property
    def ends_at(self) -> datetime | None:
        """The exclusive end of the open time: None for life, `now` where closed."""
        return self.times[0][1] if self.is_open else self.now

    @property
    def days(self) -> int | None:
        """How many days are open, after today in UTC; None where no end is.

        One today for all zones: two outlooks differ by what their last days do.
        """
        days = 0
        for starts_at, ends_at in self.times:
            if ends_at is None:
                return None
            if starts_at > self.now:
                days += calendar.days_left(starts_at, ends_at, self.zone) + 1
            else:
                last_day = calendar.last_day_before(ends_at, self.zone)
                days += (last_day - self.now.date()).days
        return days

    @property
    def summary(self) -> str:
        """Such as "10 March 2027" or "closed, opens again on 1 September 2027"."""
        words = "closed"
        if self.is_open:
            words = f"{self.last_day:%-d %B %Y}" if self.last_day else "no end"
        if self.days_kept is not None:
            days = "day" if self.days_kept == 1 else "days"
            words = f"{words}, {self.days_kept} {days} kept"
        if self.opens_on is None:
            return words
        again = " again" if self.is_again else ""
        return f"{words}, opens{again} on {self.opens_on:%-d %B %Y}"


@dataclass(frozen=True)
class Place:
    """Every row that one person has in one circle, as they are at a moment."""

    person: User
    circle: Circle
    now: datetime
    rows: tuple[Grant, ...] = ()

    @cached_property
    def standing(self) -> list[Grant]:
        return [row for row in self.rows if row.revoked_at is None]

    @cached_property
    def live(self) -> list[Grant]:
        """What stands and is not over, also what has not begun."""
        return [row for row in self.standing if not _is_over(row, self.now)]

    @cached_property
    def open_until(self) -> datetime | None:
        """The end of the unbroken open span: None for life, `now` where closed."""
        spans = [(row.starts_at, row.ends_at) for row in self.live]
        return calendar.covered_until(spans, self.now)

    @property
    def is_open(self) -> bool:
        return self.open_until != self.now

    @property
    def span(self) -> list[Grant]:
        """The rows of the unbroken open span, also those of it that are over."""
        spans = [(row.starts_at, row.ends_at) for row in self.standing]
        since, until = calendar.covered_since(spans, self.now), self.open_until
        if since is None:
            return []
        return [
            row
            for row in self.standing
            if row.starts_at >= since and (until is None or row.starts_at < until)
        ]

    @cached_property
    def pauses(self) -> list[list[Grant]]:
        """The rows of each pause that are not given back, the last pause first."""
        resumed = {row.resumes_id for row in self.rows}
        found: dict[datetime, list[Grant]] = {}
        for row in self.rows:
            if row.paused_days is not None and row.pk not in resumed and row.revoked_at:
                found.setdefault(row.revoked_at, []).append(row)
        return [found[moment] for moment in sorted(found, reverse=True)]

    @property
    def paused_rows(self) -> list[Grant]:
        """The rows of all pauses that are not given back."""
        return [row for paused in self.pauses for row in paused]

    @property
    def outlook(self) -> Outlook:
        times = calendar.covered(
            ((row.starts_at, row.ends_at) for row in self.live), self.now
        )
        ahead = [start for start, _end in times if start > self.now]
        return Outlook(
            now=self.now,
            times=times,
            last_day=self._last_day(),
            opens_on=self._day_of_start(ahead[0]) if ahead else None,
            is_again=any(row.starts_at <= self.now for row in self.rows),
            zone=self.live[-1].zone if self.live else self.circle.zone,
            days_kept=sum(map(days_kept, self.pauses)) if self.pauses else None,
        )

    @property
    def window(self) -> Window | None:
        """What is open now, as messages tell it; None where nothing is."""
        if not self.is_open:
            return None
        return Window(ends_at=self.open_until, zone=self._zone_of_end())

    def _last_day(self) -> date | None:
        end = self.open_until
        if end is None or not self.is_open:
            return None
        return calendar.last_day_before(end, self._zone_of_end())

    def _zone_of_end(self) -> str:
        """That of the row that ends last of the open span, as `Access` tells it."""
        last = (row for row in self.live if row.ends_at == self.open_until)
        return max(last, key=lambda row: row.starts_at).zone

    def _day_of_start(self, moment: datetime) -> date:
        zone = next(row.zone for row in self.live if row.starts_at == moment)
        return moment.astimezone(ZoneInfo(zone)).date()

    def row(self, **fields: Any) -> Grant:
        """A row to add. What gives none back has its circle's days of grace."""
        fields = {"grace_days": self.circle.grace_days} | fields
        return Grant(
            person=self.person, circle=self.circle, created_at=self.now, **fields
        )


@dataclass(frozen=True)
class Message:
    """What there is to tell of a move: of which kind, and about which row of it."""

    kind: str
    grant: Grant
    days: int | None = None


@dataclass(frozen=True)
class Move:
    """Rows to add, and rows as they are afterwards. Nothing is written.

    `revokes` end with the move. `drops` end a pause for good: each gives a row of
    it back, and is revoked in the same moment.
    """

    place: Place
    adds: tuple[Grant, ...] = ()
    revokes: tuple[Grant, ...] = ()
    drops: tuple[Grant, ...] = ()
    message: Message | None = None

    @cached_property
    def then(self) -> Place:
        """The place after the move."""
        changed = {row.pk: row for row in self.revokes}
        rows = (changed.get(row.pk, row) for row in self.place.rows)
        return replace(self.place, rows=(*rows, *self.adds, *self.drops))

    @property
    def ended(self) -> list[Grant]:
        """The rows that give nothing any more, of pauses those that were kept."""
        return [*self.revokes, *(row.resumes for row in self.drops if row.resumes)]


def days_kept(paused: list[Grant]) -> int:
    """How many days a pause has kept after its own day: what was ended leaves a gap."""
    last = max(paused, key=lambda row: row.ends_at or row.starts_at)
    paused_at = last.revoked_at
    assert paused_at
    spans = ((row.starts_at, row.ends_at) for row in paused)
    return sum(
        calendar.days_left(starts_at, ends_at, last.zone) + (starts_at > paused_at)
        for starts_at, ends_at in calendar.covered(spans, paused_at)
        if ends_at
    )


def current(place: Place) -> tuple[Grant, datetime]:
    """The row that ends last of the unbroken open span, and that end."""
    ends_at = place.open_until
    if ends_at is None:
        raise NothingOpen("This place is for life: there is no end to move.")
    if not place.is_open:
        raise NothingOpen("There is no open window here.")
    last = [row for row in place.live if row.ends_at == ends_at]
    return max(last, key=lambda row: row.pk), ends_at


def revoked(row: Grant, now: datetime, paused_days: int | None = None) -> Grant:
    """A row as it is once it is revoked; the one that was loaded stays as it is."""
    row = copy(row)
    row.revoked_at, row.paused_days = now, paused_days
    return row


def given_back(
    place: Place, row: Grant, *, starts_at: datetime, ends_at: datetime
) -> Grant:
    """A paused row anew, with its own anchor, months, grace and order."""
    return place.row(
        starts_at=starts_at,
        ends_at=ends_at,
        anchor_on=row.anchor_on,
        months=row.months,
        extra_days=row.extra_days,
        grace_days=row.grace_days,
        zone=row.zone,
        reference=row.reference,
        source=GrantSource.RESUMPTION,
        resumes=row,
    )


def dropped(place: Place, row: Grant) -> Grant:
    """A paused row given back and revoked in one moment: the pause keeps its reason."""
    today = place.now.astimezone(ZoneInfo(row.zone)).date()
    last_day = calendar.days_later(today, row.paused_days or 0)
    ends_at = calendar.end_of_day(last_day, row.zone)
    return revoked(
        given_back(place, row, starts_at=place.now, ends_at=ends_at), place.now
    )


def _is_over(row: Grant, now: datetime) -> bool:
    return row.ends_at is not None and row.ends_at <= now
