"""How a window is told: its days, its line, its calendar file. Pure of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from access import calendar
from access.access import Access
from accounts.models import User
from core.zones import place_of

LINE_START, LINE_END = 60, 760
# How many days before the last day a person is told. An end further off than the
# first of them is told by nobody.
MILESTONES = (30, 7, 1, 0)
# The days before the last one on which a calendar tells of it, and the hour there.
REMINDERS = {7: "in a week", 1: "tomorrow"}
REMINDED_AT = timedelta(hours=9)


@dataclass(frozen=True)
class Ending:
    """The end of a window as one reader is told it, in days of the window's zone.

    `days` is below zero once the last day has passed.
    """

    ends_at: datetime
    zone: str
    days: int
    reader_zone: str

    @property
    def last_day(self) -> date:
        return calendar.last_day_before(self.ends_at, self.zone)

    @property
    def place(self) -> str:
        return place_of(self.zone)

    @property
    def reader_place(self) -> str:
        return place_of(self.reader_zone)

    @property
    def for_reader(self) -> datetime | None:
        """The end on the reader's own clock; None where it reads the same."""
        return _on_own_clock(self.ends_at, self.zone, self.reader_zone)

    @property
    def reader_clock(self) -> str:
        """Such as "23:00 on Saturday 19 December"; empty where clocks agree."""
        own = self.for_reader
        return f"{own:%H:%M} on {own:%A %-d %B}" if own else ""

    @property
    def milestone(self) -> int | None:
        """The latest milestone that has been reached."""
        reached = [stone for stone in MILESTONES if self.days <= stone]
        return min(reached) if reached else None

    @property
    def next_milestone_on(self) -> date | None:
        """The day on which a banner that was put away comes back."""
        coming = [stone for stone in MILESTONES if stone < self.days]
        return self.last_day - timedelta(days=coming[0]) if coming else None


@dataclass(frozen=True)
class WindowView:
    """A finite community window, ready for a page.

    `today_x` lies on the line from 60 to 760. `ends_for_reader` is the end in
    the reader's own zone, empty where both zones read the same clock.
    """

    started_on: date
    last_day: date
    days_left: int
    zone: str
    ends_at: datetime
    ends_for_reader: datetime | None
    today_x: float

    @property
    def place(self) -> str:
        return place_of(self.zone)


@dataclass(frozen=True)
class Opening:
    """The start of a window that is still to come, as its reader is told it."""

    opens_on: date
    zone: str
    for_reader: datetime | None

    @property
    def place(self) -> str:
        return place_of(self.zone)


def ending_of(
    ends_at: datetime, zone: str, *, now: datetime, reader_zone: str
) -> Ending:
    return Ending(
        ends_at=ends_at,
        zone=zone,
        days=calendar.days_left(now, ends_at, zone),
        reader_zone=reader_zone,
    )


def open_ending(access: Access) -> Ending | None:
    """The end of the reader's open window; None where it is closed or has no end."""
    person, window = access.person, access.window
    if not isinstance(person, User) or window is None or window.ends_at is None:
        return None
    return ending_of(
        window.ends_at, window.zone, now=access.now, reader_zone=person.zone
    )


def opening_of(access: Access) -> Opening | None:
    """The window that opens next for this reader, if one stands in the ledger."""
    person, coming = access.person, access.coming
    if not isinstance(person, User) or coming is None:
        return None
    own = _on_own_clock(coming.opens_at, coming.zone, person.zone)
    return Opening(coming.opens_on, coming.zone, own)


def view_of(access: Access, started_at: datetime) -> WindowView | None:
    """The open window of a person, or None where there is none or it has no end."""
    person, window = access.person, access.window
    if not isinstance(person, User) or window is None or window.ends_at is None:
        return None
    ends_at, zone = window.ends_at, window.zone
    passed = (access.now - started_at) / (ends_at - started_at)
    return WindowView(
        started_on=started_at.astimezone(ZoneInfo(zone)).date(),
        last_day=calendar.last_day_before(ends_at, zone),
        days_left=calendar.days_left(access.now, ends_at, zone),
        zone=zone,
        ends_at=ends_at,
        ends_for_reader=_on_own_clock(ends_at, zone, person.zone),
        today_x=round(LINE_START + passed * (LINE_END - LINE_START), 1),
    )


def _on_own_clock(moment: datetime, zone: str, reader_zone: str) -> datetime | None:
    own = moment.astimezone(ZoneInfo(reader_zone))
    there = moment.astimezone(ZoneInfo(zone))
    return own if own.utcoffset() != there.utcoffset() else None


def calendar_file(
    window: WindowView, *, made_at: datetime, uid: str, site: str, url: str
) -> bytes:
    """An .ics with one day: the last of the window, told a week and a day before.

    One file replaces another of the same `uid` by its later `made_at`.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", window.last_day)
    event.add("dtend", window.last_day + timedelta(days=1))
    event.add("summary", f"Last day of your {site} window")
    event.add(
        "description",
        f"It ends with this day in {window.place}. What stays yours: {url}",
    )
    event.add("transp", "TRANSPARENT")
    for days, words in REMINDERS.items():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"Your {site} window closes {words}")
        alarm.add("trigger", REMINDED_AT - timedelta(days=days))
        event.add_component(alarm)
    file = Calendar()
    file.add("prodid", f"-//{site}//Access//EN")
    file.add("version", "2.0")
    file.add_component(event)
    return file.to_ical()
