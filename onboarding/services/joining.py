"""Becoming a member of the place: agreements, and handles that are spoken for."""

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from access.enums import CircleKind, GrantSource
from access.models import Circle
from access.services.gate import hold_the_gate
from accounts.models import AuditEntry, User
from accounts.services.audit import record
from accounts.services.people import let_in
from accounts.services.unproved import UNPROVED_LIFE
from core import clock
from core.errors import Changed
from core.pasted import spellings
from core.verdicts import ALLOWED, Verdict
from onboarding.enums import GateMode
from onboarding.models import Invitation

USED = (
    "This invitation has been used: somebody has joined with it. Now it lets in only "
    "the address that it was sent to. Ask the organisers for one of your own."
)
# Invitations of these join also where only cohorts do.
BROUGHT_IN = {
    GrantSource.COHORT,
    GrantSource.IMPORT,
    GrantSource.WEBHOOK,
    GrantSource.RENEWAL,
}


def can_join(invitation: Invitation | None, email: str = "") -> Verdict:
    """Whether the gate lets someone make an account, with what they hold.

    Without an address it says whether anybody could.
    """
    mode = settings.GATE_MODE
    if mode in {GateMode.OPEN, GateMode.APPROVAL}:
        return ALLOWED
    if invitation is None:
        return Verdict("One joins here by invitation.")
    if not lets_join(invitation):
        return Verdict("Only members of a cohort join here.")
    if email and not _has_room(invitation, email):
        return Verdict(USED)
    return ALLOWED


def admit(*, person: User, invitation: Invitation | None) -> None:
    """Let a new person through the gate, in the transaction that made the account.

    The invited address always has its way in; besides it an invitation lets one
    newcomer through, and of two at once the first. Raises Changed for the other
    one, who waits instead where an organiser approves.
    """
    mode = settings.GATE_MODE
    if mode == GateMode.OPEN:
        return
    is_in = invitation is not None and _takes_seat(person, invitation)
    if is_in and mode == GateMode.APPROVAL:
        let_in(person, by=None)
    if not is_in and mode != GateMode.APPROVAL:
        raise Changed(USED)


def note_gate() -> None:
    """Write into the log which gate stands, where the last line names another.

    It is a setting, which nobody turns on a page: the worker finds it changed.
    """
    with transaction.atomic():
        hold_the_gate()
        community = Circle.objects.community()
        noted = AuditEntry.objects.filter(
            action="gate_set",
            target_kind=community._meta.label_lower,
            target_id=community.pk,
        )
        last = noted.order_by("-pk").first()
        after = {"mode": settings.GATE_MODE}
        if last is None or last.after != after:
            before = last.after if last else None
            record(
                actor=None,
                action="gate_set",
                target=community,
                before=before,
                after=after,
            )


def lets_join(invitation: Invitation) -> bool:
    """Whether the gate opens to this kind of invitation.

    Where only cohorts join, so do the graduates of a list and the buyers of a shop.
    """
    if settings.GATE_MODE != GateMode.COHORT_ONLY:
        return True
    is_of_cohort = invitation.circle.kind == CircleKind.COHORT
    return is_of_cohort or invitation.source in BROUGHT_IN


def is_handle_taken(handle: str) -> bool:
    """Whether a person has it, or somebody asked for it lately."""
    if User.objects.filter(handle=handle).exists():
        return True
    return caches["limits"].get(_key(handle)) is not None


def keep_handle(handle: str) -> None:
    """Keep a handle as long as an account would that waits for its code."""
    seconds = int(UNPROVED_LIFE.total_seconds())
    caches["limits"].set(_key(handle), True, timeout=seconds)


def _has_room(invitation: Invitation, email: str) -> bool:
    return not is_used(invitation) or _is_sent_to(invitation, email)


def is_used(invitation: Invitation) -> bool:
    """Whether its link has let in a newcomer under another address."""
    places = Invitation.objects.of_link(invitation)
    return places.exclude(admitted=None).exists()


def _is_sent_to(invitation: Invitation, email: str) -> bool:
    return email.lower() in spellings(invitation.email)


def _takes_seat(person: User, invitation: Invitation) -> bool:
    """The rows of one link are locked together: it has one seat."""
    places = Invitation.objects.of_link(invitation)
    rows = {row.pk: row for row in places.select_for_update(no_key=True).order_by("pk")}
    invitation = rows[invitation.pk]
    if not invitation.is_open_at(clock.now()):
        return False
    if not _has_room(invitation, person.email):
        return False
    if not _is_sent_to(invitation, person.email):
        invitation.admitted = person
        invitation.save(update_fields=["admitted"])
    return True


def _key(handle: str) -> str:
    return f"handle:{handle}"
