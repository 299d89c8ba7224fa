"""Lists of threads, a page at a time, by key: page 500 costs what page 1 costs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import Http404, QueryDict

from core.asking import asked
from core.limits import ROWS_A_PAGE
from forum.models import Thread
from forum.models.thread import ThreadQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Key:
    """A thread's place in a list by latest activity."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    @classmethod
    def of(cls, thread: Thread) -> Key:
        return cls(thread.last_posted_at, thread.pk)

    @classmethod
    def read(cls, raw: str) -> Key:
        found = KEY.fullmatch(raw)
        if not found:
            raise Http404("There is no such page.")
        try:
            at = EPOCH + timedelta(microseconds=int(found[1]))
        except OverflowError as error:
            raise Http404("There is no such page.") from error
        return cls(at, int(found[2]))


@dataclass(frozen=True)
class Slice:
    """Where in a list a page begins: at the top, after a key, or before one."""

    older_than: Key | None = None
    newer_than: Key | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Slice:
        if older := query.get("before"):
            return cls(older_than=Key.read(older))
        if newer := query.get("after"):
            return cls(newer_than=Key.read(newer))
        return cls()

    @property
    def is_top(self) -> bool:
        return self.older_than is None and self.newer_than is None

    def __str__(self) -> str:
        if self.is_top:
            return ""
        if self.older_than:
            return f"before={self.older_than}"
        return f"after={self.newer_than}"


@dataclass(frozen=True)
class Rows:
    """One page of threads. `newer` and `older` are queries of its neighbours."""

    threads: list[Thread]
    newer: str = ""
    older: str = ""


# The top of one category's list, of which the top of all lists is a part.
_TOP = """
SELECT id FROM (
SELECT id FROM forum_thread
 WHERE category_id = %s AND hidden_at IS NULL AND held_at IS NULL {others} {beyond}
 ORDER BY last_posted_at {way}, id {way} LIMIT %s) AS top_{number}
"""
_BEYOND = """
AND last_posted_at {side}= %s
AND (last_posted_at {side} %s OR (last_posted_at = %s AND id {side} %s))
"""


def tops_of(
    category_ids: Sequence[int], where: Slice, most: int, *, without: Iterable[int] = ()
) -> RawSQL:
    """Keys of the first threads of each category's list, from a place in it on.

    Those of the authors `without` are passed over.

    A range on the listing index for each category. Asked over all of them at once,
    a database reads as far back as the quietest goes, or sorts them all.
    """
    key = where.newer_than or where.older_than
    unwanted = ", ".join(str(int(pk)) for pk in sorted(without))
    others = f"AND author_id NOT IN ({unwanted})" if unwanted else ""
    side, way = (">", "ASC") if where.newer_than else ("<", "DESC")
    beyond, from_here = "", []
    if key is not None:
        at = asked(key.at)
        beyond, from_here = _BEYOND.format(side=side), [at, at, at, key.pk]
    parts = [
        _TOP.format(number=number, others=others, beyond=beyond, way=way)
        for number in range(len(category_ids))
    ]
    about = [one for pk in category_ids for one in (pk, *from_here, most)]
    none = "SELECT id FROM forum_thread WHERE 1 = 0"
    return RawSQL(" UNION ALL ".join(parts) or none, about)


def page_of(threads: ThreadQuerySet, where: Slice) -> Rows:
    """One query; the row beyond the page tells whether there is another."""
    if where.newer_than:
        return _newer(threads, where.newer_than)
    if where.older_than:
        threads = threads.filter(_older(where.older_than))
    rows = list(threads.by_latest_activity()[: ROWS_A_PAGE + 1])
    more, rows = len(rows) > ROWS_A_PAGE, rows[:ROWS_A_PAGE]
    return Rows(
        rows,
        newer=f"after={Key.of(rows[0])}" if where.older_than and rows else "",
        older=f"before={Key.of(rows[-1])}" if more else "",
    )


def _newer(threads: ThreadQuerySet, key: Key) -> Rows:
    """The page just above a key. When it is not full, it is the top of the list."""
    above = threads.filter(
        Q(last_posted_at__gt=key.at) | Q(last_posted_at=key.at, pk__gt=key.pk),
        last_posted_at__gte=key.at,
    )
    rows = list(above.order_by("last_posted_at", "pk")[: ROWS_A_PAGE + 1])
    if len(rows) <= ROWS_A_PAGE:
        return page_of(threads, Slice())
    rows = rows[:ROWS_A_PAGE][::-1]
    return Rows(
        rows, newer=f"after={Key.of(rows[0])}", older=f"before={Key.of(rows[-1])}"
    )


def _older(key: Key) -> Q:
    return Q(last_posted_at__lte=key.at) & (
        Q(last_posted_at__lt=key.at) | Q(last_posted_at=key.at, pk__lt=key.pk)
    )
