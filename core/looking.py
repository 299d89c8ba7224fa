"""A request that only looks, with a moved clock: nothing is kept or counted in it.

What a transaction can undo is undone by whoever looks. This says it to the caches,
which a transaction does not reach.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_only: ContextVar[bool] = ContextVar("only_looking", default=False)


def is_only() -> bool:
    return _only.get()


@contextmanager
def only() -> Iterator[None]:
    token = _only.set(True)
    try:
        yield
    finally:
        _only.reset(token)
