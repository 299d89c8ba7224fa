"""Inviting people, and claiming what an invitation holds."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from itertools import chain
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from access.access import Access
from access.enums import GrantSource
from access.errors import NothingOpen
from access.models import Circle, Grant
from access.policies import can_run_place
from access.services.gate import hold_the_gate
from access.services.grants import open_for_life, open_window
from accounts.models import User
from accounts.services.audit import entry_of, record, record_all
from accounts.services.people import lock_person
from accounts.services.tokens import hash_token
from core import clock
from core.limits import INVITATION_LIFE
from core.pasted import canonical, spellings
from core.pasted import token as read_token
from core.verdicts import enforce
from onboarding.errors import AddressDiffers, InvitationClosed
from onboarding.models import Invitation
from onboarding.models.invitation import InvitationQuerySet
from onboarding.services.renewing import renew_or_open


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

    The token is known here and in the message only; `months` 0 is for life.
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
    *, invited_by: User | None, email: str, circle: Circle, **fields: Any
) -> tuple[Invitation, str]:
    """Write an invitation whose right was settled before, and answer its token."""
    token = new_token()
    invitation = drafted(
        invited_by=invited_by, email=email, circle=circle, token=token, **fields
    )
    write_drafted([invitation])
    return invitation, token


def new_token() -> str:
    return secrets.token_urlsafe(32)


def drafted(
    *,
    invited_by: User | None,
    email: str,
    circle: Circle,
    token: str,
    zone: str = "",
    **fields: Any,
) -> Invitation:
    """An invitation that is not written yet, complete and checked."""
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
        exclude=["circle", "invited_by", "claimed_by"],
        validate_unique=False,
        validate_constraints=False,
    )
    return invitation


def write_drafted(invitations: Iterable[Invitation]) -> None:
    """Write invitations and log each; the right was settled before."""
    written = Invitation.objects.bulk_create(invitations)
    record_all(
        entry_of(
            actor=invitation.invited_by,
            action="invited",
            target=invitation,
            after={"circle": invitation.circle.slug, "months": invitation.months},
            reason=invitation.reason,
        )
        for invitation in written
    )


def invitation_for(token: str) -> Invitation | None:
    """The invitation behind a link, open or not.

    Of several places behind it, one that can still be taken.
    """
    if len(token) > 200:
        return None
    rows = Invitation.objects.select_related("circle", "claimed_by", "invited_by")
    places = list(rows.filter(token_hash=hash_token(read_token(token))).order_by("pk"))
    now = clock.now()
    alive = (row for row in places if row.is_open_at(now))
    taken = (row for row in places if row.claimed_at)
    return next(chain(alive, taken, places), None)


def waiting_for(person: User, now: datetime | None = None) -> InvitationQuerySet:
    """What is offered to the addresses that a person has proved, the oldest first."""
    proved = EmailAddress.objects.filter(user=person, verified=True)
    rows = Invitation.objects.open_at(now or clock.now())
    return rows.to(proved.values_list("email", flat=True)).order_by("pk")


def claim_invitation(*, person: User, invitation: Invitation) -> Grant:
    """Open what the invitation holds, and answer its grant; see `claim_places`."""
    return claim_places(person=person, invitation=invitation)[0]


def claim_places(*, person: User, invitation: Invitation) -> list[Grant]:
    """Open what the invitation holds for whoever has proved its address, and with it
    whatever else is offered to the addresses that they have proved.

    The grant of this invitation comes first. Claiming twice answers with the same
    one, while it stands. Raises InvitationClosed and AddressDiffers, and then
    nothing is written.
    """
    with transaction.atomic():
        hold_the_gate()
        person = lock_person(person)
        invitation = _locked(Invitation.objects.filter(pk=invitation.pk)).get()
        if not has_proved(person, invitation.email):
            raise AddressDiffers("This invitation was sent to another address.")
        if invitation.claimed_by_id == person.pk:
            grant = what_stands(invitation, person)
            if grant is None:
                raise InvitationClosed(
                    "You took this invitation before. The place behind it is closed "
                    "now; your access page says why."
                )
        elif not invitation.is_open_at(clock.now()):
            raise InvitationClosed("This invitation is not open any more.")
        else:
            grant = take(invitation, person)
        return [grant, *_take_waiting(person)]


def claim_waiting(*, person: User) -> list[Grant]:
    """Open whatever is offered to the addresses that a person has proved.

    What cannot be opened any more, since its window would be over, is left.
    """
    with transaction.atomic():
        hold_the_gate()
        return _take_waiting(lock_person(person))


def take(
    invitation: Invitation, person: User, *, granted_by: User | None = None
) -> Grant:
    """Open what an invitation holds and note who took it. The rows are locked."""
    grant = open_invited(invitation, person, granted_by=granted_by)
    invitation.claimed_at = clock.now()
    invitation.claimed_by = person
    invitation.save(update_fields=["claimed_at", "claimed_by"])
    return grant


def take_all(
    rows: InvitationQuerySet, person: User, *, granted_by: User | None = None
) -> list[Grant]:
    """Take each of them that still opens something. The person is locked."""
    grants = []
    for invitation in _locked(rows):
        with suppress(NothingOpen):
            grants.append(take(invitation, person, granted_by=granted_by))
    return grants


def _take_waiting(person: User) -> list[Grant]:
    return take_all(waiting_for(person), person)


def _locked(rows: InvitationQuerySet) -> InvitationQuerySet:
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return rows.select_related("circle", "invited_by")


def what_stands(invitation: Invitation, person: User) -> Grant | None:
    """What is open, or will be, in the circle of an invitation that was taken."""
    standing = Grant.objects.standing().filter(person=person, circle=invitation.circle)
    lasting = standing.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
    return lasting.order_by("pk").last()


def withdraw_invitation(*, organiser: User, invitation: Invitation) -> Invitation:
    """Close an invitation that nobody has claimed."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update(no_key=True).get(
            pk=invitation.pk
        )
        enforce(can_run_place(Access.of(organiser)))
        if invitation.claimed_at:
            raise InvitationClosed("This invitation has been claimed already.")
        if invitation.withdrawn_at is None:
            invitation.withdrawn_at = clock.now()
            invitation.save(update_fields=["withdrawn_at"])
            record(actor=organiser, action="invitation_withdrawn", target=invitation)
    return invitation


def has_proved(person: User, email: str) -> bool:
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
