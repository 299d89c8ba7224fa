"""One change of access for one person or a whole circle, shown before it is made.

The dry run reckons in memory what the act does to the rows of each person; it takes
no lock and writes nothing. Carrying out locks the people in the order of their keys,
reckons again on fresh rows, and writes where the outcome is the one that was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.calendar import last_day_before
from accounts.enums import ChangeKind
from accounts.errors import AccountsError
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services.audit import record
from accounts.services.grants import ledger, reckoning, telling
from accounts.services.grants.reckoning import Move, Place
from accounts.services.people import lock_people
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
    """What the change would do. Nothing is written, and nobody waits for it."""
    enforce(can_run_place(Access.of(organiser)))
    plan, _moves = _reckoned(list(people), circle, kind, terms)
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
    people = list(people)
    with transaction.atomic():
        locked = lock_people(person.pk for person in people)
        enforce(can_run_place(Access.of(organiser)))
        fresh = [locked[person.pk] for person in people]
        plan, moves = _reckoned(fresh, circle, kind, terms)
        if plan.digest != expected:
            raise Changed(
                "Someone's access changed after you looked. Nothing has been "
                "written. Look at what would happen now."
            )
        ledger.write(moves, by=organiser, reason=terms.get("reason", ""))
        telling.tell(moves)
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


def _reckoned(
    people: list[User], circle: Circle, kind: str, terms: dict[str, Any]
) -> tuple[Plan, list[Move]]:
    """What the act does to each, in one query. The reason decides nothing."""
    act = ACTS[ChangeKind(kind)]
    terms = {name: term for name, term in terms.items() if name != "reason"}
    places = ledger.places_of(people, circle)
    lines, moves = [], []
    for person in people:
        place, why_not = places[person.pk], ""
        try:
            move = act(place, **terms)
        except AccountsError as error:
            move, why_not = Move(place), error.sentence
        lines.append(_line(move, why_not))
        moves.append(move)
    return Plan(tuple(lines)), moves


def _line(move: Move, why_not: str) -> Line:
    before, _zone = _end_of(move.place)
    after, zone = _end_of(move.then)
    return Line(move.place.person, before, after, zone, why_not)


def _end_of(place: Place) -> tuple[datetime | None, str]:
    """The end of the unbroken open span, None where it is closed; and its zone."""
    if not place.live:
        return None, place.circle.zone
    if place.open_until is None:
        return FOR_LIFE, place.circle.zone
    last = max(place.live, key=lambda grant: grant.ends_at or FOR_LIFE)
    return (place.open_until if place.is_open else last.ends_at), last.zone


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


ACTS: dict[ChangeKind, Callable[..., Move]] = {
    ChangeKind.OPEN: reckoning.open_place,
    ChangeKind.EXTEND: reckoning.extend,
    ChangeKind.RENEW: reckoning.renew,
    ChangeKind.PAUSE: reckoning.pause,
    ChangeKind.RESUME: reckoning.resume,
    ChangeKind.REVOKE: reckoning.revoke_all,
    ChangeKind.REVOKE_ONE: reckoning.revoke_one,
}
