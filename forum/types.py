"""Shapes that several layers speak of."""

from datetime import datetime
from typing import Protocol

from access.scopes import Scope

# A cell of a category's matrix: audience, the key of its circle if it has one, right.
Cell = tuple[str, int | None, str]


class PostFacts(Protocol):
    """What a policy asks of a post: no words, and no more than a page has at hand."""

    @property
    def author_id(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def deleted_at(self) -> datetime | None: ...
    @property
    def purged_at(self) -> datetime | None: ...
    @property
    def is_deleted(self) -> bool: ...
    @property
    def is_hidden(self) -> bool: ...
    @property
    def is_removed(self) -> bool: ...
    @property
    def is_held(self) -> bool: ...


class ThreadFacts(Protocol):
    """What a policy asks of a thread."""

    @property
    def scope(self) -> Scope: ...
    @property
    def locked_at(self) -> datetime | None: ...
    @property
    def is_hidden(self) -> bool: ...
    @property
    def is_held(self) -> bool: ...
    @property
    def is_away(self) -> bool: ...

    def is_locked_at(self, now: datetime) -> bool: ...
