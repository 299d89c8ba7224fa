"""What a line shows, in words: for who hears the page, and for narrow screens."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.enums import Ending
from stories.lines.large import ADDED_LABELS, CARRIED_LABELS
from stories.lines.shapes import Told


@dataclass(frozen=True)
class Stop:
    """One entry of the list that says what the line shows."""

    cls: str
    name: str
    note: str = ""


def stops_of(told: Told, *, added_notes: Sequence[str] = ()) -> list[Stop]:
    """The text twin: for screen readers, and drawn as a vertical line on phones."""
    beside = bool(told.kept_job)
    found = [Stop("only-from", told.start_label, ", ".join(told.start_notes))]
    if told.ending == Ending.CONSIDERING:
        return [*found, Stop("fork going", told.end_label, told.end_note)]
    found.append(Stop("fork", "Start", told.span_note))
    lane = "" if beside else "to-only"
    if told.carried:
        found.append(
            Stop(f"both {lane}".strip(), _joined(told.carried), "carried over")
        )
    for place, name in enumerate(told.added[:ADDED_LABELS]):
        note = added_notes[place] if place < len(added_notes) else ""
        found.append(Stop(lane, name, f"added, {note}" if note else "added"))
    if len(told.added) > ADDED_LABELS:
        more = len(told.added) - ADDED_LABELS
        found.append(Stop(lane, f"and {more} more", "added"))
    ends = {
        Ending.DONE: "to-only term",
        Ending.CHOSE_OTHER: "to-only term",
        Ending.UNDER_WAY: f"{lane} going".strip(),
        Ending.STOPPED: f"{lane} stop".strip(),
        Ending.WENT_BACK: "only-from",
    }
    cls = ends.get(Ending(told.ending), "to-only term")
    note = ", ".join(part for part in (told.end_note, told.end_since) if part)
    found.append(Stop(cls, told.end_label, note))
    if beside and told.ending in {Ending.DONE, Ending.CHOSE_OTHER}:
        found[-2] = Stop(
            f"{found[-2].cls} last-from".strip(), found[-2].name, found[-2].note
        )
    return found


def _joined(names: Sequence[str]) -> str:
    shown = list(names[:CARRIED_LABELS])
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
