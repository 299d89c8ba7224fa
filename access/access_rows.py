"""What one person holds at a moment: asked with one query, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from access.calendar import Span, covered_until, end_of_day, last_day_before
from access.enums import CircleKind
from access.scopes import Scope
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


class HeldGrant(NamedTuple):
    """One row of what a person holds; an end is exclusive, None is for life.

    Where it is a factor, `circle` is the factor's own key; where it is a block, the
    key of the person who is blocked; where it is the count of names, that number.
    Where it is a role or a restriction, it is the key of its scope and `zone` the
    scope's kind.
    """

    circle: int
    start: datetime
    end: datetime | None
    kind: str
    zone: str
    grace_days: int

    @property
    def scope(self) -> Scope | None:
        """Of a role or a restriction."""
        return Scope(self.zone, self.circle) if self.zone else None

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
# these seven parts anew costs more than asking them, and every request asks. `{whose}`
# is one person, or each of many.
_ROWS = """
SELECT g.person_id, CASE WHEN g.starts_at <= %(now)s THEN 'grant' ELSE 'later' END,
       g.circle_id, g.starts_at, g.ends_at, c.kind, g.zone, g.grace_days
  FROM access_grant g JOIN access_circle c ON c.id = g.circle_id
 WHERE g.person_id {whose} AND g.created_at <= %(by)s
   AND (g.revoked_at IS NULL OR g.revoked_at > %(by)s)
UNION ALL
SELECT g.person_id, 'ended', g.circle_id, g.starts_at,
       CASE WHEN g.ends_at < g.revoked_at THEN g.ends_at ELSE g.revoked_at END,
       c.kind, g.zone, 0
  FROM access_grant g JOIN access_circle c ON c.id = g.circle_id
 WHERE g.person_id {whose} AND g.created_at <= %(by)s
   AND g.revoked_at > g.starts_at AND g.revoked_at <= %(by)s
UNION ALL
SELECT r.person_id, 'role', COALESCE(r.circle_id, r.scope_id), r.created_at, NULL,
       r.kind,
       CASE WHEN r.circle_id IS NULL THEN r.scope_kind ELSE 'circle' END, 0
  FROM access_role r
 WHERE r.person_id {whose} AND r.created_at <= %(by)s
   AND (r.ended_at IS NULL OR r.ended_at > %(by)s)
UNION ALL
SELECT r.person_id, 'restriction', COALESCE(r.circle_id, r.scope_id), r.starts_at,
       r.ends_at, '',
       CASE WHEN r.circle_id IS NULL THEN r.scope_kind ELSE 'circle' END, 0
  FROM access_restriction r
 WHERE r.person_id {whose}
   AND (r.lifted_at IS NULL OR r.lifted_at > %(by)s)
   AND r.starts_at <= %(now)s AND r.ends_at > %(now)s
UNION ALL
SELECT f.user_id, 'factor', f.id, f.created_at, NULL, f.type, '', 0
  FROM mfa_authenticator f
 WHERE f.user_id {whose} AND f.created_at <= %(by)s
UNION ALL
SELECT b.person_id, 'block', b.blocked_id, b.created_at, NULL, '', '', 0
  FROM accounts_block b JOIN accounts_user u ON u.id = b.blocked_id
 WHERE b.person_id {whose} AND b.created_at <= %(by)s AND u.left_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM access_role s
                    WHERE s.person_id = b.blocked_id AND s.ended_at IS NULL
                      AND s.circle_id IS NULL AND s.scope_kind = ''
                      AND s.kind IN ('moderator', 'organiser'))
UNION ALL
SELECT u.id, 'names', n.changes, NULL, NULL, '', '', 0
  FROM accounts_namecount n CROSS JOIN accounts_user u WHERE u.id {whose}
"""
_HELD_BY_ONE = _ROWS.format(whose="= %(person)s")

# The rows of one person by what they are: "grant", "later", "ended", "role" and so on.
Rows = defaultdict[str, list[HeldGrant]]


def load_rows(person: User, now: datetime, *, written_by: datetime = EVER) -> Rows:
    found = _ask(_HELD_BY_ONE, now, written_by, person=person.pk)
    return found[person.pk]


def ask_many(keys: Iterable[int], now: datetime) -> defaultdict[int, Rows]:
    """The same of many people, by their key: one query."""
    those = ", ".join(str(int(key)) for key in keys)
    return _ask(_ROWS.format(whose=f"IN ({those or 'NULL'})"), now, EVER)


def _ask(
    question: str, now: datetime, by: datetime, **asked: int
) -> defaultdict[int, Rows]:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(question, {"now": adapt(now), "by": adapt(by), **asked})
        rows = cursor.fetchall()
    found: defaultdict[int, Rows] = defaultdict(lambda: defaultdict(list))
    for whose, what, circle, start, end, kind, zone, grace in rows:
        row = HeldGrant(circle, _moment(start) or now, _moment(end), kind, zone, grace)
        found[whose][what].append(row)
    return found


def places_in(circle_id: int, person: User, now: datetime) -> Places:
    """What a person has and had in one circle, whichever it is."""
    found = load_rows(person, now)
    places = Places(now, found["grant"], found["later"], found["ended"])
    return places.only(lambda grant: grant.circle == circle_id)


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
    started: list[HeldGrant]
    later: list[HeldGrant]
    ended: list[HeldGrant]

    @cached_property
    def open_circles(self) -> frozenset[int]:
        return frozenset(
            grant.circle for grant in self.started if grant.is_open_at(self.now)
        )

    @cached_property
    def once_circles(self) -> frozenset[int]:
        were = frozenset(grant.circle for grant in [*self.started, *self.ended])
        return were - self.open_circles

    def only(self, is_meant: Callable[[HeldGrant], bool]) -> Places:
        """Those of one circle, of which a window can be told."""
        kept = (
            [grant for grant in rows if is_meant(grant)]
            for rows in (self.started, self.later, self.ended)
        )
        return Places(self.now, *kept)

    @property
    def closed(self) -> Closed | None:
        """Where no window is open, the one that was."""
        if self.window:
            return None
        were = [*self.started, *self.ended]
        ends = [Closed(grant.end, grant.zone) for grant in were if grant.end]
        return max(ends, key=lambda closed: closed.ended_at, default=None)

    @property
    def coming(self) -> Coming | None:
        """What goes on where the open window ends is a part of it, and not ahead."""
        over = self.window.ends_at if self.window else self.now
        ahead = [
            Coming(grant.start, grant.zone)
            for grant in self.later
            if over and grant.start > over
        ]
        return min(ahead, key=lambda coming: coming.opens_at, default=None)

    @cached_property
    def in_grace(self) -> list[HeldGrant]:
        """What ended by itself, is not open by another grant, and is read on."""
        return [
            grant
            for grant in self.started
            if grant.circle in self.once_circles
            and grant.reads_at(self.now)
            and self._ran_out(grant)
        ]

    def _ran_out(self, grant: HeldGrant) -> bool:
        """Whether the unbroken time that `grant` is a part of came to its own end.

        A revocation or a pause that cut it short, in a part that came after `grant`
        or ran beside it, takes the grace of every part along.
        """
        assert grant.end is not None
        own = [row for row in self.started if row.circle == grant.circle]
        cut = [row for row in self.ended if row.circle == grant.circle]
        over = covered_until([row.span for row in [*own, *cut]], grant.end)
        return any(row.end == over for row in own)

    @cached_property
    def window(self) -> Window | None:
        live = [grant for grant in self.started if grant.is_open_at(self.now)]
        if not live:
            return None
        parts = sorted([*live, *self.later], key=lambda grant: grant.start)
        ends_at = covered_until([grant.span for grant in parts], self.now)
        last = next(grant for grant in reversed(parts) if grant.end == ends_at)
        return Window(ends_at=ends_at, zone=last.zone)
