"""The geometry of a story's line. Pure: facts in, shapes out, no colour, no HTML.

Angles are 0 and 45 degrees; the lane of the start is on top, the new lane below;
month 0 is the fork and x = lead + months * scale. Colours and patterns come from
the classes, so that dark mode, forced colours and print need nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HOLLOW = {"p", "m"}


@dataclass(frozen=True)
class LineData:
    """What a line needs to know of a story. Keys are d, p, m or o."""

    start: str
    end: str
    ending: str
    months: int
    kept_job: bool | None = None
    carried: Sequence[str] = ()
    added: Sequence[str] = ()
    start_label: str = ""
    start_notes: Sequence[str] = ()
    end_label: str = ""
    end_note: str = ""
    end_since: str = ""
    span_label: str = ""
    span_note: str = ""


@dataclass(frozen=True)
class Shape:
    """One element. Which one follows from what is set: d, r, w or text."""

    cls: str
    d: str = ""
    x: str = ""
    y: str = ""
    r: str = ""
    w: str = ""
    h: str = ""
    text: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Line:
    view_box: str
    shapes: tuple[Shape, ...]
    is_broken: bool = False


def drawn(key: str, d: str) -> list[Shape]:
    """A line with the pattern of its path: solid, hollow, dashed core or plain."""
    shapes = [Shape(f"L c-{key}", d=d)]
    if key in HOLLOW:
        shapes.append(Shape(f"L-core k-{key}", d=d))
    return shapes


def ring(cls: str, x: float, y: float, r: str) -> Shape:
    return Shape(cls, x=plain(x), y=plain(y), r=r)


def plain(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
