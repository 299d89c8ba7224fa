"""One change of access for one person or a whole circle, shown before it is made.

The dry run is the change itself, rolled back: what it shows is what the ledger
would do, not a second reckoning of it. Each person's row is locked in the order of
ids, so two changes at once wait for each other and cannot cross.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.calendar import covered_until, last_day_before
from accounts.enums import ChangeKind
from accounts.errors import AccountsError
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services import grants
from accounts.services.audit import record
from core import clock
from core.errors import Changed
from core.verdicts import enforce

FOR_LIFE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """What a change does to one person.

    `before` and `after` are exclusive ends in UTC: None is closed, FOR_LIFE has no
    end. `why_not` says why nothing changes.
    """

    person: User
    before: datetime | None
    after: datetime | None
    zone: str
    why_not: str = ""

    @property
    def is_unchanged(self) -> bool:
        return self.before == self.after

    @property
    def is_shortened(self) -> bool:
        return _rank(self.after) < _rank(self.before)

    @property
    def is_for_life(self) -> bool:
        return self.before == self.after == FOR_LIFE

    @property
    def days(self) -> int | None:
        """Days gained (or lost, below zero); None where an end is not a day."""
        if self.before in {None, FOR_LIFE} or self.after in {None, FOR_LIFE}:
            return None
        assert self.before is not None
        assert self.after is not None
        last = last_day_before(self.after, self.zone)
        return (last - last_day_before(self.before, self.zone)).days

    @property
    def last_day_before(self) -> str:
        return _told(self.before, self.zone)

    @property
    def last_day_after(self) -> str:
        return _told(self.after, self.zone)


@dataclass(frozen=True)
class Plan:
    """What a change would do, person by person, in the order of names."""

    lines: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """A fingerprint of the outcome: another outcome has another one."""
        outcome = [
            (line.person.pk, _minute(line.before), _minute(line.after))
            for line in sorted(self.lines, key=lambda line: line.person.pk)
        ]
        return hashlib.sha256(repr(outcome).encode()).hexdigest()[:32]

    @property
    def changed(self) -> int:
        return sum(not line.is_unchanged for line in self.lines)

    @property
    def shortened(self) -> int:
        return sum(line.is_shortened for line in self.lines)

    @property
    def sentence(self) -> str:
        """Such as "34 members +30 days, 2 for life unchanged, 0 shortened"."""
        return ", ".join([*_gains(self.lines), *_rests(self.lines), _shorter(self)])


def preview(
    *, organiser: User, people: Iterable[User], circle: Circle, kind: str, **terms: Any
) -> Plan:
    """What the change would do. Nothing is written."""
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        plan = _apply(organiser, people, circle, kind, terms)
        transaction.set_rollback(True)
    return plan


def carry_out(
    *,
    organiser: User,
    people: Iterable[User],
    circle: Circle,
    kind: str,
    expected: str,
    **terms: Any,
) -> Plan:
    """Make the change that was shown; all of it or nothing.

    Raises Changed where the outcome is no longer the one with the digest
    `expected`, and then nothing is written.
    """
    with transaction.atomic():
        enforce(can_run_place(Access.of(organiser)))
        plan = _apply(organiser, people, circle, kind, terms)
        if plan.digest != expected:
            raise Changed(
                "Someone's access changed after you looked. Nothing has been "
                "written. Look at what would happen now."
            )
        record(
            actor=organiser,
            act=f"access_{kind}",
            target=circle,
            after={"outcome": plan.sentence, "people": len(plan.lines)},
            reason=terms.get("reason", ""),
        )
    return plan


def people_in(circle: Circle) -> list[User]:
    """Everyone who is or was in a circle and whose account is open, by name."""
    ids = Grant.objects.filter(circle=circle).values("person")
    return list(
        User.objects.filter(pk__in=ids, is_active=True).order_by("display_name", "pk")
    )


def _apply(
    organiser: User,
    people: Iterable[User],
    circle: Circle,
    kind: str,
    terms: dict[str, Any],
) -> Plan:
    act = ACTS[ChangeKind(kind)]
    people = list(people)
    locked = User.objects.select_for_update(no_key=True).order_by("pk")
    found = {
        person.pk: person for person in locked.filter(pk__in=[p.pk for p in people])
    }
    lines = {
        pk: _line(organiser, found[pk], circle, act, terms) for pk in sorted(found)
    }
    return Plan(tuple(lines[person.pk] for person in people))


def _line(
    organiser: User,
    person: User,
    circle: Circle,
    act: Callable[..., object],
    terms: dict[str, Any],
) -> Line:
    before, zone = _end_of(person, circle)
    why_not = ""
    try:
        with transaction.atomic():
            act(organiser=organiser, person=person, circle=circle, **terms)
    except AccountsError as error:
        why_not = error.sentence
    after, zone = _end_of(person, circle)
    return Line(person, before, after, zone, why_not)


def _end_of(person: User, circle: Circle) -> tuple[datetime | None, str]:
    """The end of the unbroken open span, None where it is closed; and its zone."""
    now = clock.now()
    standing = list(Grant.objects.standing().filter(person=person, circle=circle))
    live = [grant for grant in standing if grant.ends_at is None or grant.ends_at > now]
    if not live:
        return None, circle.zone
    end = covered_until([(grant.starts_at, grant.ends_at) for grant in live], now)
    if end is None:
        return FOR_LIFE, circle.zone
    last = max(live, key=lambda grant: grant.ends_at or FOR_LIFE)
    return (last.ends_at if end == now else end), last.zone


def _rank(end: datetime | None) -> datetime:
    return end or datetime.min.replace(tzinfo=UTC)


def _minute(end: datetime | None) -> str:
    """An end as the digest reads it: a window closed by the act itself is closed."""
    return end.isoformat(timespec="minutes") if end else ""


def _told(end: datetime | None, zone: str) -> str:
    if end is None:
        return "closed"
    if end == FOR_LIFE:
        return "no end"
    return f"{last_day_before(end, zone):%-d %B %Y}"


def _people(count: int) -> str:
    return f"{count} member" if count == 1 else f"{count} members"


def _gains(lines: Iterable[Line]) -> list[str]:
    by_days: dict[str, int] = {}
    for line in lines:
        if line.is_unchanged:
            continue
        if line.days is not None:
            label = f"{line.days:+d} day" + ("" if abs(line.days) == 1 else "s")
        elif line.before is None:
            label = "opened"
        elif line.after is None:
            label = "closed"
        else:
            label = "made for life"
        by_days[label] = by_days.get(label, 0) + 1
    return [f"{_people(count)} {label}" for label, count in by_days.items()]


def _rests(lines: Iterable[Line]) -> list[str]:
    lines = [line for line in lines if line.is_unchanged]
    for_life = sum(line.is_for_life for line in lines)
    rests = [f"{for_life} for life unchanged"] if for_life else []
    if len(lines) > for_life:
        rests.append(f"{len(lines) - for_life} unchanged")
    return rests


def _shorter(plan: Plan) -> str:
    return f"{plan.shortened} shortened"


def _revoke_one(
    *, organiser: User, person: User, circle: Circle, grant: Grant, reason: str
) -> Grant:
    return grants.revoke_grant(organiser=organiser, grant=grant, reason=reason)


ACTS: dict[ChangeKind, Callable[..., object]] = {
    ChangeKind.OPEN: grants.grant_place,
    ChangeKind.EXTEND: grants.extend_grant,
    ChangeKind.RENEW: grants.renew_grant,
    ChangeKind.PAUSE: grants.pause,
    ChangeKind.RESUME: grants.resume,
    ChangeKind.REVOKE: grants.revoke_all,
    ChangeKind.REVOKE_ONE: _revoke_one,
}
