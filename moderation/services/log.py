"""The append-only log of what moderators did."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from django.db.models import Model

from accounts.models import User
from core.limits import REASON_MAX
from moderation import registry
from moderation.models import Case, LogEntry, Rule

_action_under_way: ContextVar[LogEntry | None] = ContextVar(
    "act_under_way", default=None
)


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
) -> LogEntry:
    """Write one entry in the caller's transaction; `person` is whom it concerns.

    What a content service records while a case is being decided is part of that
    decision: it has its entry already.
    """
    under_way = _action_under_way.get()
    if under_way is not None:
        return under_way
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


@contextmanager
def part_of(entry: LogEntry) -> Iterator[None]:
    token = _action_under_way.set(entry)
    try:
        yield
    finally:
        _action_under_way.reset(token)
