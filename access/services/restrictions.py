"""Suspending a person, and lifting it."""

from datetime import datetime

from django.db import transaction

from access.access import Access
from access.models import Restriction
from access.policies import can_moderate, can_suspend
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def suspend(
    *, moderator: User, person: User, until: datetime, reason: str
) -> Restriction:
    """End a person's writing and flagging until a moment. Reading stays."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_suspend(Access.of(moderator), person, Access.of(person)))
        restriction = Restriction(
            person=person,
            starts_at=clock.now(),
            ends_at=until,
            imposed_by=moderator,
            reason=reason,
        )
        restriction.full_clean()
        restriction.save()
        record(
            actor=moderator,
            action="suspended",
            target=person,
            after={"until": until.isoformat()},
            reason=reason,
        )
    return restriction


def lift(*, moderator: User, restriction: Restriction, reason: str = "") -> Restriction:
    with transaction.atomic():
        lock_person(restriction.person)
        enforce(can_moderate(Access.of(moderator)))
        restriction = Restriction.objects.get(pk=restriction.pk)
        if restriction.lifted_at is None:
            restriction.lifted_at = clock.now()
            restriction.lifted_by = moderator
            restriction.save(update_fields=["lifted_at", "lifted_by"])
            record(
                actor=moderator,
                action="suspension_lifted",
                target=restriction.person,
                reason=reason,
            )
    return restriction
