"""What accounts hand over to a person's export.

Nobody else's name or address, but the handles of those whom they have blocked.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.models import (
    AccessRequest,
    Block,
    Grant,
    Invitation,
    InvitationClaim,
    Restriction,
    Role,
    User,
)
from accounts.services.sessions import device_of
from core.export_files import ExportFile, as_json


def account_of(person: User) -> Iterator[ExportFile]:
    yield as_json("account/profile.json", _profile(person), "Who you are here.")
    yield as_json(
        "account/agreements.json",
        [
            {
                "document": held.document.kind,
                "version": held.document.version,
                "agreed_at": held.agreed_at,
            }
            for held in person.agreements.select_related("document").order_by("pk")
        ],
        "What you agreed to, and when.",
    )
    yield as_json(
        "account/sessions.json", _sessions(person), "Where you are signed in."
    )
    yield as_json(
        "account/grants.json",
        _grants(person),
        "What was opened to you, until when, why, and what became of it.",
    )
    yield as_json("account/roles.json", _roles(person), "Parts that you play.")
    yield as_json(
        "account/restrictions.json",
        _restrictions(person),
        "Times in which you could read and not write, and why.",
    )
    yield as_json(
        "account/blocks.json", _blocks(person), "Whom you have blocked, and since when."
    )
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


def _profile(person: User) -> dict[str, Any]:
    return {
        "handle": person.handle,
        "name": person.display_name,
        "addresses": list(
            EmailAddress.objects.filter(user=person)
            .order_by("pk")
            .values("email", "primary", "verified")
        ),
        "joined_at": person.created_at,
        "approved_at": person.approved_at,
        "settings": {
            "zone": person.zone,
            "theme": person.theme,
            "contrast": person.contrast,
            "shortcuts": person.shortcuts,
        },
        "second_factors": list(
            Authenticator.objects.filter(user=person)
            .order_by("pk")
            .values("type", "created_at", "last_used_at")
        ),
        "connected_accounts": list(
            SocialAccount.objects.filter(user=person)
            .order_by("pk")
            .values("provider", "uid", "date_joined")
        ),
    }


def _sessions(person: User) -> list[dict[str, Any]]:
    return [
        {
            "device": device_of(session.user_agent),
            "user_agent": session.user_agent,
            "network_address": session.ip,
            "since": session.created_at,
            "last_seen_at": session.last_seen_at,
        }
        for session in UserSession.objects.filter(user=person).order_by("pk")
    ]


def _grants(person: User) -> list[dict[str, Any]]:
    grants = Grant.objects.filter(person=person).by_start().select_related("circle")
    return [
        {
            "circle": grant.circle.name,
            "starts_at": grant.starts_at,
            "ends_at": grant.ends_at,
            "last_day": grant.last_day,
            "zone": grant.zone,
            "for_life": grant.is_for_life,
            "counted_from": grant.anchor_on,
            "months": grant.months,
            "extra_days": grant.extra_days,
            "days_of_reading_after": grant.grace_days,
            "source": grant.get_source_display(),
            "reason": grant.reason,
            "written_at": grant.created_at,
            "ended_early_at": grant.revoked_at,
            "ended_early_because": grant.revoke_reason,
            "days_kept_by_pause": grant.paused_days,
        }
        for grant in grants
    ]


def _roles(person: User) -> list[dict[str, Any]]:
    roles = Role.objects.filter(person=person).select_related("circle").order_by("pk")
    return [
        {
            "role": role.kind,
            "circle": role.circle.name if role.circle else None,
            "reason": role.reason,
            "since": role.created_at,
            "ended_at": role.ended_at,
        }
        for role in roles
    ]


def _restrictions(person: User) -> list[dict[str, Any]]:
    held = Restriction.objects.filter(person=person).order_by("starts_at")
    return [
        {
            "from": restriction.starts_at,
            "until": restriction.ends_at,
            "reason": restriction.reason,
            "lifted_at": restriction.lifted_at,
        }
        for restriction in held
    ]


def _blocks(person: User) -> list[dict[str, Any]]:
    """By handle, as their pages are: it is the reader's own list of them."""
    standing = Block.objects.filter(person=person).standing()
    rows = standing.newest_first().select_related("blocked")
    return [{"handle": row.blocked.handle, "since": row.created_at} for row in rows]


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
