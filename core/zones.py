"""Time zones as people say them: by a town. The names themselves are IANA's."""

from datetime import datetime
from functools import cache
from importlib.resources import files

from django.utils import timezone

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


def place_within(zone: str) -> str:
    """What follows the region, for a list under the region's heading."""
    return ", ".join(_spelt(part) for part in zone.split("/")[1:]) or zone


def _spelt(name: str) -> str:
    return SPELT.get(name, name.replace("_", " "))
