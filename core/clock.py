"""The one place that says what time it is, so that it can be moved.

The sample community writes its past with a moved clock, organisers look at a
date with it, and tests cross the end of a window with it. Times are aware and
in UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[timedelta | None] = ContextVar("clock_offset", default=None)
_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def now() -> datetime:
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    return datetime.now(UTC) + (_offset.get() or timedelta())


@contextmanager
def at(moment: datetime, *, ticking: bool = False) -> Iterator[None]:
    """Move the clock of this context to `moment`; it stands still unless ticking."""
    moment = moment.astimezone(UTC)
    if ticking:
        tokens = _offset.set(moment - datetime.now(UTC)), _frozen.set(None)
    else:
        tokens = _offset.set(None), _frozen.set(moment)
    try:
        yield
    finally:
        _offset.reset(tokens[0])
        _frozen.reset(tokens[1])
