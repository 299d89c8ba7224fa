"""The copies that lists read, and how they are brought in line again."""

from django.db import transaction
from django.db.models import Max

from forum.models import Thread
from forum.services.versions import thread_changed

COPIES = ("reply_count", "last_position", "last_posted_at", "last_author")


def update_copies(thread: Thread) -> bool:
    """Set the copies of a locked thread from its posts; say whether any differed."""
    before = _copies(thread)
    shown = thread.posts.shown()
    last = shown.order_by("-position").only("author", "created_at").first()
    thread.reply_count = shown.filter(position__gt=1).count()
    thread.last_position = thread.posts.aggregate(Max("position"))["position__max"] or 0
    thread.last_author_id = last.author_id if last else None
    thread.last_posted_at = max(
        thread.created_at, last.created_at if last else thread.created_at
    )
    return _copies(thread) != before


def _copies(thread: Thread) -> tuple[object, ...]:
    return (
        thread.reply_count,
        thread.last_position,
        thread.last_posted_at,
        thread.last_author_id,
    )


def recount_thread(*, thread: Thread) -> bool:
    """Mend one thread's copies under its lock. Nothing is written where all is well."""
    with transaction.atomic():
        locked = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
        if not update_copies(locked):
            return False
        thread_changed(locked, *COPIES)
    return True
