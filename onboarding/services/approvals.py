"""Letting people in who wait at a gate that asks for approval.

Whoever is given a place is let in with it: `grants.ledger.write` sees to that.
"""

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from access.access import Access
from access.policies import can_run_place
from access.services.gate import hold_the_gate
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import let_in, lock_person
from core.verdicts import enforce
from onboarding.errors import NotWaiting
from onboarding.services import account_mail


def waiting() -> QuerySet[User]:
    """Who has proved an address and waits, the longest first."""
    return User.objects.filter(
        approved_at=None,
        is_active=True,
        left_at=None,
        emailaddress__verified=True,
        emailaddress__primary=True,
    ).order_by("created_at", "pk")


def count_waiting() -> int:
    return waiting().count()


def approve(*, organiser: User, person: User) -> User:
    """Let someone in and tell them. Twice is once."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        if let_in(person, by=organiser):
            account_mail.send_welcome(person)
    return person


def refuse(*, organiser: User, person: User, reason: str) -> None:
    """Remove the account of someone who was never in, and say why.

    Raises NotWaiting for who is in by now, or was given something whose row stays.
    """
    with transaction.atomic():
        hold_the_gate()
        rows = waiting().select_for_update(of=("self",), no_key=True)
        found = rows.filter(pk=person.pk).first()
        enforce(can_run_place(Access.of(organiser)))
        if found is None:
            raise NotWaiting("They do not wait any more. Nothing has been removed.")
        if found.grants.exists():
            raise NotWaiting(
                "They were given a place here, which the ledger keeps. Let them in."
            )
        record(actor=organiser, action="refused", target=found, reason=reason)
        account_mail.send_refusal(found, reason=reason)
        try:
            found.delete()
        except ProtectedError as error:
            raise NotWaiting(
                "Something of theirs is kept here, such as a role or what they asked. "
                "Let them in."
            ) from error
