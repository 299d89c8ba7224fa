"""What can be found. Each app above registers its kinds in `AppConfig.ready()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Found:
    """One answer of a search: plain text only, nothing in it is HTML."""

    title: str
    url: str
    excerpt: str = ""
    byline: Any = None
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that search can find.

    `find(access, words, limit)` answers at most `limit` rows holding every one of
    the words, the best or newest first. It starts from `visible_to(access)`: what
    the reader may not see is not counted, not ranked and not hinted at.
    """

    key: str
    label: str
    find: Callable[[Any, Sequence[str], int], list[Found]]


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """In the order in which they were registered."""
    return list(_kinds.values())


def kind(key: str) -> Kind | None:
    return _kinds.get(key)
