"""Raising the numbers that kept pages are kept under."""

from django.db.models import F

from forum.models import Category, Thread


def thread_changed(thread: Thread, *fields: str) -> None:
    """Write `fields` of a locked thread and end every kept page that shows it."""
    thread.version += 1
    thread.save(update_fields=[*fields, "version"])
    list_changed(thread.category_id)


def list_changed(category_id: int) -> None:
    """The category's row is taken last, so its lock is held for a blink."""
    Category.objects.filter(pk=category_id).update(activity=F("activity") + 1)


def byline_changed(person_id: int) -> None:
    """End the kept pages that print this person: as author, in a list, by mention."""
    shows_person = Thread.objects.filter(posts__author=person_id).values("pk")
    names_person = Thread.objects.filter(posts__mentions__person=person_id).values("pk")
    ids = set(shows_person.values_list("pk", flat=True)) | set(
        names_person.values_list("pk", flat=True)
    )
    ids |= set(Thread.objects.filter(locked_by=person_id).values_list("pk", flat=True))
    # In one order everywhere, so that two changes at once cannot block each other.
    threads = Thread.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    categories = {thread.category_id for thread in threads.only("category")}
    Thread.objects.filter(pk__in=ids).update(version=F("version") + 1)
    for category_id in sorted(categories):
        list_changed(category_id)
