"""What one person holds at a moment: asked with one query, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.calendar import Span, covered_until, end_of_day, last_day_before
from accounts.enums import CircleKind
from accounts.models import User

# Later than anything that is ever written.
EVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """What is open now: the community window, or the place in another circle.

    `ends_at` is exclusive, in UTC. `zone` is that of the grant that ends it.
    """

    ends_at: datetime | None
    zone: str


@dataclass(frozen=True)
class Closed:
    """The community window that was open last. `ended_at` is exclusive, in UTC."""

    ended_at: datetime
    zone: str

    @property
    def last_day(self) -> date:
        return last_day_before(self.ended_at, self.zone)


@dataclass(frozen=True)
class Coming:
    """The community window that opens next, after a gap or for the first time."""

    opens_at: datetime
    zone: str

    @property
    def opens_on(self) -> date:
        return self.opens_at.astimezone(ZoneInfo(self.zone)).date()


class Held(NamedTuple):
    """One row of what a person holds; an end is exclusive, None is for life.

    Where it is a factor, `circle` is the factor's own key; where it is the count of
    names, that number.
    """

    circle: int
    start: datetime
    end: datetime | None
    kind: str
    zone: str
    grace_days: int

    @property
    def is_community(self) -> bool:
        return self.kind == CircleKind.COMMUNITY

    @property
    def span(self) -> Span:
        return self.start, self.end

    def is_open_at(self, now: datetime) -> bool:
        return self.end is None or self.end > now

    @property
    def reads_until(self) -> datetime:
        """The exclusive end of the grace: whole days in the zone of the place."""
        assert self.end is not None
        last = last_day_before(self.end, self.zone) + timedelta(days=self.grace_days)
        return end_of_day(last, self.zone)

    def reads_at(self, now: datetime) -> bool:
        """Whether the place has ended and may still be read."""
        return bool(self.grace_days) and now < self.reads_until


# One question for everything that a person holds. Written out, because composing
# these six parts anew costs more than asking them, and every request asks.
_HELD = """
SELECT CASE WHEN g.starts_at <= %(now)s THEN 'grant' ELSE 'later' END,
       g.circle_id, g.starts_at, g.ends_at, c.kind, g.zone, g.grace_days
  FROM accounts_grant g JOIN accounts_circle c ON c.id = g.circle_id
 WHERE g.person_id = %(person)s AND g.created_at <= %(by)s
   AND (g.revoked_at IS NULL OR g.revoked_at > %(by)s)
UNION ALL
SELECT 'ended', g.circle_id, g.starts_at,
       CASE WHEN g.ends_at < g.revoked_at THEN g.ends_at ELSE g.revoked_at END,
       c.kind, g.zone, 0
  FROM accounts_grant g JOIN accounts_circle c ON c.id = g.circle_id
 WHERE g.person_id = %(person)s AND g.created_at <= %(by)s
   AND g.revoked_at > g.starts_at AND g.revoked_at <= %(by)s
UNION ALL
SELECT 'role', r.circle_id, r.created_at, NULL, r.kind, '', 0
  FROM accounts_role r
 WHERE r.person_id = %(person)s AND r.created_at <= %(by)s
   AND (r.ended_at IS NULL OR r.ended_at > %(by)s)
UNION ALL
SELECT 'restriction', NULL, r.starts_at, r.ends_at, '', '', 0
  FROM accounts_restriction r
 WHERE r.person_id = %(person)s
   AND (r.lifted_at IS NULL OR r.lifted_at > %(by)s)
   AND r.starts_at <= %(now)s AND r.ends_at > %(now)s
UNION ALL
SELECT 'factor', f.id, f.created_at, NULL, f.type, '', 0
  FROM mfa_authenticator f
 WHERE f.user_id = %(person)s AND f.created_at <= %(by)s
UNION ALL
SELECT 'names', n.changes, NULL, NULL, '', '', 0 FROM accounts_namecount n
"""


def ask(
    person: User, now: datetime, *, written_by: datetime = EVER
) -> defaultdict[str, list[Held]]:
    """The rows by what they are: "grant", "later", "ended", "role" and so on."""
    adapt = connection.ops.adapt_datetimefield_value
    asked = {"person": person.pk, "now": adapt(now), "by": adapt(written_by)}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, asked)
        rows = cursor.fetchall()
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for what, circle, start, end, kind, zone, grace in rows:
        row = Held(circle, _moment(start) or now, _moment(end), kind, zone, grace)
        found[what].append(row)
    return found


def places_in(circle_id: int, person: User, now: datetime) -> Places:
    """What a person has and had in one circle, whichever it is."""
    found = ask(person, now)
    places = Places(now, found["grant"], found["later"], found["ended"])
    return places.only(lambda held: held.circle == circle_id)


def _moment(value: datetime | str | None) -> datetime | None:
    """A time as a plain query answers it: SQLite gives text, without a zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


@dataclass(frozen=True)
class Places:
    """A person's places: `started` and `later` stand, `ended` were taken back early."""

    now: datetime
    started: list[Held]
    later: list[Held]
    ended: list[Held]

    @cached_property
    def open_circles(self) -> frozenset[int]:
        return frozenset(
            held.circle for held in self.started if held.is_open_at(self.now)
        )

    @cached_property
    def once_circles(self) -> frozenset[int]:
        were = frozenset(held.circle for held in [*self.started, *self.ended])
        return were - self.open_circles

    def only(self, is_meant: Callable[[Held], bool]) -> Places:
        """Those of one circle, of which a window can be told."""
        kept = (
            [held for held in rows if is_meant(held)]
            for rows in (self.started, self.later, self.ended)
        )
        return Places(self.now, *kept)

    @property
    def closed(self) -> Closed | None:
        """Where no window is open, the one that was."""
        if self.window:
            return None
        were = [*self.started, *self.ended]
        ends = [Closed(held.end, held.zone) for held in were if held.end]
        return max(ends, key=lambda closed: closed.ended_at, default=None)

    @property
    def coming(self) -> Coming | None:
        """What goes on where the open window ends is a part of it, and not ahead."""
        over = self.window.ends_at if self.window else self.now
        ahead = [
            Coming(held.start, held.zone)
            for held in self.later
            if over and held.start > over
        ]
        return min(ahead, key=lambda coming: coming.opens_at, default=None)

    @cached_property
    def in_grace(self) -> list[Held]:
        """What ended by itself, is not open by another grant, and is read on."""
        return [
            held
            for held in self.started
            if held.circle in self.once_circles
            and held.reads_at(self.now)
            and self._ran_out(held)
        ]

    def _ran_out(self, held: Held) -> bool:
        """Whether the unbroken time that `held` is a part of came to its own end.

        A revocation or a pause that cut it short, in a part that came after `held`
        or ran beside it, takes the grace of every part along.
        """
        assert held.end is not None
        own = [row for row in self.started if row.circle == held.circle]
        cut = [row for row in self.ended if row.circle == held.circle]
        over = covered_until([row.span for row in [*own, *cut]], held.end)
        return any(row.end == over for row in own)

    @cached_property
    def window(self) -> Window | None:
        live = [held for held in self.started if held.is_open_at(self.now)]
        if not live:
            return None
        parts = sorted([*live, *self.later], key=lambda held: held.start)
        ends_at = covered_until([held.span for held in parts], self.now)
        last = next(held for held in reversed(parts) if held.end == ends_at)
        return Window(ends_at=ends_at, zone=last.zone)
