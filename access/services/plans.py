"""What a change of access would do, person by person, as an organiser reads it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from access.calendar import Span, without
from access.services.grants.place import Outlook
from accounts.models import User

PART = 32


@dataclass(frozen=True)
class Line:
    """What a change does to one person. `why_not` says why nothing changes."""

    person: User
    before: Outlook
    after: Outlook
    why_not: str = ""

    @property
    def is_unchanged(self) -> bool:
        return self.before == self.after

    @property
    def is_shortened(self) -> bool:
        """Whether any time is lost that was open, was to open, or was kept."""
        return bool(self._lost) or self._lost_kept_days

    @property
    def is_for_life(self) -> bool:
        return self.is_unchanged and self.before.is_open and not self.before.ends_at

    @property
    def days(self) -> int | None:
        """Days won, or lost below zero; None where a time without an end is."""
        before, after = self.before.days, self.after.days
        return None if before is None or after is None else after - before

    @property
    def change(self) -> str:
        """Such as "+30 days", "closed" or "opened for later"."""
        before, after = self.before, self.after
        if before.is_open != after.is_open:
            return "opened" if after.is_open else "closed"
        if self._lost_kept_days:
            return "without the kept days"
        if before.ends_at == after.ends_at:
            return "closed for later" if self._lost else "opened for later"
        if before.days is None and after.days is None:
            return "shorter" if self._lost else "longer"
        if self.days is None:
            return "no longer for life" if self._lost else "made for life"
        if not self.days:
            return "some hours less" if self._lost else "some hours more"
        return f"{self.days:+d} day" + ("" if abs(self.days) == 1 else "s")

    @property
    def _lost_kept_days(self) -> bool:
        """What a pause had kept is gone, and no time was opened for it."""
        before, after = self.before.days_kept, self.after.days_kept
        is_less = before is not None and (after is None or after < before)
        return is_less and not without(self.after.times, self.before.times)

    @property
    def _lost(self) -> list[Span]:
        return without(self.before.times, self.after.times)


@dataclass(frozen=True)
class Plan:
    """What an act would do, person by person, in the order of names.

    `act` is what would be done: its kind, its circle and its terms.
    """

    lines: tuple[Line, ...]
    action: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """A fingerprint of the act, and one of its outcome: another has another."""
        lines = sorted(self.lines, key=lambda line: line.person.pk)
        outcome = [
            (line.person.pk, _printed(line.before), _printed(line.after))
            for line in lines
        ]
        action = sorted((name, str(term)) for name, term in self.action.items())
        return _fingerprint(action) + _fingerprint(outcome)

    def is_of_action(self, digest: str) -> bool:
        """Whether a digest is one of the same act, whatever its outcome."""
        return digest[:PART] == self.digest[:PART]

    @property
    def changed(self) -> int:
        return sum(not line.is_unchanged for line in self.lines)

    @property
    def shortened(self) -> int:
        return sum(line.is_shortened for line in self.lines)

    @property
    def sentence(self) -> str:
        """Such as "34 members +30 days, 2 for life unchanged, 0 shortened"."""
        changes = Counter(line.change for line in self.lines if not line.is_unchanged)
        rests = Counter(line.is_for_life for line in self.lines if line.is_unchanged)
        words = [f"{_members(count)} {change}" for change, count in changes.items()]
        if rests[True]:
            words.append(f"{rests[True]} for life unchanged")
        if rests[False]:
            words.append(f"{rests[False]} unchanged")
        return ", ".join([*words, f"{self.shortened} shortened"])


def _fingerprint(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:PART]


def _members(count: int) -> str:
    return f"{count} member" if count == 1 else f"{count} members"


def _printed(outlook: Outlook) -> tuple[int | None, list[tuple[str, str]]]:
    """The times as the digest reads them: what is open is so since no moment."""
    times = [
        (
            "" if starts_at == outlook.now else _minute(starts_at),
            _minute(ends_at) if ends_at else "",
        )
        for starts_at, ends_at in outlook.times
    ]
    return outlook.days_kept, times


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
