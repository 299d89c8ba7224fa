"""What a page of posts shows to one reader alone, told by whoever owns it.

A *mark* is what one person did with posts: flagged, bookmarked, reacted. All marks of
a page are loaded with one question. An *overlay* is anything else that differs by
reader. Neither ends what is cached of a post, and neither is asked for a visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from access.access import Access

Values = Mapping[int, str]


@dataclass(frozen=True)
class PersonalMark:
    """`sql` selects the key of a post and a text, the value, for a reader.

    It is a part of a larger question, with `%(reader)s` for the reader's key and
    `{posts}` for the keys of the page's posts; `about` is what else it names.
    `queryset(access, post_ids)` gives the same pairs, and a test holds the two equal.
    `template` shows one below its post: it expects `post` and `value`, and nothing
    of the request, for what it makes is remembered.
    """

    key: str
    sql: str
    queryset: Callable[[Access, Sequence[int]], QuerySet[Any, Any]]
    template: str
    about: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Overlay:
    """`load(access, post_ids)` answers with values by post, in one query at most."""

    key: str
    load: Callable[[Access, Sequence[int]], Values]
    template: str


_marks: dict[str, PersonalMark] = {}
_overlays: dict[str, Overlay] = {}


def register_mark(mark: PersonalMark) -> None:
    _marks[mark.key] = mark


def register_overlay(overlay: Overlay) -> None:
    _overlays[overlay.key] = overlay


def marks() -> list[PersonalMark]:
    return list(_marks.values())


def overlays() -> list[Overlay]:
    return list(_overlays.values())


def template_of(key: str) -> str:
    return (_marks.get(key) or _overlays[key]).template
