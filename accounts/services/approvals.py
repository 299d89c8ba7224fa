"""Letting people in who wait at a gate that asks for approval."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import Access
from accounts.models import User
from accounts.policies import can_run_place
from accounts.services import letters
from accounts.services.audit import record
from core import clock
from core.verdicts import enforce


def waiting() -> QuerySet[User]:
    """Who has proved an address and waits, the longest first."""
    return User.objects.filter(
        approved_at=None,
        is_active=True,
        left_at=None,
        emailaddress__verified=True,
        emailaddress__primary=True,
    ).order_by("created_at", "pk")


def approve(*, organiser: User, person: User) -> User:
    """Let someone in and tell them. Twice is once."""
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.approved_at is None:
            person.approved_at = clock.now()
            person.save(update_fields=["approved_at"])
            record(actor=organiser, act="approved", target=person)
            letters.send_welcome(person)
    return person


def refuse(*, organiser: User, person: User, reason: str) -> None:
    """Remove the account of someone who was never in, and say why."""
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        person = (
            waiting().select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        )
        record(actor=organiser, act="refused", target=person, reason=reason)
        letters.send_refusal(person, reason=reason)
        person.delete()
