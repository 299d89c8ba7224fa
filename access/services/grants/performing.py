"""Making one person's move: computed on fresh rows under the lock, written, told."""

from collections.abc import Callable

from django.db import transaction

from access.access import Access
from access.models import Circle
from access.policies import can_run_place
from access.services.grants import ledger, notifying
from access.services.grants.place import Move, Place
from accounts.models import User
from accounts.services.people import lock_person
from core.verdicts import enforce

Compute = Callable[[Place], Move]


def perform(
    *, organiser: User, person: User, circle: Circle, reason: str, compute: Compute
) -> Move:
    """An organiser's act. What cannot be done raises, and nothing is written."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return perform_unchecked(
            by=organiser, person=person, circle=circle, reason=reason, compute=compute
        )


def perform_unchecked(
    *, by: User | None, person: User, circle: Circle, reason: str, compute: Compute
) -> Move:
    """An act whose right was settled before. The person's row is locked."""
    move = compute(ledger.place_of(person, circle))
    ledger.write([move], by=by, reason=reason)
    notifying.notify([move])
    return move
