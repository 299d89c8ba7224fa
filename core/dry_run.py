"""A request that only looks, with a moved clock: nothing is kept or counted in it.

What a transaction can undo is undone by whoever looks. This says it to the caches,
which a transaction does not reach.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_active: ContextVar[bool] = ContextVar("only_looking", default=False)


def is_active() -> bool:
    return _active.get()


@contextmanager
def active() -> Iterator[None]:
    token = _active.set(True)
    try:
        yield
    finally:
        _active.reset(token)
