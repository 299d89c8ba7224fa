"""The append-only record of acts on accounts, access and settings."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.db.models import Model

from accounts.models import AuditEntry, User


def record(
    *,
    actor: User | None,
    action: str,
    target: Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one entry in the caller's transaction. Values must fit into JSON."""
    entry = entry_of(
        actor=actor,
        action=action,
        target=target,
        before=before,
        after=after,
        reason=reason,
    )
    entry.save(force_insert=True)
    return entry


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Write entries of one act on many, in the caller's transaction."""
    AuditEntry.objects.bulk_create(entries)


def entry_of(
    *,
    actor: User | None,
    action: str,
    target: Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """An entry that is not written yet. Its target is."""
    bound = structlog.contextvars.get_contextvars()
    return AuditEntry(
        actor=actor,
        action=action,
        target_kind=target._meta.label_lower,
        target_id=target.pk,
        before=before or {},
        after=after or {},
        reason=reason,
        request_id=str(bound.get("request_id", ""))[:64],
    )
