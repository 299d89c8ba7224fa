"""Time zones as people say them: by a town. The names themselves are IANA's."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.utils import timezone

from core import clock

# What the names run together.
SPELT = {"DumontDUrville": "Dumont d’Urville"}


@cache
def listed() -> tuple[str, ...]:
    """One name for each zone of each country, without the older ones for the same.

    `zone.tab` is IANA's list for people to choose from; it comes with `tzdata`.
    """
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [
        line.split("\t") for line in table.splitlines() if line[:1] not in {"", "#"}
    ]
    return tuple(sorted({row[2] for row in rows}))


def place_of(zone: str) -> str:
    """The town that names a zone: Amsterdam, New York."""
    return _spelt(zone.rsplit("/", 1)[-1])


def day_of(moment: datetime) -> str:
    """The day of a moment in the reader's zone, within a sentence: 3 May 2026."""
    return f"{timezone.localtime(moment):%-d %B %Y}"


def offset_of(moment: datetime) -> str:
    """What a zone's clocks add to UTC at a local moment: UTC+2, UTC-3:30, UTC."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


def clock_key() -> str:
    """The same for all zones whose clocks agree, whatever the zones are called.

    What shows moments and no zone's name is kept under it: there are some hundred
    names, a third as many clocks, and a reader chooses among them. Clocks are
    compared from before the site to the end of next year.
    """
    zone = timezone.get_current_timezone_name()
    return _clock(zone, clock.now().year + 2)


# Before the first of anything that a page shows a moment of.
COMPARED_FROM = datetime(2015, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


@cache
def _clock(zone: str, until: int) -> str:
    """A digest of each change of the offset and its moment."""
    rules = ZoneInfo(zone)
    moment, end = COMPARED_FROM, datetime(until, 1, 1, tzinfo=UTC)
    changes = [(moment, moment.astimezone(rules).utcoffset())]
    while moment < end:
        after = moment + WEEK
        offset = after.astimezone(rules).utcoffset()
        if offset != changes[-1][1]:
            changes.append((_changed_at(rules, moment, after), offset))
        moment = after
    return hashlib.sha256(repr(changes).encode()).hexdigest()[:16]


def _changed_at(rules: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute of the new offset, between two moments that differ."""
    old = before.astimezone(rules).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        if middle.astimezone(rules).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def place_within(zone: str) -> str:
    """What follows the region, for a list under the region's heading."""
    return ", ".join(_spelt(part) for part in zone.split("/")[1:]) or zone


def _spelt(name: str) -> str:
    return SPELT.get(name, name.replace("_", " "))
