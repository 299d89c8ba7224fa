"""Locks, and changes of the person's own row."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.services.audit import record
from accounts.services.names import names_changed
from core import clock


def lock_person(person: User) -> User:
    """The person's row, locked: every writer of grants and roles holds it.

    Whoever names this person meanwhile, in a post or as the giver of a grant, does
    not wait for it: two organisers on each other's page do not stop each other.
    """
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def lock_people(keys: Iterable[int]) -> dict[int, User]:
    """The rows of many, locked in the order of their keys: no two of these cross."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=list(keys))
    return {person.pk: person for person in people.order_by("pk")}


def let_in(person: User, *, by: User | None) -> bool:
    """Approve whoever waits at the gate, with the row locked. Says if they waited."""
    if person.is_approved:
        return False
    person.approved_at = clock.now()
    person.save(update_fields=["approved_at"])
    record(actor=by, action="approved", target=person)
    return True


def rename(*, person: User, display_name: str) -> User:
    """Change the name that stands beside a person's words, everywhere at once."""
    with transaction.atomic():
        person = lock_person(person)
        if person.display_name != display_name:
            person.display_name = display_name
            person.full_clean(exclude=["password"])
            person.save(update_fields=["display_name"])
            names_changed()
    return person
