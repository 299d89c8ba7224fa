"""What of a thread's page is for one reader: own waiting posts, and own flags.

None of it stands in a cached piece. The thread's own query says whether there is
anything to ask for, so that a page without such marks costs no query more.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from accounts.access import Access
from core import looking
from forum.enums import Flagged
from forum.models import Post, Thread
from moderation.models import Flag

MARKS = ("has_own_waiting", "has_own_flags", "is_flagged")


def with_marks(threads: QuerySet[Thread], access: Access) -> QuerySet[Thread]:
    """Annotate `has_own_waiting`, `has_own_flags` and `is_flagged`, for the reader."""
    marks: dict[str, Any] = dict.fromkeys(MARKS, Value(False))
    if access.is_signed_in and not looking.is_only():
        own = Post.objects.own(access.person).filter(thread=OuterRef("pk"))
        flags = Flag.objects.standing_of(access)
        here = Post.objects.filter(
            pk=OuterRef("case__target_id"), thread=OuterRef(OuterRef("pk"))
        )
        marks = {
            "has_own_waiting": Exists(own.waiting()),
            "has_own_flags": Exists(flags.on(Flagged.POST).filter(Exists(here))),
            "is_flagged": Exists(flags.on(Flagged.THREAD, OuterRef("pk"))),
        }
    return threads.annotate(**marks)


def flagged_posts(thread: Thread, ids: Iterable[int], access: Access) -> frozenset[int]:
    """Which of these posts the reader has flagged, and nobody has decided about."""
    if not thread.has_own_flags:
        return frozenset()
    return Flag.objects.standing_of(access).on(Flagged.POST, ids).targets()
