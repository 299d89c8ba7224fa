"""Making one person's move: reckoned on fresh rows under the lock, written, told."""

from collections.abc import Callable

from django.db import transaction

from access.access import Access
from access.models import Circle
from access.policies import can_run_place
from access.services.grants import ledger, telling
from access.services.grants.place import Move, Place
from accounts.models import User
from accounts.services.people import lock_person
from core.verdicts import enforce

Act = Callable[[Place], Move]


def act(
    *, organiser: User, person: User, circle: Circle, reason: str, reckon: Act
) -> Move:
    """An organiser's act. What cannot be done raises, and nothing is written."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return settled(
            by=organiser, person=person, circle=circle, reason=reason, reckon=reckon
        )


def settled(
    *, by: User | None, person: User, circle: Circle, reason: str, reckon: Act
) -> Move:
    """An act whose right was settled before. The person's row is locked."""
    move = reckon(ledger.place_of(person, circle))
    ledger.write([move], by=by, reason=reason)
    telling.tell([move])
    return move
