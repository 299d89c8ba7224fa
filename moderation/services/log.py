"""The append-only log of what moderators did."""

from typing import Any

import structlog
from django.db.models import Model

from accounts.models import User
from core.limits import REASON_MAX
from moderation import registry
from moderation.models import Case, LogEntry, Rule


def record_action(
    *,
    moderator: User,
    action: str,
    target: Model,
    person: User | None = None,
    case: Case | None = None,
    rule: Rule | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    part_of: LogEntry | None = None,
) -> LogEntry:
    """Write one entry in the caller's transaction; `person` is whom it concerns.

    What a content service does while a case is being decided is `part_of` that
    decision, which has its entry already: none is written beside it.
    """
    if part_of is not None:
        return part_of
    bound = structlog.contextvars.get_contextvars()
    return LogEntry.objects.create(
        moderator=moderator,
        action=action,
        target_kind=registry.key_of(target),
        target_id=target.pk,
        person=person,
        case=case,
        rule=rule,
        before=before or {},
        after=after or {},
        reason=reason[:REASON_MAX],
        request_id=str(bound.get("request_id", ""))[:64],
    )
