"""What of a thread is for one reader: whether own posts wait in it, and an own flag.

The thread's own query says both. Of posts, see `forum.reading.overlay`.
"""

from typing import Any

from django.db.models import BooleanField, QuerySet, Value
from django.db.models.expressions import RawSQL

from accounts.access import Access
from core import looking
from forum.enums import Flagged
from forum.models import Thread

MARKS = ("has_own_waiting", "is_flagged")

# Written out: every page of a thread asks, and composing them costs a member's
# page more than asking them. They say what `Post.objects.own().waiting()` and
# `Flag.objects.standing_of()` say.
_OWN_WAITING = """
EXISTS (SELECT 1 FROM forum_post p
         WHERE p.thread_id = forum_thread.id AND p.author_id = %s
           AND p.held_at IS NOT NULL AND p.deleted_at IS NULL AND p.hidden_at IS NULL)
"""
_FLAGGED = """
EXISTS (SELECT 1 FROM moderation_flag f
          JOIN moderation_case c ON c.id = f.case_id
         WHERE f.reporter_id = %s AND c.closed_at IS NULL AND c.target_kind = %s
           AND c.target_id = forum_thread.id)
"""


def with_marks(threads: QuerySet[Thread], access: Access) -> QuerySet[Thread]:
    """Annotate `has_own_waiting` and `is_flagged`, for the reader."""
    marks: dict[str, Any] = dict.fromkeys(MARKS, Value(False))
    if access.is_signed_in and not looking.is_only():
        reader = access.person_id
        marks = {
            "has_own_waiting": _said(_OWN_WAITING, reader),
            "is_flagged": _said(_FLAGGED, reader, Flagged.THREAD.value),
        }
    return threads.annotate(**marks)


def _said(question: str, *about: object) -> RawSQL:
    return RawSQL(question, about, output_field=BooleanField())
