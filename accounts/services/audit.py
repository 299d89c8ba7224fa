"""The append-only record of acts on accounts, access and settings."""

from typing import Any

import structlog
from django.db.models import Model

from accounts.models import AuditEntry, User


def record(
    *,
    actor: User | None,
    act: str,
    target: Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one entry in the caller's transaction. Values must fit into JSON."""
    bound = structlog.contextvars.get_contextvars()
    return AuditEntry.objects.create(
        actor=actor,
        act=act,
        target_kind=target._meta.label_lower,
        target_id=target.pk,
        before=before or {},
        after=after or {},
        reason=reason,
        request_id=str(bound.get("request_id", ""))[:64],
    )
