"""A post as all readers share it: made once for each of its versions.

A piece depends on the post alone. Names and times are slots, what differs by reader
is left open in it (`post` slots), and what a reader may do stands beside it, ready in
each form, for the page to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.asking import ask, moment
from core.cached import Key, cached_many
from forum.models import Post
from forum.models.thread import Thread
from richtext import slots
from richtext.openings import render_open
from richtext.parts import RichText
from richtext.rendering import VERSION
from richtext.slots import Found, Needed

# What is left open in a piece for the page to say.
OPEN = "post"
ACTIONS = ("reply", "flag", "hide", "restore", "edit", "correct", "delete", "history")

COLUMNS = (
    *("id", "thread_id", "author_id", "position", "revision", "version"),
    *("created_at", "edited_at", "deleted_at", "purged_at", "hidden_at", "held_at"),
)
# Written out: every page of a thread asks. It is `Post.objects.in_range` without the
# words, which are asked of the posts that no piece is cached of.
_ROWS = f"""
SELECT {", ".join(COLUMNS)} FROM forum_post
 WHERE thread_id = %s AND position BETWEEN %s AND %s ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A place of a thread and its state, without the words: what policies ask for."""

    pk: int
    thread_id: int
    author_id: int
    position: int | None
    revision: int
    version: int
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    purged_at: datetime | None
    hidden_at: datetime | None
    held_at: datetime | None

    @classmethod
    def of(cls, post: Post) -> PostRow:
        return cls(*(getattr(post, name) for name in COLUMNS))

    @property
    def anchor(self) -> str:
        return f"p{self.position}" if self.position else f"held-{self.pk}"

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_removed(self) -> bool:
        return self.is_deleted or self.is_hidden

    @property
    def is_held(self) -> bool:
        return self.held_at is not None


@dataclass(frozen=True)
class Piece:
    """What is cached of a post.

    `actions` are links for whoever may use them, as HTML by action. `needs` are the
    slots that it asks to be filled, by kind.
    """

    text: RichText
    is_tombstone: bool
    needs: Needed
    actions: Mapping[str, SafeString] = field(default_factory=dict)

    def filled(self, found: Found, here: Mapping[str, SafeString]) -> SafeString:
        return slots.fill(self.text, {**found, OPEN: here})


def rows_in_range(thread: Thread, first: int, last: int) -> list[PostRow]:
    """Places of a thread in order: a range on the index, as cheap at its end."""
    return [
        PostRow(*row[:6], *(moment(at) for at in row[6:]))
        for row in ask(_ROWS, [thread.pk, first, last])
    ]


def pieces_of(thread: Thread, rows: Sequence[PostRow]) -> dict[int, Piece]:
    """Pieces by post: one question to the cache, and one for words that it lacks."""
    keys = {row.pk: _key(row.pk, row.version) for row in rows}
    return cached_many(keys, lambda missing: _make(thread, missing))


def _key(pk: int, version: int) -> Key:
    """The renderer's version is part of it: a piece shows what that made."""
    return ("piece", VERSION, pk, version)


def _make(thread: Thread, ids: Iterable[int]) -> dict[int, tuple[Key, Piece]]:
    """Under the version that came with the words: the row may be newer by now."""
    posts = Post.objects.filter(pk__in=list(ids)).with_shared_words()
    made = {}
    for post in posts:
        post.thread = thread
        words = None if post.is_removed else post.words
        made[post.pk] = (_key(post.pk, post.version), piece_of(post, words))
    return made


def piece_of(post: Post, words: RichText | None) -> Piece:
    """The piece of a post; where it has no words to show, of its tombstone."""
    if words is None:
        text = render_open("forum/posts/_tombstone.html", {"post": post})
        return Piece(text, is_tombstone=True, needs=slots.needed([text]))
    settled = slots.settle(words, post.anchor)
    text = render_open("forum/posts/_piece.html", {"post": post, "text": settled})
    actions = {
        action: render_to_string(f"forum/posts/acts/_{action}.html", {"post": post})
        for action in ACTIONS
    }
    return Piece(text, is_tombstone=False, needs=slots.needed([text]), actions=actions)
