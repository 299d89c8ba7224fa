"""Suspending a person, and lifting it."""

from datetime import datetime

from django.db import transaction

from access.access import Access
from access.models import Restriction
from access.policies import can_moderate, can_suspend
from access.scopes import Scope, columns_of
from access.services.scopes import check_scope, scope_logged
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def suspend(
    *,
    moderator: User,
    person: User,
    until: datetime,
    reason: str,
    scope: Scope | None = None,
) -> Restriction:
    """End a person's writing and flagging until a moment, in one part of the site or
    on all of it. Reading stays. Raises NoSuchScope.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_suspend(Access.of(moderator), person, Access.of(person), scope))
        check_scope(scope)
        restriction = Restriction(
            **columns_of(scope),
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
            after={"until": until.isoformat()} | scope_logged(scope),
            reason=reason,
        )
    return restriction


def lift(*, moderator: User, restriction: Restriction, reason: str = "") -> Restriction:
    with transaction.atomic():
        lock_person(restriction.person)
        restriction = Restriction.objects.get(pk=restriction.pk)
        enforce(can_moderate(Access.of(moderator), restriction.scope))
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
