from stories.lines.large import large_line, skill_places
from stories.lines.shapes import Line, LineData, Shape
from stories.lines.small import CARD, DROP, NEAR, SIDE, SIZES, TILE, small_line
from stories.lines.stops import Stop, stops_of

__all__ = [
    "CARD",
    "DROP",
    "NEAR",
    "SIDE",
    "SIZES",
    "TILE",
    "Line",
    "LineData",
    "Shape",
    "Stop",
    "large_line",
    "skill_places",
    "small_line",
    "stops_of",
]
