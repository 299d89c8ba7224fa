"""How a window is told: its days, its line, its calendar file. Pure of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from accounts import calendar
from accounts.access import Access

LINE_START, LINE_END = 60, 760


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


def place_of(zone: str) -> str:
    """The town that names a zone, as people say it."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def view_of(access: Access, started_at: datetime) -> WindowView | None:
    """The open window of a person, or None where there is none or it has no end."""
    if access.window is None or access.window.ends_at is None:
        return None
    ends_at, zone = access.window.ends_at, access.window.zone
    own = ends_at.astimezone(ZoneInfo(access.person.zone))
    there = ends_at.astimezone(ZoneInfo(zone))
    passed = (access.now - started_at) / (ends_at - started_at)
    return WindowView(
        started_on=started_at.astimezone(ZoneInfo(zone)).date(),
        last_day=calendar.last_day_before(ends_at, zone),
        days_left=calendar.days_left(access.now, ends_at, zone),
        zone=zone,
        ends_at=ends_at,
        ends_for_reader=own if own.utcoffset() != there.utcoffset() else None,
        today_x=round(LINE_START + passed * (LINE_END - LINE_START), 1),
    )


def calendar_file(window: WindowView, *, uid: str, site: str, url: str) -> bytes:
    """An .ics with one day: the last of the window, told a week and a day before."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", window.ends_at - timedelta(days=365))
    event.add("dtstart", window.last_day)
    event.add("dtend", window.last_day + timedelta(days=1))
    event.add("summary", f"Last day of your {site} window")
    event.add(
        "description",
        f"It ends with this day in {window.place}. What stays yours: {url}",
    )
    event.add("transp", "TRANSPARENT")
    file = Calendar()
    file.add("prodid", f"-//{site}//Access//EN")
    file.add("version", "2.0")
    file.add_component(event)
    return file.to_ical()
