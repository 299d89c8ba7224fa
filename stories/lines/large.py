"""The large line of a story's own page."""

from core.plain import shorten
from stories.enums import Ending
from stories.lines.shapes import (
    Line,
    LineData,
    Shape,
    drawn,
    plain,
    ring,
)

CARRIED_LABELS, ADDED_LABELS = 6, 5
LABEL_MAX = 20
TOP, LOW, FORK, END, TERM = 104, 172, 170, 814, 1000
BEND = "h6c7 0 10 2 14 6l46 56c4 4 7 6 14 6"
RETURN = "c7 0 10-2 14-6l46-56c4-4 7-6 14-6h6"
SKILLS_FROM = 250


def large_line(data: LineData) -> Line:
    """The line of a story's page: its months between the fork and x = 814."""
    shapes = _span(data) + _old_job(data) + _new_lane(data)
    shapes += _skills(data)
    shapes.append(ring("st", FORK, TOP, "9"))
    shapes += _large_sign(data) + _names(data)
    return Line("0 44 1104 252", tuple(shapes))


def _text(cls: str, x: float, y: float, text: str, anchor: str = "") -> Shape:
    return Shape(cls, x=plain(x), y=plain(y), text=text, anchor=anchor)


def _span(data: LineData) -> list[Shape]:
    """A brace under the months, with their number."""
    if not data.span_label:
        return []
    middle = (FORK + END) / 2
    shapes = [
        Shape("brace", d=f"M{FORK + 5} 240v8H{END - 5}v-8"),
        _text("lbl", middle, 270, data.span_label, "middle"),
    ]
    if data.span_note:
        shapes.append(_text("lbl-2", middle, 289, data.span_note, "middle"))
    return shapes


def _old_job(data: LineData) -> list[Shape]:
    if data.ending == Ending.CONSIDERING:
        return drawn(data.start, f"M8 {TOP}H{TERM + 10}")
    ends = data.ending in {Ending.DONE, Ending.CHOSE_OTHER}
    until = END if ends else TERM + 10
    if data.ending == Ending.WENT_BACK:
        until = END
    if data.kept_job:
        shapes = drawn(data.start, f"M8 {TOP}H{until}")
        if ends:
            shapes += [
                Shape("st-tick", d=f"M{END} {TOP - 13}v26"),
                _text("lbl-2", END + 14, TOP + 5, "old job ends"),
            ]
        return shapes
    before = drawn(data.start, f"M8 {TOP}H{FORK}")
    return [*before, Shape(f"L c-{data.start} faint", d=f"M{FORK} {TOP}H{until}")]


def _new_lane(data: LineData) -> list[Shape]:
    fork = f"M{FORK} {TOP}{BEND}"
    match data.ending:
        case Ending.CONSIDERING:
            return [Shape(f"L c-{data.end} open", d=f"{fork}H{TERM}")]
        case Ending.UNDER_WAY:
            dots = f"M{END + 14} {LOW}H{TERM}"
            return [
                *drawn(data.end, f"{fork}H{END}"),
                Shape(f"L c-{data.end} open", d=dots),
            ]
        case Ending.STOPPED:
            return drawn(data.end, f"{fork}H{END}")
        case Ending.WENT_BACK:
            return [
                *drawn(data.end, f"{fork}H{END - 80}{RETURN}"),
                *drawn(data.start, f"M{END} {TOP}H{TERM}"),
            ]
    return drawn(data.end, f"{fork}H{TERM + 10}")


def _large_sign(data: LineData) -> list[Shape]:
    match data.ending:
        case Ending.STOPPED:
            return [Shape("st-tick", d=f"M{END} {LOW - 13}v26")]
        case Ending.WENT_BACK:
            return [ring("st-term", TERM, TOP, "13")]
        case Ending.DONE | Ending.CHOSE_OTHER:
            return [ring("st-term", TERM, LOW, "13")]
    return []


def _names(data: LineData) -> list[Shape]:
    shapes = [_text("lbl-b", 8, 76, data.start_label)]
    shapes += [
        _text("lbl-2", 8, 132 + 17 * row, note)
        for row, note in enumerate(data.start_notes[:2])
    ]
    if data.ending == Ending.STOPPED:
        return [*shapes, _text("lbl-2", END + 14, LOW + 5, data.end_note)]
    y = 76 if data.ending == Ending.WENT_BACK else 142
    shapes.append(_text("lbl-b", TERM, y, data.end_label, "middle"))
    note_y = 136 if data.ending == Ending.WENT_BACK else 208
    notes = [note for note in (data.end_note, data.end_since) if note]
    shapes += [
        _text("lbl-2", TERM, note_y + 17 * row, note, "middle")
        for row, note in enumerate(notes)
    ]
    return shapes


def _skills(data: LineData) -> list[Shape]:
    """Carried ones across both lanes, added ones on the new, in turn."""
    carried = list(data.carried[:CARRIED_LABELS])
    added = list(data.added[:ADDED_LABELS])
    if data.ending == Ending.CONSIDERING:
        return []
    places = skill_places(len(carried), len(added), data.ending)
    shapes: list[Shape] = []
    for row, (x, name) in enumerate(zip(places[0], carried, strict=True)):
        high = row % 2 == 1
        if high:
            shapes.append(Shape("lead", d=f"M{plain(x)} 64v22"))
        shapes.append(Shape("st", x=plain(x - 8), y="94", w="16", h="88", r="8"))
        shapes.append(_text("lbl", x, 58 if high else 78, _short(name), "middle"))
    for row, (x, name) in enumerate(zip(places[1], added, strict=True)):
        low = row % 2 == 1 and len(added) > 3
        if low:
            shapes.append(Shape("lead", d=f"M{plain(x)} 184v28"))
        shapes.append(ring("st", x, LOW, "8"))
        shapes.append(_text("lbl", x, 228 if low else 208, _short(name), "middle"))
    return shapes


def skill_places(
    carried: int, added: int, ending: str
) -> tuple[list[float], list[float]]:
    """Evenly spaced stations, the two kinds mixed as evenly as their numbers allow."""
    total = carried + added
    until = END - 84 if ending == Ending.WENT_BACK else END - 6
    step = (until - SKILLS_FROM) / max(total, 1)
    places: tuple[list[float], list[float]] = ([], [])
    for slot in range(total):
        x = SKILLS_FROM + (slot + 0.5) * step
        is_added = (slot + 1) * added // total > slot * added // total
        places[is_added].append(x)
    return places


def _short(name: str) -> str:
    return shorten(name, LABEL_MAX)
