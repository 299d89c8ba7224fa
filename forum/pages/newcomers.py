"""What somebody who never had a window should know before they write."""

from dataclasses import dataclass

from django.db.models import Count, Q

from access.access import Access
from core.limits import POSTING_NEW
from forum.models import Post
from forum.policies import needs_reading_first


@dataclass(frozen=True)
class Newcomer:
    """`is_held`: the next post is read first. `waiting` are those sent so far.

    `was_refused` holds while one was kept in and nothing else waits or is out.
    """

    is_held: bool
    waiting: int
    was_refused: bool

    # How many posts, in how many minutes.
    most: int = POSTING_NEW[0]
    minutes: int = POSTING_NEW[1] // 60


def newcomer_of(access: Access) -> Newcomer | None:
    """Nothing for everybody else; one query for a newcomer."""
    if not access.is_new:
        return None
    own = Post.objects.own(access.person)
    held = Q(held_at__isnull=False, deleted_at=None)
    counts = own.aggregate(
        out=Count("pk", filter=Q(held_at=None, hidden_at=None)),
        waiting=Count("pk", filter=held & Q(hidden_at=None)),
        refused=Count("pk", filter=held & Q(hidden_at__isnull=False)),
    )
    is_held = needs_reading_first(access, has_been_out=bool(counts["out"]))
    return Newcomer(
        is_held=is_held,
        waiting=counts["waiting"],
        was_refused=bool(is_held and counts["refused"] and not counts["waiting"]),
    )
