"""What access hands over to a person's export: the ledger, roles, restrictions."""

from collections.abc import Iterator
from typing import Any

from access.models import Grant, Restriction, Role
from accounts.models import User
from core.export_files import ExportFile, as_json


def access_of(person: User) -> Iterator[ExportFile]:
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
            "for": role.scope_name or None,
            "reason": role.reason,
            "since": role.created_at,
            "ended_at": role.ended_at,
        }
        for role in roles
    ]


def _restrictions(person: User) -> list[dict[str, Any]]:
    rows = Restriction.objects.filter(person=person).select_related("circle")
    held = rows.order_by("starts_at")
    return [
        {
            "from": restriction.starts_at,
            "until": restriction.ends_at,
            "reason": restriction.reason,
            "for": restriction.scope_name or None,
            "lifted_at": restriction.lifted_at,
        }
        for restriction in held
    ]
