"""Raising the numbers that kept pages are kept under.

Rows are locked in one order everywhere: a person, a story, threads by their keys,
a post, a case, the count of names, and the categories last.
"""

from django.db.models import F

from forum.models import Category, Post, Thread


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


def post_changed(post: Post, *fields: str) -> None:
    """Write `fields` of a locked post and end what is cached of it.

    In the same statement: whoever reads a version reads the words that it is of.
    """
    post.version += 1
    post.save(update_fields=[*fields, "version"])


def circle_changed(circle_id: int) -> None:
    """End the kept pages that name a circle: a category says who reads it."""
    named = Category.objects.filter(rights__circle=circle_id)
    ids = set(named.values_list("pk", flat=True))
    Category.objects.filter(pk__in=ids).update(version=F("version") + 1)
