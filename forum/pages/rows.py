"""Threads as rows of a list: one piece for all readers under the thread's version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from access.access import Access
from core import clock
from core.cached import Key, cached_many
from forum.models import Thread
from richtext import slots
from richtext.openings import render_open
from richtext.parts import RichText
from richtext.slots import Needed


@dataclass(frozen=True)
class RowPiece:
    """What is cached of a row: names and times in it are slots."""

    pk: int
    text: RichText
    needs: Needed


@dataclass(frozen=True)
class ThreadRow:
    """A thread in a list, as one reader sees it."""

    pk: int
    html: SafeString


@dataclass(frozen=True)
class ThreadList:
    """A page of a list, the same for all who may read it, with its neighbours.

    `until` is when a pin or a lock ends by itself, which no version tells.
    """

    pieces: Sequence[RowPiece]
    newer: str = ""
    older: str = ""
    until: datetime | None = None


def pieces_of_rows(
    threads: Sequence[Thread], *, with_category: bool = False
) -> list[RowPiece]:
    """Pieces in the order of the threads: one question to the cache.

    A row is made of the thread at hand, so it is cached under the version that it
    shows. A lock and a pin that end by themselves are part of the key.
    """
    now = clock.now()
    by_key = {thread.pk: thread for thread in threads}

    def under(thread: Thread) -> Key:
        state = (thread.is_locked_at(now), thread.is_pinned_at(now))
        place = thread.category.version if with_category else None
        return ("row", thread.pk, thread.version, place, *state)

    def make(missing: list[int]) -> dict[int, tuple[Key, RowPiece]]:
        return {
            pk: (under(by_key[pk]), _piece(by_key[pk], now, with_category))
            for pk in missing
        }

    found = cached_many({pk: under(one) for pk, one in by_key.items()}, make)
    return [found[thread.pk] for thread in threads]


def _piece(thread: Thread, now: datetime, with_category: bool) -> RowPiece:
    context = {
        "thread": thread,
        "last_author": thread.last_author_id or thread.author_id,
        "is_locked": thread.is_locked_at(now),
        "is_pinned": thread.is_pinned_at(now) and not with_category,
        "with_category": with_category,
    }
    text = render_open("forum/threads/_row.html", context)
    return RowPiece(thread.pk, text, slots.needed([text]))


def filled_rows(pieces: Sequence[RowPiece], access: Access) -> list[ThreadRow]:
    """Rows with the names of now, at the times of the reader's clock: one batch."""
    needs = slots.joined(piece.needs for piece in pieces)
    found = slots.find(needs, access)
    return [ThreadRow(piece.pk, slots.fill(piece.text, found)) for piece in pieces]


def rows_of(
    threads: Sequence[Thread], access: Access, *, with_category: bool = False
) -> list[ThreadRow]:
    return filled_rows(pieces_of_rows(threads, with_category=with_category), access)
