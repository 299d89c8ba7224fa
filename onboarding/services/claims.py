"""Invitations that someone says are theirs, under another address.

A decision opens a place or does not. No address is added, no account is joined to
another: whoever holds the invited mailbox and whoever claims stay who they are.
"""

from django.db import transaction

from access.access import Access
from access.policies import can_run_place
from access.services.gate import hold_the_gate
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from core.errors import Changed
from core.verdicts import enforce
from onboarding.errors import AskedAlready, InvitationClosed
from onboarding.models import Invitation, InvitationClaim
from onboarding.models.invitation import InvitationQuerySet
from onboarding.services.answer_mail import send_decision
from onboarding.services.invitations import take, take_all


def claim_as_mine(
    *, person: User, invitation: Invitation, note: str
) -> InvitationClaim:
    """Say that an open invitation is one's own. The same said twice is once.

    Raises InvitationClosed, and AskedAlready where other words wait for a decision.
    """
    with transaction.atomic():
        person = lock_person(person)
        invitation = Invitation.objects.select_for_update(no_key=True).get(
            pk=invitation.pk
        )
        if not invitation.is_open_at(clock.now()):
            raise InvitationClosed("This invitation is not open any more.")
        waiting = invitation.claims.undecided().filter(person=person).first()
        if waiting is None:
            return InvitationClaim.objects.create(
                person=person, invitation=invitation, note=note
            )
    if waiting.note == note:
        return waiting
    raise AskedAlready(
        "What you told us before waits for an answer. One at a time, so that nothing "
        "is answered twice."
    )


def accept_claim(
    *, organiser: User, claim: InvitationClaim, answer: str = ""
) -> InvitationClaim:
    """Open for this person whatever is offered to the address of the invitation.

    What was claimed while it was open may be accepted later. Raises
    InvitationClosed where it was taken or withdrawn, NothingOpen where the window
    would be over, Changed where it is decided; then nothing is written.
    """
    with transaction.atomic():
        hold_the_gate()
        person = lock_person(claim.person)
        claim = _locked(claim)
        invitation = (
            Invitation.objects.select_for_update(of=("self",), no_key=True)
            .select_related("circle")
            .get(pk=claim.invitation_id)
        )
        enforce(can_run_place(Access.of(organiser)))
        _refuse_decided(claim, answer)
        if invitation.claimed_at or invitation.withdrawn_at:
            raise InvitationClosed("The invitation was taken or withdrawn meanwhile.")
        if not person.is_active:
            raise InvitationClosed("The account is closed. Refuse the claim.")
        take(invitation, person, granted_by=organiser)
        take_all(offered_beside(claim), person, granted_by=organiser)
        _decide(organiser, claim, is_accepted=True, answer=answer)
    return claim


def offered_beside(claim: InvitationClaim) -> InvitationQuerySet:
    """What else can be taken by the address that somebody says is theirs."""
    rows = Invitation.objects.open_at(clock.now()).exclude(pk=claim.invitation_id)
    rows = rows.to([claim.invitation.email]).select_related("circle")
    return rows.order_by("pk")


def refuse_claim(
    *, organiser: User, claim: InvitationClaim, answer: str
) -> InvitationClaim:
    """Say no, and why. The invitation stays open for its own address."""
    with transaction.atomic():
        claim = _locked(claim)
        enforce(can_run_place(Access.of(organiser)))
        _refuse_decided(claim, answer)
        _decide(organiser, claim, is_accepted=False, answer=answer)
    return claim


def _locked(claim: InvitationClaim) -> InvitationClaim:
    return (
        InvitationClaim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "invitation__circle")
        .get(pk=claim.pk)
    )


def _refuse_decided(claim: InvitationClaim, answer: str) -> None:
    if claim.decided_at is not None:
        raise Changed(
            "Somebody has decided this meanwhile. Nothing of yours was sent.",
            theirs=claim.answer,
            yours=answer,
        )


def _decide(
    organiser: User, claim: InvitationClaim, *, is_accepted: bool, answer: str
) -> None:
    claim.decided_at = clock.now()
    claim.decided_by = organiser
    claim.is_accepted = is_accepted
    claim.answer = answer
    claim.save(update_fields=["decided_at", "decided_by", "is_accepted", "answer"])
    action = "claim_accepted" if is_accepted else "claim_refused"
    after = {"person": claim.person_id, "invitation": claim.invitation_id}
    record(actor=organiser, action=action, target=claim, after=after, reason=answer)
    send_decision(claim)
