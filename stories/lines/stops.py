"""What a line shows, in words: for who hears the page, and for narrow screens."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.enums import Ending
from stories.lines.large import ADDED_LABELS, CARRIED_LABELS
from stories.lines.shapes import LineData


@dataclass(frozen=True)
class Stop:
    """One entry of the list that says what the line shows."""

    cls: str
    name: str
    note: str = ""


def stops_of(data: LineData, *, added_notes: Sequence[str] = ()) -> list[Stop]:
    """The text twin: for screen readers, and drawn as a vertical line on phones."""
    beside = bool(data.kept_job)
    found = [Stop("only-from", data.start_label, ", ".join(data.start_notes))]
    if data.ending == Ending.CONSIDERING:
        return [*found, Stop("fork going", data.end_label, data.end_note)]
    found.append(Stop("fork", "Start", data.span_note))
    lane = "" if beside else "to-only"
    if data.carried:
        found.append(
            Stop(f"both {lane}".strip(), _joined(data.carried), "carried over")
        )
    for place, name in enumerate(data.added[:ADDED_LABELS]):
        note = added_notes[place] if place < len(added_notes) else ""
        found.append(Stop(lane, name, f"added, {note}" if note else "added"))
    if len(data.added) > ADDED_LABELS:
        more = len(data.added) - ADDED_LABELS
        found.append(Stop(lane, f"and {more} more", "added"))
    ends = {
        Ending.DONE: "to-only term",
        Ending.CHOSE_OTHER: "to-only term",
        Ending.UNDER_WAY: f"{lane} going".strip(),
        Ending.STOPPED: f"{lane} stop".strip(),
        Ending.WENT_BACK: "only-from",
    }
    cls = ends.get(Ending(data.ending), "to-only term")
    note = ", ".join(part for part in (data.end_note, data.end_since) if part)
    found.append(Stop(cls, data.end_label, note))
    if beside and data.ending in {Ending.DONE, Ending.CHOSE_OTHER}:
        found[-2] = Stop(
            f"{found[-2].cls} last-from".strip(), found[-2].name, found[-2].note
        )
    return found


def _joined(names: Sequence[str]) -> str:
    shown = list(names[:CARRIED_LABELS])
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
