"""Markdown in, safe HTML out, at a bounded cost whatever comes in."""

import os
import time
from dataclasses import dataclass

from core.plain import tidy
from richtext import limits
from richtext.parts import RichText
from richtext.plain import as_typed, is_unmarked, paragraphs
from richtext.pool import Exhausted, NoWorker, WorkerLost, pool
from richtext.turns import Resting, Turns

# One higher for each change after which the same source gives other HTML.
VERSION = 2

# The version of a text that is shown as typed until a job renders it. What follows
# from a first rendering, such as telling those whom it names, is not done yet.
UNRENDERED = 0

_turns = Turns()


def _start_anew() -> None:
    """In a forked process, where the thread that holds a lock may not exist."""
    global _turns
    _turns = Turns()


os.register_at_fork(after_in_child=_start_anew)


@dataclass(frozen=True)
class Rendered:
    """What is to be stored, the version of the renderer, the handles it names."""

    html: RichText
    version: int = VERSION
    mentions: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Shown as typed until a job renders it: whom it names is not known yet."""
        return self.version == UNRENDERED


def is_stale(version: int) -> bool:
    return version < VERSION


def render(source: str, *, person_id: int | None = None) -> Rendered:
    """Render a text, or keep it as typed: for good, or until a job comes to it.

    Takes locks and waits: call it before the transaction. A text that no version of
    the renderer can show (nested too deeply, growing too large, taking more than
    its processor time or memory) is escaped for good. One that got no worker, since
    the machine is busy or its author's last one just took too much, has version 0,
    and `render_patiently` in a job gives it another chance. The texts of one person
    are rendered one at a time. Raises ValueError beyond `limits.SOURCE_MAX`, which
    the forms refuse first.
    """
    deadline = time.monotonic() + limits.WAIT
    text = _checked(source)
    if is_unmarked(text):
        return Rendered(paragraphs(text))
    try:
        with _turns.turn(person_id, deadline):
            return _rendered(text, deadline)
    except Exhausted:
        _turns.rest(person_id)
        return Rendered(as_typed(text))
    except (NoWorker, WorkerLost, Resting):
        return Rendered(as_typed(text), UNRENDERED)


def render_patiently(source: str) -> Rendered:
    """For jobs and commands, which wait longer for a worker.

    Version 0 means that none could be had even so: there is nothing to be stored.
    """
    text = _checked(source)
    if is_unmarked(text):
        return Rendered(paragraphs(text))
    try:
        return _rendered(text, time.monotonic() + limits.WAIT_LATER)
    except Exhausted:
        return Rendered(as_typed(text))
    except (NoWorker, WorkerLost):
        return Rendered(as_typed(text), UNRENDERED)


def is_working() -> bool:
    """Whether a worker can be had that makes of a mark what it stands for."""
    marked = RichText(("<p><em>a</em></p>",))
    return render_patiently("*a*").html == marked


def warm_up() -> None:
    """Start a worker now, so that the first to write does not wait for one."""
    pool().warm_up()


def _checked(source: str) -> str:
    if len(source) > limits.SOURCE_MAX:
        raise ValueError(f"A text has at most {limits.SOURCE_MAX} characters.")
    return tidy(source)


def _rendered(text: str, deadline: float) -> Rendered:
    html = _asked(text, deadline)
    if html is None:
        return Rendered(as_typed(text))
    return Rendered(html, mentions=html.keys("mention"))


def _asked(text: str, deadline: float) -> RichText | None:
    """A worker that was ended from outside says nothing of the text: ask another."""
    try:
        return pool().render(text, deadline)
    except WorkerLost:
        if time.monotonic() > deadline:
            raise
    return pool().render(text, deadline)
