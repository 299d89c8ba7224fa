"""Raising the numbers that kept pages are kept under.

Rows are locked in one order everywhere: a person, a story, threads by their keys,
a post, a case, and the categories last.
"""

from functools import partial

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from forum.models import Category, Mention, Post, Thread


class ChangedLists:
    """The categories whose lists an act has changed, taken when it has all else.

    An act makes one, hands it to whatever changes a thread, and calls `touch` as its
    last statement: the rows of categories are held for a blink, and in one order. An
    act that held one while it waits for a thread would block whoever writes there,
    who holds the thread and waits for the category.
    """

    def __init__(self) -> None:
        self.ids: set[int] = set()

    def add(self, category_id: int) -> None:
        self.ids.add(category_id)

    def touch(self) -> None:
        for category_id in sorted(self.ids):
            Category.objects.filter(pk=category_id).update(activity=F("activity") + 1)
        self.ids.clear()


def thread_changed(
    thread: Thread, *fields: str, lists: ChangedLists | None = None
) -> None:
    """Write `fields` of a locked thread and end every kept page that shows it.

    Its category follows at once, or with the `lists` of an act that does more.
    """
    thread.version += 1
    thread.save(update_fields=[*fields, "version"])
    changed = lists or ChangedLists()
    changed.add(thread.category_id)
    if lists is None:
        changed.touch()


def byline_changed(person_id: int, *, lists: ChangedLists | None = None) -> None:
    """End the kept pages that print this person: as author, by mention, by a lock.

    A mention counts by its handle as well: whoever takes a handle that a post has
    named for long becomes a link in it. A post that was written meanwhile still had
    the byline of before, so its thread follows as soon as the change is there.
    """
    at_once = _shown_in(person_id)
    _changed(at_once, lists)
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


def _changed(ids: set[int], lists: ChangedLists | None = None) -> None:
    # In one order everywhere, so that two changes at once cannot block each other.
    threads = (
        Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    )
    categories = {thread.category_id for thread in threads.only("category")}
    Thread.objects.filter(pk__in=ids).update(version=F("version") + 1)
    changed = lists or ChangedLists()
    for category_id in categories:
        changed.add(category_id)
    if lists is None:
        changed.touch()


def circle_changed(circle_id: int) -> None:
    """End the kept pages that name a circle: a category says who reads it."""
    named = Category.objects.filter(rights__circle=circle_id)
    ids = set(named.values_list("pk", flat=True))
    Category.objects.filter(pk__in=ids).update(version=F("version") + 1)
