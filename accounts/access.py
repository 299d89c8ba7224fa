"""What a person may enter at this moment: loaded once, handed to every door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.calendar import Span, covered_until
from accounts.enums import CircleKind, RoleKind
from accounts.models import User
from core import clock

SECOND_FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


@dataclass(frozen=True)
class Window:
    """The community window that is open now. `ends_at` is exclusive, in UTC."""

    ends_at: datetime | None
    zone: str


@dataclass(frozen=True)
class Access:
    """A person's doors at `now`.

    `open_circles` and `once_circles` are disjoint sets of circle ids: where the
    person is, and where they once were. A role counts only beside a second
    factor; until then it stands in `pending_roles`.
    """

    person: User | AnonymousUser
    now: datetime
    open_circles: frozenset[int] = frozenset()
    once_circles: frozenset[int] = frozenset()
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
        return _load(person, clock.now())

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


# One question for everything that a person holds. Written out, because composing
# these six parts anew costs more than asking them, and every request asks.
_HELD = """
SELECT CASE WHEN g.starts_at <= %(now)s THEN 'grant' ELSE 'later' END,
       g.circle_id, g.starts_at, g.ends_at, c.kind, g.zone
  FROM accounts_grant g JOIN accounts_circle c ON c.id = g.circle_id
 WHERE g.person_id = %(person)s AND g.revoked_at IS NULL
UNION ALL
SELECT 'ended', g.circle_id, g.starts_at, g.revoked_at, c.kind, g.zone
  FROM accounts_grant g JOIN accounts_circle c ON c.id = g.circle_id
 WHERE g.person_id = %(person)s AND g.revoked_at > g.starts_at
UNION ALL
SELECT 'role', r.circle_id, r.created_at, NULL, r.kind, ''
  FROM accounts_role r
 WHERE r.person_id = %(person)s AND r.ended_at IS NULL
UNION ALL
SELECT 'restriction', NULL, r.starts_at, r.ends_at, '', ''
  FROM accounts_restriction r
 WHERE r.person_id = %(person)s AND r.lifted_at IS NULL
   AND r.starts_at <= %(now)s AND r.ends_at > %(now)s
UNION ALL
SELECT 'factor', NULL, f.created_at, NULL, f.type, ''
  FROM mfa_authenticator f
 WHERE f.user_id = %(person)s AND f.type IN ('totp', 'webauthn')
"""


def _load(person: User, now: datetime) -> Access:
    adapted = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": person.pk, "now": adapted})
        rows = cursor.fetchall()
    found: dict[str, list[Any]] = {}
    for what, circle, start, end, kind, zone in rows:
        row = (circle, _moment(start), _moment(end), kind, zone)
        found.setdefault(what, []).append(row)
    return _assemble(person, now, lambda what: found.get(what, []))


def _moment(value: datetime | str | None) -> datetime | None:
    """A time as a plain query answers it: SQLite gives text, without a zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


def _assemble(person: User, now: datetime, found: Callable[[str], list[Any]]) -> Access:
    started = found("grant")
    is_open = {
        c for c, _start, end, _kind, _zone in started if end is None or end > now
    }
    once = {c for c, *_ in started} | {c for c, *_ in found("ended")}
    community = [row for row in started if row[3] == CircleKind.COMMUNITY]
    has_factor = bool(found("factor"))
    held = frozenset((kind, circle) for circle, _s, _e, kind, _z in found("role"))
    until = [end for _c, _s, end, *_ in found("restriction")]
    return Access(
        person=person,
        now=now,
        open_circles=frozenset(is_open),
        once_circles=frozenset(once - is_open),
        window=_window(community, found("later"), now),
        had_window=bool(community)
        or any(row[3] == CircleKind.COMMUNITY for row in found("ended")),
        roles=held if has_factor else frozenset(),
        pending_roles=frozenset()
        if has_factor
        else frozenset(kind for kind, _circle in held),
        suspended_until=max(until) if until else None,
        has_second_factor=has_factor,
    )


def _window(community: list[Any], later: list[Any], now: datetime) -> Window | None:
    spans: list[Span] = [(start, end) for _c, start, end, *_ in community]
    if not any(end is None or end > now for _start, end in spans):
        return None
    spans += [
        (start, end)
        for _c, start, end, kind, _z in later
        if kind == CircleKind.COMMUNITY
    ]
    latest = max(community, key=lambda row: (row[2] is None, row[2] or now))
    live = [(start, end) for start, end in spans if end is None or end > now]
    return Window(ends_at=covered_until(live, now), zone=latest[4])
