"""The one queue: open cases and held things, the longest wait on top."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from access.access import Access
from core import clock
from moderation import registry
from moderation.models import Case

# What we promise: a person reads it within a day.
PROMISE = timedelta(hours=24)
MOST = 100
FLAGS = "flags"
HELD = "held"
SHOWS = ("", FLAGS, HELD)


@dataclass(frozen=True)
class Waiting:
    """One row of the queue. `note` says what it is and how much is behind it."""

    title: str
    note: str
    url: str
    since: datetime
    is_own: bool = False

    @property
    def is_late(self) -> bool:
        return clock.now() - self.since > PROMISE

    @property
    def age(self) -> str:
        minutes = max(0, int((clock.now() - self.since).total_seconds() // 60))
        if minutes < 60:
            return f"{minutes} min"
        hours = minutes // 60
        return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def waiting(access: Access, show: str = "") -> list[Waiting]:
    """At most MOST of each kind: one query for the cases, one a kind of held things."""
    rows: list[Waiting] = []
    if show in ("", FLAGS):
        rows += _cases(access)
    if show in ("", HELD):
        for key, held in registry.all_held().items():
            rows += _held(access, key, held)
    return sorted(rows, key=lambda row: row.since)


def counts(access: Access) -> dict[str, int]:
    flags = Case.objects.open().count()
    held = sum(h.waiting(access).count() for h in registry.all_held().values())
    return {"": flags + held, FLAGS: flags, HELD: held}


def count_waiting(access: Access) -> int:
    return counts(access)[""]


def _cases(access: Access) -> list[Waiting]:
    rows = []
    for case in Case.objects.open().with_flag_counts().oldest_first()[:MOST]:
        kind = registry.reportable(case.target_kind)
        label = kind.label if kind else case.target_kind
        count = getattr(case, "flag_count", 0)
        rows.append(
            Waiting(
                title=case.title or f"Case {case.pk}",
                note=_note(case, label, count),
                url=case.get_absolute_url(),
                since=case.waits_since,
                is_own=case.author_id == access.person_id,
            )
        )
    return rows


def _note(case: Case, label: str, flags: int) -> str:
    if flags:
        parts = [f"Flagged {label}", "1 flag" if flags == 1 else f"{flags} flags"]
    else:
        parts = [label.capitalize()]
    if case.returned_at:
        parts.append("brought back by its author")
    if case.changed_at:
        parts.append("changed since it was read")
    if len(parts) == 1:
        parts.append("opened by a moderator")
    return ", ".join(parts)


def _held(access: Access, key: str, held: registry.Held) -> list[Waiting]:
    kind = registry.reportable(key)
    if kind is None:
        return []
    return [
        Waiting(
            title=kind.title_of(thing),
            note=f"Held {kind.label}",
            url=reverse("moderation:held_detail", args=[key, thing.pk]),
            since=held.since_of(thing),
        )
        for thing in held.waiting(access).order_by("pk")[:MOST]
    ]
