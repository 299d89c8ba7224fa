"""What accounts hand over to a person's export.

Nobody else's name or address, but the handles of those whom they have blocked.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.models import Block, User
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
        "account/blocks.json", _blocks(person), "Whom you have blocked, and since when."
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


def _blocks(person: User) -> list[dict[str, Any]]:
    """By handle, as their pages are: it is the reader's own list of them."""
    standing = Block.objects.filter(person=person).standing()
    rows = standing.newest_first().select_related("blocked")
    return [{"handle": row.blocked.handle, "since": row.created_at} for row in rows]
