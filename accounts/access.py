"""What a person may enter at this moment: loaded once, handed to every door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.calendar import Span, covered_until, end_of_day, last_day_before
from accounts.enums import CircleKind, RoleKind
from accounts.models import User
from core import clock

SECOND_FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
# Later than anything that is ever written.
EVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """The community window that is open now. `ends_at` is exclusive, in UTC."""

    ends_at: datetime | None
    zone: str


@dataclass(frozen=True)
class Access:
    """A person's doors at `now`.

    `open_circles` and `once_circles` are disjoint sets of circle ids: where the
    person is, and where they once were. `grace_circles`, a part of the latter, may
    still be read: `grace_until` is when that ends for the community. A role counts
    only beside a second factor; until then it stands in `pending_roles`.
    """

    person: User | AnonymousUser
    now: datetime
    open_circles: frozenset[int] = frozenset()
    once_circles: frozenset[int] = frozenset()
    grace_circles: frozenset[int] = frozenset()
    grace_until: datetime | None = None
    window: Window | None = None
    had_window: bool = False
    roles: frozenset[tuple[str, int | None]] = frozenset()
    pending_roles: frozenset[str] = frozenset()
    suspended_until: datetime | None = None
    has_second_factor: bool = field(default=False)

    @classmethod
    def visitor(cls) -> Access:
        return cls(person=AnonymousUser(), now=clock.now())

    @classmethod
    def of(cls, person: User | AnonymousUser) -> Access:
        """Load afresh: one query, none for a visitor or someone signed out by force."""
        if not isinstance(person, User) or not person.is_active:
            return cls.visitor()
        return _load(person, clock.now(), written_by=EVER)

    @classmethod
    def then(cls, person: User) -> Access:
        """What stood in the ledger at the moved clock: later acts do not count yet."""
        if not person.is_active:
            return cls.visitor()
        return _load(person, clock.now(), written_by=clock.now())

    @property
    def is_signed_in(self) -> bool:
        return isinstance(self.person, User)

    @property
    def person_id(self) -> int | None:
        return self.person.pk

    @property
    def has_window(self) -> bool:
        return self.window is not None

    @property
    def readable_circles(self) -> frozenset[int]:
        """Where the person may read: their places, and those in grace."""
        return self.open_circles | self.grace_circles

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None

    @property
    def is_moderator(self) -> bool:
        return (RoleKind.MODERATOR, None) in self.roles

    @property
    def is_organiser(self) -> bool:
        return (RoleKind.ORGANISER, None) in self.roles

    @property
    def is_mentor(self) -> bool:
        return (RoleKind.MENTOR, None) in self.roles

    @property
    def is_staff(self) -> bool:
        """Moderators and organisers, who read every room."""
        return self.is_moderator or self.is_organiser

    @property
    def is_new(self) -> bool:
        """Signed in and never yet a member: their first posts are read first."""
        return self.is_signed_in and not self.had_window and not self.roles

    def plays(self, kind: str, circle_id: int) -> bool:
        """Whether a role is held for the site or for one circle."""
        return bool({(kind, None), (kind, circle_id)} & self.roles)


class Held(NamedTuple):
    """One row of what a person holds; an end is exclusive, None is for life."""

    circle: int
    start: datetime
    end: datetime | None
    kind: str
    zone: str
    grace_days: int

    @property
    def is_community(self) -> bool:
        return self.kind == CircleKind.COMMUNITY

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
       g.circle_id, g.starts_at, g.ends_at, c.kind, g.zone, c.grace_days
  FROM accounts_grant g JOIN accounts_circle c ON c.id = g.circle_id
 WHERE g.person_id = %(person)s AND g.created_at <= %(by)s
   AND (g.revoked_at IS NULL OR g.revoked_at > %(by)s)
UNION ALL
SELECT 'ended', g.circle_id, g.starts_at, g.revoked_at, c.kind, g.zone, 0
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
SELECT 'factor', NULL, f.created_at, NULL, f.type, '', 0
  FROM mfa_authenticator f
 WHERE f.user_id = %(person)s AND f.created_at <= %(by)s
   AND f.type IN ('totp', 'webauthn')
"""


def _load(person: User, now: datetime, *, written_by: datetime) -> Access:
    adapt = connection.ops.adapt_datetimefield_value
    asked = {"person": person.pk, "now": adapt(now), "by": adapt(written_by)}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, asked)
        rows = cursor.fetchall()
    found: dict[str, list[Held]] = {}
    for what, circle, start, end, kind, zone, grace in rows:
        row = Held(circle, _moment(start) or now, _moment(end), kind, zone, grace)
        found.setdefault(what, []).append(row)
    return _assemble(person, now, lambda what: found.get(what, []))


def _moment(value: datetime | str | None) -> datetime | None:
    """A time as a plain query answers it: SQLite gives text, without a zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


def _assemble(
    person: User, now: datetime, found: Callable[[str], list[Held]]
) -> Access:
    started, ended = found("grant"), found("ended")
    is_open = {held.circle for held in started if held.is_open_at(now)}
    once = {held.circle for held in [*started, *ended]} - is_open
    grace = [held for held in started if held.circle in once and held.reads_at(now)]
    has_factor = bool(found("factor"))
    roles = frozenset((held.kind, held.circle) for held in found("role"))
    return Access(
        person=person,
        now=now,
        open_circles=frozenset(is_open),
        once_circles=frozenset(once),
        grace_circles=frozenset(held.circle for held in grace),
        grace_until=max(
            (held.reads_until for held in grace if held.is_community), default=None
        ),
        window=_window(started, found("later"), now),
        had_window=any(held.is_community for held in [*started, *ended]),
        roles=roles if has_factor else frozenset(),
        pending_roles=frozenset(kind for kind, _circle in roles if not has_factor),
        suspended_until=max(
            (held.end for held in found("restriction") if held.end), default=None
        ),
        has_second_factor=has_factor,
    )


def _window(started: list[Held], later: list[Held], now: datetime) -> Window | None:
    live = [held for held in started if held.is_community and held.is_open_at(now)]
    if not live:
        return None
    ahead = [held for held in later if held.is_community]
    spans: list[Span] = [(held.start, held.end) for held in [*live, *ahead]]
    latest = max(live, key=lambda held: (held.end is None, held.end or now))
    return Window(ends_at=covered_until(spans, now), zone=latest.zone)
