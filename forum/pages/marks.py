"""What of a thread's page is for one reader: own waiting posts, and own flags.

None of it stands in a cached piece. The thread's own query says whether there is
anything to ask for, so that a page without such marks costs no query more.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, QuerySet, Value
from django.db.models.expressions import RawSQL

from access.access import Access
from core import dry_run
from forum.enums import Flagged
from forum.models import Thread
from moderation.models import Flag

MARKS = ("has_own_waiting", "has_own_flags", "is_flagged")

# Written out: every page of a thread asks, and composing the three costs a member's
# page more than asking them. They say what `Post.objects.own().waiting()` and
# `Flag.objects.standing_of()` say.
_OWN_WAITING = """
EXISTS (SELECT 1 FROM forum_post p
         WHERE p.thread_id = forum_thread.id AND p.author_id = %s
           AND p.held_at IS NOT NULL AND p.deleted_at IS NULL AND p.hidden_at IS NULL)
"""
_OWN_FLAGS = """
EXISTS (SELECT 1 FROM moderation_flag f
          JOIN moderation_case c ON c.id = f.case_id
          JOIN forum_post p ON p.id = c.target_id AND p.thread_id = forum_thread.id
         WHERE f.reporter_id = %s AND c.closed_at IS NULL AND c.target_kind = %s)
"""
_FLAGGED = """
EXISTS (SELECT 1 FROM moderation_flag f
          JOIN moderation_case c ON c.id = f.case_id
         WHERE f.reporter_id = %s AND c.closed_at IS NULL AND c.target_kind = %s
           AND c.target_id = forum_thread.id)
"""


def with_marks(threads: QuerySet[Thread], access: Access) -> QuerySet[Thread]:
    """Annotate `has_own_waiting`, `has_own_flags` and `is_flagged`, for the reader."""
    marks: dict[str, Any] = dict.fromkeys(MARKS, Value(False))
    if access.is_signed_in and not dry_run.is_active():
        reader = access.person_id
        marks = {
            "has_own_waiting": _exists(_OWN_WAITING, reader),
            "has_own_flags": _exists(_OWN_FLAGS, reader, Flagged.POST.value),
            "is_flagged": _exists(_FLAGGED, reader, Flagged.THREAD.value),
        }
    return threads.annotate(**marks)


def flagged_posts(thread: Thread, ids: Iterable[int], access: Access) -> frozenset[int]:
    """Which of these posts the reader has flagged, and nobody has decided about."""
    if not thread.has_own_flags:
        return frozenset()
    return Flag.objects.standing_of(access).on(Flagged.POST, ids).targets()


def _exists(question: str, *about: object) -> RawSQL:
    return RawSQL(question, about, output_field=BooleanField())
