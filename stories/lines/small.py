"""The line of a card, a tile or a side column."""

from dataclasses import dataclass

from stories.enums import Ending
from stories.lines.shapes import Line, LineData, Shape, drawn, plain, ring


@dataclass(frozen=True)
class Size:
    """How one of the small drawings is laid out, in units of its view box."""

    width: int
    lead: int
    scale: int
    has_grid: bool = False


CARD = Size(width=460, lead=46, scale=23, has_grid=True)
TILE = Size(width=340, lead=40, scale=22)
SIDE = Size(width=250, lead=32, scale=22)
NEAR = Size(width=250, lead=32, scale=13)
SIZES = {"card": CARD, "tile": TILE, "side": SIDE, "near": NEAR}

TOP, LOW = 11, 33
DROP = LOW - TOP
BEND = 34
FORK = "h4c4 0 6 1.5 8.5 4l13 14c2.5 2.5 4.5 4 8.5 4"
RETURN = "c4 0 6-1.5 8.5-4l13-14c2.5-2.5 4.5-4 8.5-4h4"
# How far each ending's sign reaches beyond its last month.
TAILS: dict[str, int] = {Ending.UNDER_WAY: 33, Ending.WENT_BACK: 38}
RING = 10
DOTS = 46


def small_line(data: LineData, size: Size) -> Line:
    """The line of a card, a tile or a side column."""
    tail = TAILS.get(data.ending, 0)
    edge = size.width - (tail or RING)
    true_end = size.lead + data.months * size.scale
    is_broken = true_end + tail > size.width
    end = min(true_end, edge)
    end = max(end, size.lead + _least(data.ending))

    shapes = _grid(size) if size.has_grid else []
    shapes += drawn(data.start, f"M4 {TOP}H{size.lead}")
    if data.ending == Ending.CONSIDERING:
        shapes.append(
            Shape(f"L c-{data.end} open", d=f"M{size.lead} {TOP}{FORK}H{plain(end)}")
        )
        shapes.append(ring("st", size.lead, TOP, "6"))
        return Line(f"0 0 {size.width} 44", tuple(shapes), is_broken)

    if data.kept_job:
        shapes.append(
            Shape(f"L c-{data.start} thin", d=f"M{size.lead} {TOP}H{plain(end)}")
        )
    shapes += _lane(data, size.lead, end)
    shapes += _sign(data, end, size.width)
    if is_broken:
        shapes += _break(data, end)
    shapes += [ring("st", x, LOW, "4.5") for x in _stations(data, size, end, is_broken)]
    shapes.append(ring("st", size.lead, TOP, "5.5"))
    return Line(f"0 0 {size.width} 44", tuple(shapes), is_broken)


def _least(ending: str) -> int:
    """The shortest run in which 45 degrees still reach the new lane."""
    return 2 * DROP if ending == Ending.WENT_BACK else DROP


def _grid(size: Size) -> list[Shape]:
    step = 3 * size.scale
    return [
        Shape("grid", d=f"M{x} -90V140") for x in range(size.lead, size.width + 1, step)
    ]


def _lane(data: LineData, lead: int, end: float) -> list[Shape]:
    bends = 2 if data.ending == Ending.WENT_BACK else 1
    room = end - lead
    if room >= bends * BEND + (2 if bends == 1 else 0):
        d = f"M{lead} {TOP}{FORK}"
        d += f"H{plain(end - BEND)}{RETURN}" if bends == 2 else f"H{plain(end)}"
    elif bends == 2:
        d = f"M{lead} {TOP}l{DROP} {DROP}H{plain(end - DROP)}l{DROP}-{DROP}"
    else:
        d = f"M{lead} {TOP}l{DROP} {DROP}H{plain(end)}"
    return drawn(data.end, d)


def _sign(data: LineData, end: float, width: int) -> list[Shape]:
    match data.ending:
        case Ending.UNDER_WAY:
            dots = min(DOTS, width - end - 11)
            return [
                Shape(
                    f"L c-{data.end} open", d=f"M{plain(end + 9)} {LOW}h{plain(dots)}"
                )
            ]
        case Ending.STOPPED:
            return [Shape("st-tick", d=f"M{plain(end)} {LOW - 10}v20")]
        case Ending.WENT_BACK:
            return [
                *drawn(data.start, f"M{plain(end)} {TOP}h26"),
                ring("st-term", end + 30, TOP, "7"),
            ]
    return [ring("st-term", end, LOW, "8")]


def _break(data: LineData, end: float) -> list[Shape]:
    """Two short strokes through the line before its end, and the number."""
    x = end - (BEND + 30 if data.ending == Ending.WENT_BACK else 30)
    strokes = f"M{plain(x)} {LOW + 7}l14-14M{plain(x + 10)} {LOW + 7}l14-14"
    return [
        Shape("st-tick", d=strokes),
        Shape(
            "lbl-2",
            x=plain(x - 6),
            y=str(LOW - 7),
            anchor="end",
            text=f"{data.months} months",
        ),
    ]


def _stations(data: LineData, size: Size, end: float, is_broken: bool) -> list[float]:
    """Up to two skills added on the way, at whole months."""
    count = min(2, len(data.added))
    last = end - (BEND if data.ending == Ending.WENT_BACK else 0)
    first, last = size.lead + BEND + 6, last - (54 if is_broken else 14)
    shown = min(data.months, (end - size.lead) / size.scale)
    places = [
        size.lead + round(shown * step / (count + 1)) * size.scale
        for step in range(1, count + 1)
    ]
    return [x for x in places if first <= x <= last]
