"""Markdown in, safe HTML out, in time whatever comes in."""

import os
import time
from dataclasses import dataclass

from richtext import limits
from richtext.markers import SLOT
from richtext.plain import as_typed, is_unmarked, paragraphs
from richtext.pool import TimeIsUp, WorkerLost, pool
from richtext.sources import tidy
from richtext.turns import Resting, Turns

# One higher for each change after which the same source gives other HTML.
VERSION = 2

# The version of a text that is shown as typed until a job renders it.
UNRENDERED = 0

_turns = Turns()


def _start_anew() -> None:
    """In a forked process, where the thread that holds a lock may not exist."""
    global _turns
    _turns = Turns()


os.register_at_fork(after_in_child=_start_anew)


@dataclass(frozen=True)
class Rendered:
    """HTML to be stored, the version of the renderer, the handles it names."""

    html: str
    version: int = VERSION
    mentions: tuple[str, ...] = ()


def is_stale(version: int) -> bool:
    return version < VERSION


def render(source: str, *, person_id: int | None = None) -> Rendered:
    """Render within a second; a text that takes longer is kept as typed.

    Takes locks and waits: call it before the transaction. A text that no version of
    the renderer can show (nested too deeply, growing too large) is escaped for good;
    one that ran out of time, or whose author's last one just did, gets version 0,
    and `render_patiently` in a job gives it another chance. The texts of one person
    are rendered one at a time. Raises ValueError beyond `limits.SOURCE_MAX`, which
    the forms refuse first.
    """
    deadline = time.monotonic() + limits.DEADLINE
    text = _checked(source)
    if is_unmarked(text):
        return Rendered(paragraphs(text))
    try:
        with _turns.turn(person_id, deadline):
            return _rendered(text, deadline)
    except TimeIsUp as late:
        if late.worked > limits.DEADLINE / 2:
            _turns.rest(person_id)
    except WorkerLost:
        _turns.rest(person_id)
    except Resting:
        pass
    return Rendered(as_typed(text), UNRENDERED)


def render_patiently(source: str) -> Rendered:
    """For jobs and commands: seconds are no matter, and the answer is final."""
    text = _checked(source)
    if is_unmarked(text):
        return Rendered(paragraphs(text))
    try:
        return _rendered(text, time.monotonic() + limits.PATIENCE)
    except (TimeIsUp, WorkerLost):
        return Rendered(as_typed(text))


def warm_up() -> None:
    """Start a worker now, so that the first to write does not wait for one."""
    pool().warm_up()


def _checked(source: str) -> str:
    if len(source) > limits.SOURCE_MAX:
        raise ValueError(f"A text has at most {limits.SOURCE_MAX} characters.")
    return tidy(source)


def _rendered(text: str, deadline: float) -> Rendered:
    html = pool().render(text, deadline)
    if html is None:
        return Rendered(as_typed(text))
    named = dict.fromkeys(
        key for kind, key, _ in SLOT.findall(html) if kind == "mention"
    )
    return Rendered(html, mentions=tuple(named))
