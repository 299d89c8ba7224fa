"""Raising the numbers that kept pages are kept under."""

from django.db.models import F, Q

from accounts.models import User
from forum.models import Category, Mention, Post, Thread


def thread_changed(thread: Thread, *fields: str) -> None:
    """Write `fields` of a locked thread and end every kept page that shows it."""
    thread.version += 1
    thread.save(update_fields=[*fields, "version"])
    list_changed(thread.category_id)


def list_changed(category_id: int) -> None:
    """The category's row is taken last, so its lock is held for a blink."""
    Category.objects.filter(pk=category_id).update(activity=F("activity") + 1)


def byline_changed(person_id: int) -> None:
    """End the kept pages that print this person: as author, by mention, by a lock.

    A mention counts by its handle as well: whoever takes a handle that a post has
    named for long becomes a link in it.
    """
    handles = User.objects.filter(pk=person_id).values("handle")
    mentions = Mention.objects.filter(Q(person=person_id) | Q(handle__in=handles))
    shown = (
        Post.objects.filter(author=person_id).values_list("thread", flat=True),
        Post.objects.filter(mentions__in=mentions).values_list("thread", flat=True),
        Thread.objects.filter(locked_by=person_id).values_list("pk", flat=True),
    )
    ids = {thread for threads in shown for thread in threads}
    # In one order everywhere, so that two changes at once cannot block each other.
    threads = Thread.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    categories = {thread.category_id for thread in threads.only("category")}
    Thread.objects.filter(pk__in=ids).update(version=F("version") + 1)
    for category_id in sorted(categories):
        list_changed(category_id)


def circle_changed(circle_id: int) -> None:
    """End the kept pages that name a circle: a category says who reads it."""
    named = Category.objects.filter(rights__circle=circle_id)
    ids = set(named.values_list("pk", flat=True))
    Category.objects.filter(pk__in=ids).update(version=F("version") + 1)
