"""Raising the numbers that kept pages are kept under.

Rows are locked in one order everywhere: a person, a story, threads by their keys,
a post, a case, the count of names, and the categories last.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import F

from forum.models import Category, Post, Thread

_changed_lists: ContextVar[set[int] | None] = ContextVar("changed_lists", default=None)


def thread_changed(thread: Thread, *fields: str) -> None:
    """Write `fields` of a locked thread and end every kept page that shows it."""
    thread.version += 1
    thread.save(update_fields=[*fields, "version"])
    list_changed(thread.category_id)


def post_changed(post: Post, *fields: str) -> None:
    """Write `fields` of a locked post and end what is cached of it.

    In the same statement: whoever reads a version reads the words that it is of.
    """
    post.version += 1
    post.save(update_fields=[*fields, "version"])


def list_changed(category_id: int) -> None:
    """The category's row is taken last, so its lock is held for a blink."""
    collected = _changed_lists.get()
    if collected is None:
        Category.objects.filter(pk=category_id).update(activity=F("activity") + 1)
    else:
        collected.add(category_id)


@contextmanager
def lists_last() -> Iterator[None]:
    """Let an act that changes several threads take the categories when it has all.

    Holding one while it waits for a thread, it would block whoever writes there:
    they hold the thread and wait for the category.
    """
    if _changed_lists.get() is not None:
        yield
        return
    collected: set[int] = set()
    token = _changed_lists.set(collected)
    try:
        yield
    finally:
        _changed_lists.reset(token)
    for category_id in sorted(collected):
        list_changed(category_id)


def circle_changed(circle_id: int) -> None:
    """End the kept pages that name a circle: a category says who reads it."""
    named = Category.objects.filter(rights__circle=circle_id)
    ids = set(named.values_list("pk", flat=True))
    Category.objects.filter(pk__in=ids).update(version=F("version") + 1)
