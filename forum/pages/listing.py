"""Lists of threads and categories, loaded with few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from access.access import Access
from accounts.models import User
from core import clock
from core.asking import ask, keys
from core.cached import Key, cached_many
from core.limits import ROWS_A_PAGE
from core.vocabularies import Path
from forum.enums import Audience, Right
from forum.models import Category, CategoryRight, Thread
from forum.models.thread import ThreadQuerySet
from forum.pages.paging import Rows, Slice, page_of, tops_of
from forum.pages.rows import ThreadList, pieces_of_rows

THREADS_ON_A_PROFILE = 10


@dataclass(frozen=True)
class Group:
    """The categories of one path, in their order."""

    path: str
    label: str
    categories: list[Category]


def category_list(category: Category, where: Slice, access: Access) -> ThreadList:
    """The same for all readers who have blocked the same people."""
    now = clock.now()
    listed = Thread.objects.listed().filter(category=category)
    threads = _for_rows(listed.not_blocked_by(access))
    pins = list(threads.pinned_at(now).by_latest_activity())
    pinned = pins if where.is_top else []
    rows = page_of(threads.not_pinned_at(now), where)
    return ThreadList(
        pieces_of_rows([*pinned, *rows.threads]),
        newer=rows.newer,
        older=rows.older,
        until=next_end(pins + rows.threads),
    )


def next_end(threads: Iterable[Thread]) -> datetime | None:
    """When the next of their pins and locks ends by itself."""
    now = clock.now()
    ends = [end for t in threads for end in (t.pinned_until, t.locked_until)]
    return min((end for end in ends if end and end > now), default=None)


def latest_rows(access: Access, where: Slice, categories: Sequence[int]) -> Rows:
    """The newest threads of categories that the reader may read: one query."""
    threads = latest_of(access, categories, where, ROWS_A_PAGE + 1)
    return page_of(_for_rows(threads.select_related("category")), where)


def latest_of(
    access: Access, categories: Sequence[int], where: Slice, most: int
) -> ThreadQuerySet:
    """What the first `most` of the latest threads are among, in any order.

    `categories` are readable, so that a listed thread in them is visible unless the
    reader has blocked its author.
    """
    without = access.blocked
    among = Q(pk__in=tops_of(categories, where, most, without=without))
    if where.newer_than:
        # A page that would not be full there is the top of the list.
        among |= Q(pk__in=tops_of(categories, Slice(), most, without=without))
    return Thread.objects.listed().filter(among)


def threads_of(person: User, access: Access) -> list[Thread]:
    """What a person started lately, of what the reader may read: one query."""
    threads = Thread.objects.visible_to(access).listed().filter(author=person)
    found = _for_rows(threads.select_related("category")).by_latest_activity()
    return list(found[:THREADS_ON_A_PROFILE])


def _for_rows(threads: ThreadQuerySet) -> ThreadQuerySet:
    return threads.defer("lock_reason", "hidden_reason")


_COUNTS = """
SELECT category_id, COUNT(*) FROM forum_thread
 WHERE category_id IN ({places}) AND hidden_at IS NULL AND held_at IS NULL {others}
 GROUP BY category_id
"""


def count_threads(categories: Sequence[Category], access: Access) -> None:
    """Set `thread_count` of each: counted anew only where its list has changed.

    Cached for all readers who have blocked the same people.
    """
    blocked = ", ".join(str(pk) for pk in sorted(access.blocked))
    others = f"AND author_id NOT IN ({blocked})" if blocked else ""

    def counted(missing: list[int]) -> dict[int, tuple[Key, int]]:
        places, about = keys(missing)
        counts: dict[int, int] = dict(
            ask(_COUNTS.format(places=places, others=others), about)
        )
        return {pk: (under[pk], counts.get(pk, 0)) for pk in missing}

    under: dict[int, Key] = {
        one.pk: ("threads in", one.pk, one.activity, blocked) for one in categories
    }
    found = cached_many(under, counted)
    for category in categories:
        category.thread_count = found[category.pk]


def forum_groups(access: Access) -> list[Group]:
    """Every category that the reader may know of, grouped by path.

    `is_open` says whether it may be entered; a closed one is listed without
    anything of what is in it.
    """
    latest = Thread.objects.listed().filter(category=OuterRef("pk"))
    latest = latest.not_blocked_by(access).by_latest_activity()
    visible = (
        Category.objects.visible_to(access)
        .by_position()
        .annotate(
            last_title=Subquery(latest.values("title")[:1]),
            last_pk=Subquery(latest.values("pk")[:1]),
            last_at=Subquery(latest.values("last_posted_at")[:1]),
        )
    )
    found: list[Category] = [
        *visible,
        *Category.objects.teased_to(access).by_position(),
    ]
    for category in found:
        category.is_open = hasattr(category, "last_pk")
    return [
        Group(path.value, str(path.label), in_path)
        for path in (Path.DEVOPS, Path.PLATFORM, Path.MLOPS, Path.NONE)
        if (in_path := [category for category in found if category.path == path])
    ]


def readers_of(category: Category) -> dict[str, str]:
    """Who reads and who writes here, in words."""
    rights = category.rights.filter(right__in=[Right.READ, Right.REPLY, Right.START])
    audiences: dict[str, set[str]] = {}
    for right in rights.select_related("circle"):
        audiences.setdefault(right.right, set()).add(_audience(right))
    return {
        right: ", ".join(sorted(audiences.get(right, {"moderators and organisers"})))
        for right in (Right.READ, Right.REPLY, Right.START)
    }


def _audience(right: CategoryRight) -> str:
    if right.audience == Audience.EVERYONE:
        return "everyone"
    if right.audience == Audience.SIGNED_IN:
        return "everyone who is signed in"
    circle = right.circle.name if right.circle else ""
    if right.audience == Audience.ONCE:
        return f"people who were once in {circle}"
    return circle
