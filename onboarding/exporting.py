"""What of coming in is handed over to a person's export: requests, invitations."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from core.export_files import ExportFile, as_json
from onboarding.models import AccessRequest, Invitation, InvitationClaim


def coming_in_of(person: User) -> Iterator[ExportFile]:
    yield as_json(
        "account/requests.json",
        _requests(person),
        "What you asked the organisers, and what they answered you.",
    )
    yield as_json(
        "account/invitations.json",
        {"taken": _invitations(person), "claimed": _claims(person)},
        "Invitations that you took, and those that you said were yours.",
    )


def _requests(person: User) -> list[dict[str, Any]]:
    asked = AccessRequest.objects.filter(person=person).order_by("pk")
    return [
        {
            "about": request.get_kind_display(),
            "asked_at": request.created_at,
            "text": request.text,
            "answered_at": request.answered_at,
            "answer": request.answer or None,
        }
        for request in asked
    ]


def _invitations(person: User) -> list[dict[str, Any]]:
    taken = Invitation.objects.filter(claimed_by=person).order_by("pk")
    return [
        {
            "circle": invitation.circle.name,
            "counted_from": invitation.anchor_on,
            "months": invitation.months,
            "source": invitation.get_source_display(),
            "reason": invitation.reason,
            "written_at": invitation.created_at,
            "taken_at": invitation.claimed_at,
        }
        for invitation in taken.select_related("circle")
    ]


def _claims(person: User) -> list[dict[str, Any]]:
    """The address that was invited may be somebody else's: it stays out."""
    claims = InvitationClaim.objects.filter(person=person).order_by("pk")
    return [
        {
            "circle": claim.invitation.circle.name,
            "said_at": claim.created_at,
            "text": claim.note,
            "decided_at": claim.decided_at,
            "accepted": claim.is_accepted,
            "answer": claim.answer or None,
        }
        for claim in claims.select_related("invitation__circle")
    ]
