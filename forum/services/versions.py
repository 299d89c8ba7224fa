"""Raising the numbers that kept pages are kept under.

Rows are locked in one order everywhere: a person, a story, threads by their keys,
a post, a case, and the categories last.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from forum.models import Category, Mention, Post, Thread

_changed_lists: ContextVar[set[int] | None] = ContextVar("changed_lists", default=None)


def thread_changed(thread: Thread, *fields: str) -> None:
    """Write `fields` of a locked thread and end every kept page that shows it."""
    thread.version += 1
    thread.save(update_fields=[*fields, "version"])
    list_changed(thread.category_id)


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


def byline_changed(person_id: int) -> None:
    """End the kept pages that print this person: as author, by mention, by a lock.

    A mention counts by its handle as well: whoever takes a handle that a post has
    named for long becomes a link in it. A post that was written meanwhile still had
    the byline of before, so its thread follows as soon as the change is there.
    """
    at_once = _shown_in(person_id)
    _changed(at_once)
    transaction.on_commit(partial(_the_rest_changed, person_id, at_once))


def _the_rest_changed(person_id: int, at_once: set[int]) -> None:
    if rest := _shown_in(person_id) - at_once:
        with transaction.atomic():
            _changed(rest)


def _shown_in(person_id: int) -> set[int]:
    """Keys of the threads that print the person."""
    handles = User.objects.filter(pk=person_id).values("handle")
    mentions = Mention.objects.filter(Q(person=person_id) | Q(handle__in=handles))
    shown = (
        Post.objects.filter(author=person_id).values_list("thread", flat=True),
        Post.objects.filter(mentions__in=mentions).values_list("thread", flat=True),
        Thread.objects.filter(locked_by=person_id).values_list("pk", flat=True),
    )
    return {thread for threads in shown for thread in threads}


def _changed(ids: set[int]) -> None:
    # In one order everywhere, so that two changes at once cannot block each other.
    threads = Thread.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    categories = {thread.category_id for thread in threads.only("category")}
    Thread.objects.filter(pk__in=ids).update(version=F("version") + 1)
    with lists_last():
        for category_id in categories:
            list_changed(category_id)


def circle_changed(circle_id: int) -> None:
    """End the kept pages that name a circle: a category says who reads it."""
    named = Category.objects.filter(rights__circle=circle_id)
    ids = set(named.values_list("pk", flat=True))
    Category.objects.filter(pk__in=ids).update(version=F("version") + 1)
