"""The map of the front page: real categories on three lines that share a trunk.

Geometry in units of the drawing's view box, 1168 by 180.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.vocabularies import Path
from forum.models import Category

TRUNK_MOST = 5
LINE_MOST = 3
# The last station of an even number has its name below, beside the bend of a line.
TRUNK_FROM, TRUNK_TO_EVEN, TRUNK_TO_ODD = 64, 384, 420
LINES = (556, 912)
LETTER = 7.6
# Where each line runs, from top to bottom.
TRACKS = {Path.PLATFORM: 38, Path.DEVOPS: 90, Path.MLOPS: 142}


@dataclass(frozen=True)
class Station:
    """A category on the map. `name_y` and `note_y` are the baselines of its words."""

    category: Category
    x: float
    y: int
    name_y: int
    note_y: int
    anchor: str
    text_x: float
    box_x: float
    box_width: float

    @property
    def pill_x(self) -> float:
        """The left edge of a station across the trunk, 16 wide."""
        return self.x - 8


@dataclass(frozen=True)
class Terminus:
    """Where a line ends: its first category, if it has one."""

    path: Path
    y: int
    category: Category | None


@dataclass(frozen=True)
class Topics:
    trunk: Sequence[Station]
    stations: Sequence[Station]
    ends: Sequence[Terminus]
    count: int


def topics(categories: Sequence[Category]) -> Topics:
    """Lay out what the reader may read; what finds no place stands in the forum."""
    lines = {
        path: [found for found in categories if found.path == path] for path in TRACKS
    }
    shared = [found for found in categories if found.path == Path.NONE]
    return Topics(
        trunk=_trunk(shared[:TRUNK_MOST]),
        stations=[
            station
            for path, found in lines.items()
            for station in _line(found[1 : LINE_MOST + 1], TRACKS[path])
        ],
        ends=[
            Terminus(path, TRACKS[path], found[0] if found else None)
            for path, found in lines.items()
        ],
        count=len(categories),
    )


def _trunk(categories: Sequence[Category]) -> list[Station]:
    """Names stand above and below in turn, so that long ones have room."""
    is_even = len(categories) % 2 == 0
    last = TRUNK_TO_EVEN if is_even else TRUNK_TO_ODD
    xs = _spread(len(categories), TRUNK_FROM, last)
    heights = [(48, 65), (129, 146)]
    return [
        _station(category, x, 90, *heights[number % 2], half=23)
        for number, (category, x) in enumerate(zip(categories, xs, strict=True))
    ]


def _line(categories: Sequence[Category], y: int) -> list[Station]:
    """Each station in the middle of its share of the line."""
    first, last = LINES
    share = (last - first) / max(1, len(categories))
    return [
        _station(
            category, round(first + share * (number + 0.5), 1), y, y - 16, 0, half=14
        )
        for number, category in enumerate(categories)
    ]


def _spread(count: int, first: int, last: int) -> list[float]:
    if count < 2:
        return [(first + last) / 2] * count
    step = (last - first) / (count - 1)
    return [round(first + number * step, 1) for number in range(count)]


def _station(
    category: Category, x: float, y: int, name_y: int, note_y: int, *, half: int
) -> Station:
    """`half` is half the height of what can be clicked around the station."""
    width = max(2 * half, LETTER * len(category.name))
    starts_outside = x - width / 2 < 0
    text_x = 6 if starts_outside else x
    return Station(
        category=category,
        x=x,
        y=y,
        name_y=name_y,
        note_y=note_y,
        anchor="start" if starts_outside else "middle",
        text_x=text_x,
        box_x=round(text_x if starts_outside else x - width / 2, 1),
        box_width=round(width, 1),
    )
