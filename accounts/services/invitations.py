"""Inviting people, and claiming what an invitation holds."""

import hashlib
import secrets
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from accounts.access import Access
from accounts.enums import GrantSource
from accounts.errors import AddressDiffers, InvitationClosed
from accounts.models import Circle, Grant, Invitation, User
from accounts.policies import can_run_place
from accounts.services.audit import record
from accounts.services.grants import open_for_life, open_window
from accounts.services.people import hold_the_gate, lock_person
from accounts.services.renewing import renew_or_open
from core import clock
from core.limits import INVITATION_LIFE
from core.pasted import canonical, spellings
from core.pasted import token as read_token
from core.verdicts import enforce


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    organiser: User,
    email: str,
    circle: Circle,
    anchor_on: date,
    name: str = "",
    months: int = 12,
    zone: str = "",
    reason: str = "",
    source: str = GrantSource.INVITATION,
) -> tuple[Invitation, str]:
    """Write an invitation and answer it with the token of its link.

    The token is known here and in the letter only; `months` 0 is for life.
    """
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        return write_invitation(
            invited_by=organiser,
            email=email,
            circle=circle,
            anchor_on=anchor_on,
            name=name,
            months=months,
            zone=zone,
            reason=reason,
            source=source,
        )


def write_invitation(
    *,
    invited_by: User | None,
    email: str,
    circle: Circle,
    zone: str = "",
    **fields: Any,
) -> tuple[Invitation, str]:
    """Write an invitation whose right was settled before, and answer its token."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    invitation = Invitation(
        email=canonical(email),
        circle=circle,
        zone=zone or circle.zone,
        token_hash=hash_token(token),
        invited_by=invited_by,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
        **fields,
    )
    invitation.full_clean(
        exclude=["circle", "invited_by"],
        validate_unique=False,
        validate_constraints=False,
    )
    invitation.save(force_insert=True)
    record(
        actor=invited_by,
        act="invited",
        target=invitation,
        after={"circle": circle.slug, "months": invitation.months},
        reason=invitation.reason,
    )
    return invitation, token


def invitation_for(token: str) -> Invitation | None:
    """The invitation behind a link, open or not."""
    if len(token) > 200:
        return None
    return (
        Invitation.objects.select_related("circle", "claimed_by")
        .filter(token_hash=hash_token(read_token(token)))
        .first()
    )


def claim_invitation(*, person: User, invitation: Invitation) -> Grant:
    """Open what the invitation holds for whoever has proved its address.

    Claiming twice answers with the same grant, while it stands. Raises
    InvitationClosed and AddressDiffers, and then nothing is written.
    """
    with transaction.atomic():
        if invitation.reference:
            hold_the_gate()
        person = lock_person(person)
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("circle")
            .get(pk=invitation.pk)
        )
        if not _has_proved(person, invitation.email):
            raise AddressDiffers("This invitation was sent to another address.")
        if invitation.claimed_by_id == person.pk:
            grant = what_stands(invitation, person)
            if grant is None:
                raise InvitationClosed(
                    "You took this invitation before. The place behind it is closed "
                    "now; your access page says why."
                )
            return grant
        if not invitation.is_open_at(clock.now()):
            raise InvitationClosed("This invitation is not open any more.")
        invitation.claimed_at = clock.now()
        invitation.claimed_by = person
        invitation.save(update_fields=["claimed_at", "claimed_by"])
        return open_invited(invitation, person)


def what_stands(invitation: Invitation, person: User) -> Grant | None:
    """What is open, or will be, in the circle of an invitation that was taken."""
    standing = Grant.objects.standing().filter(person=person, circle=invitation.circle)
    lasting = standing.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
    return lasting.order_by("pk").last()


def withdraw_invitation(*, organiser: User, invitation: Invitation) -> Invitation:
    """Close an invitation that nobody has claimed."""
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.claimed_at:
            raise InvitationClosed("This invitation has been claimed already.")
        if invitation.withdrawn_at is None:
            invitation.withdrawn_at = clock.now()
            invitation.save(update_fields=["withdrawn_at"])
            record(actor=organiser, act="invitation_withdrawn", target=invitation)
    return invitation


def _has_proved(person: User, email: str) -> bool:
    return EmailAddress.objects.filter(
        user=person, email__in=spellings(email), verified=True
    ).exists()


def open_invited(
    invitation: Invitation, person: User, *, granted_by: User | None = None
) -> Grant:
    """Open what an invitation holds. The right was settled, the rows are locked."""
    terms: dict[str, Any] = {
        "granted_by": granted_by or invitation.invited_by,
        "person": person,
        "circle": invitation.circle,
        "reason": invitation.reason,
        "reference": invitation.reference,
    }
    if not invitation.months:
        return open_for_life(source=invitation.source, **terms)
    terms |= {
        "anchor_on": invitation.anchor_on,
        "months": invitation.months,
        "zone": invitation.zone,
    }
    if invitation.source == GrantSource.RENEWAL:
        return renew_or_open(**terms)
    return open_window(source=invitation.source, **terms)
