"""An organiser ends every way into the account of somebody locked out."""

from __future__ import annotations

from django.db import transaction

from access.access import Access
from access.policies import can_unlock
from accounts.models import User
from accounts.services.people import lock_person
from accounts.services.recovery import end_and_tell
from core.verdicts import enforce


def unlock(*, organiser: User, person: User, reason: str) -> None:
    """For somebody locked out, after an organiser has checked who they are.

    The organiser gets no way in by it: a new password comes by a code to the address
    of the account, which stays as it is.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_unlock(Access.of(organiser), Access.of(person)))
        end_and_tell(person, by=organiser, reason=reason)
