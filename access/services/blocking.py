"""Blocking a person, and ending that. Nobody else is told of either."""

from django.db import transaction

from access.access import Access
from access.policies import can_block
from accounts.models import Block, User
from accounts.services.people import lock_person
from core.verdicts import enforce


def block(*, person: User, blocked: User) -> Block:
    """Let `person` meet `blocked` no more; said twice it is the same.

    The lock on who blocks keeps two forms that are sent at once within the limit.
    """
    with transaction.atomic():
        person = lock_person(person)
        standing = Block.objects.filter(person=person).standing()
        if found := standing.filter(blocked=blocked).first():
            return found
        blocked = User.objects.get(pk=blocked.pk)
        enforce(can_block(Access.of(person), blocked, count=standing.count()))
        return Block.objects.create(person=person, blocked=blocked)


def unblock(*, person: User, blocked: User) -> bool:
    """Say whether there was anything to end."""
    with transaction.atomic():
        lock_person(person)
        ended, _rows = Block.objects.filter(person=person, blocked=blocked).delete()
    return bool(ended)
