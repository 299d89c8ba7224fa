"""A page of notices and what their sentences need, in a fixed number of queries."""

from dataclasses import dataclass, field
from typing import Any

from access.access import Access
from accounts.bylines import Byline, bylines_for
from core.limits import ROWS_A_PAGE
from notifications import registry
from notifications.models import Notice


@dataclass(frozen=True)
class Entry:
    """A notice made ready: its sentence's template and what that expects."""

    notice: Notice
    target: Any
    byline: Byline | None
    template: str
    # Unread notices like it about the same conversation, on the same page: who
    # acted, and the oldest of them, where reading goes on.
    older: list[tuple[Notice, Byline | None]] = field(default_factory=list)

    @property
    def opens(self) -> Notice:
        return self.older[-1][0] if self.older else self.notice

    @property
    def others(self) -> str:
        """Who else did the same meanwhile: "Ben Bell and 2 others"."""
        own = self.byline.name if self.byline else ""
        names = dict.fromkeys(line.name for _notice, line in self.older if line)
        names.pop(own, None)
        if not names:
            return ""
        first, *rest = names
        if not rest:
            return first
        return f"{first} and {len(rest)} other{'s' if len(rest) > 1 else ''}"

    @property
    def context(self) -> dict[str, Any]:
        return dict(self.notice.context)


def page_of_notices(
    access: Access, *, only_unread: bool, before: int | None
) -> tuple[list[Entry], int | None]:
    """The newest notices and the key at which the next page goes on, if there is one.

    `before` is the pk of the last notice of the page above: pages go by key, so a
    notice that arrives meanwhile moves nothing.
    """
    notices = Notice.objects.visible_to(access)
    if only_unread:
        notices = notices.unread()
    if before is not None:
        notices = notices.older_than(before)
    found = list(notices.newest_first()[: ROWS_A_PAGE + 1])
    page = found[:ROWS_A_PAGE]
    more = page[-1].pk if len(found) > ROWS_A_PAGE else None
    return _with_targets(access, page), more


def _with_targets(access: Access, notices: list[Notice]) -> list[Entry]:
    things: dict[tuple[str, int], Any] = {}
    for kind in registry.targets():
        ids = {n.target_id for n in notices if n.target_kind == kind.key}
        if ids:
            shown = kind.visible_to(access).filter(pk__in=ids)
            things |= {(kind.key, thing.pk): thing for thing in shown}
    bylines = bylines_for({n.actor_id for n in notices if n.actor_id})
    entries: list[Entry] = []
    groups: dict[tuple[str, str], Entry] = {}
    for notice in notices:
        thing = things.get((notice.target_kind, notice.target_id))
        verb = registry.verb(notice.verb)
        if thing is None or verb is None:
            continue
        byline = bylines.get(notice.actor_id) if notice.actor_id else None
        group = (notice.verb, notice.conversation)
        if notice.is_unread and notice.conversation and group in groups:
            groups[group].older.append((notice, byline))
            continue
        entry = Entry(notice, thing, byline, verb.template)
        if notice.is_unread:
            groups[group] = entry
        entries.append(entry)
    return entries
