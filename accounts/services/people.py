"""Locks, and changes of the person's own row."""

from django.db import transaction

from accounts import registry
from accounts.models import Circle, User


def lock_person(person: User) -> User:
    """The person's row, locked: every writer of grants and roles holds it.

    The lock is of a kind that lets others write rows which point to the person.
    """
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def hold_the_gate() -> None:
    """Wait until nobody else brings people in; to be called first in a transaction.

    Whoever holds it is alone among lists, shops and what shops have paid for. The
    lock is of a kind that lets others write grants meanwhile.
    """
    Circle.objects.select_for_update(no_key=True).community()


def rename(*, person: User, display_name: str) -> User:
    """Change the name that stands beside a person's words, everywhere at once."""
    with transaction.atomic():
        person = lock_person(person)
        if person.display_name != display_name:
            person.display_name = display_name
            person.full_clean(exclude=["password"])
            person.save(update_fields=["display_name"])
            registry.byline_changed(person.pk)
    return person
