"""What a person may enter at this moment: loaded once, handed to every door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from allauth.core import context as current
from django.contrib.auth.models import AnonymousUser

from access import access_rows
from access.access_rows import Closed, Coming, HeldGrant, Window
from access.enums import RoleKind
from access.scopes import Scope
from accounts.factors import SECOND_FACTORS, factors_shown
from accounts.models import User
from core import clock
from core.limits import FACTOR_LIFE


@dataclass(frozen=True)
class Access:
    """A person's doors at `now`.

    `open_circles` and `once_circles` are disjoint sets of circle ids: where the
    person is, and where they once were. `grace_circles`, a part of the latter, may
    still be read: `grace_until` is when that ends for the community. `window` is
    open, `closed` was the last one where none is, `coming` has not begun. A role
    counts only beside a second factor, and in a session only once that session has
    shown it; until then it stands in `pending_roles`. Each role is held in a scope,
    None for the whole site; `suspended_until` is of the site, `suspensions` are of
    parts of it. `blocked` are keys of the people whom the reader does not want to
    meet, without those who keep order here.
    """

    person: User | AnonymousUser
    now: datetime
    open_circles: frozenset[int] = frozenset()
    once_circles: frozenset[int] = frozenset()
    grace_circles: frozenset[int] = frozenset()
    grace_until: datetime | None = None
    window: Window | None = None
    closed: Closed | None = None
    coming: Coming | None = None
    had_window: bool = False
    roles: frozenset[tuple[str, Scope | None]] = frozenset()
    pending_roles: frozenset[str] = frozenset()
    suspended_until: datetime | None = None
    suspensions: frozenset[tuple[Scope, datetime]] = frozenset()
    has_second_factor: bool = field(default=False)
    blocked: frozenset[int] = frozenset()
    # How often names had changed (accounts.services.names); None where nobody asked.
    names: int | None = None

    @classmethod
    def visitor(cls) -> Access:
        return cls(person=AnonymousUser(), now=clock.now())

    @classmethod
    def of(cls, person: User | AnonymousUser) -> Access:
        """Load afresh: one query, none for a visitor or someone signed out by force."""
        if not isinstance(person, User) or not person.is_active:
            return cls.visitor()
        now = clock.now()
        return _assemble(person, now, access_rows.load_rows(person, now))

    @classmethod
    def of_many(cls, people: Iterable[User]) -> dict[int, Access]:
        """Load that of many afresh, by their key: one query however many they are."""
        people = list(people)
        now = clock.now()
        found = access_rows.ask_many((person.pk for person in people), now)
        return {
            person.pk: _assemble(person, now, found[person.pk])
            if person.is_active
            else cls.visitor()
            for person in people
        }

    @classmethod
    def then(cls, person: User) -> Access:
        """What stood in the ledger at the moved clock: later acts do not count yet."""
        if not person.is_active:
            return cls.visitor()
        now = clock.now()
        return _assemble(
            person, now, access_rows.load_rows(person, now, written_by=now)
        )

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

    def suspended_in(self, scope: Scope | None = None) -> datetime | None:
        """Until when nothing may be written in a part of the site, or on all of it."""
        ends = [end for where, end in self.suspensions if where == scope]
        if self.suspended_until:
            ends.append(self.suspended_until)
        return max(ends, default=None)

    def may_write(self, scope: Scope | None = None) -> bool:
        """Whether no suspension stands against it. What else a right to write needs
        is the policy's question.
        """
        return self.is_signed_in and self.suspended_in(scope) is None

    def moderates(self, scope: Scope | None = None) -> bool:
        """Whether a moderator's role counts in a part of the site, or on all of it."""
        return self.has_role(RoleKind.MODERATOR, scope)

    def has_role(self, kind: str, scope: Scope | None = None) -> bool:
        """A role for the site counts in every part of it."""
        return not {(kind, None), (kind, scope)}.isdisjoint(self.roles)

    @property
    def is_moderator(self) -> bool:
        """For the whole site."""
        return self.moderates()

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
        return self.has_role(kind, Scope.of_circle(circle_id))


def _assemble(person: User, now: datetime, found: access_rows.Rows) -> Access:
    places = access_rows.Places(now, found["grant"], found["later"], found["ended"])
    community = places.only(lambda row: row.is_community)
    has_factor = any(row.kind in SECOND_FACTORS for row in found["factor"])
    counts = has_factor and _is_shown_here(person, found["factor"], now)
    roles = frozenset((row.kind, row.scope) for row in found["role"])
    return Access(
        person=person,
        now=now,
        open_circles=places.open_circles,
        once_circles=places.once_circles,
        grace_circles=frozenset(row.circle for row in places.in_grace),
        grace_until=max((row.reads_until for row in community.in_grace), default=None),
        window=community.window,
        closed=community.closed,
        coming=community.coming,
        had_window=bool(community.started or community.ended),
        roles=roles if counts else frozenset(),
        pending_roles=frozenset(kind for kind, _scope in roles if not counts),
        suspended_until=max(
            (row.end for row in found["restriction"] if row.end and not row.scope),
            default=None,
        ),
        suspensions=frozenset(
            (row.scope, row.end)
            for row in found["restriction"]
            if row.end and row.scope
        ),
        has_second_factor=has_factor,
        blocked=frozenset(row.circle for row in found["block"]),
        names=next((row.circle for row in found["names"]), None),
    )


def _is_shown_here(person: User, factors: list[HeldGrant], now: datetime) -> bool:
    """Whether the session of this request has shown one of these factors lately.

    The account alone decides where there is no session of theirs: in a job, in a
    command, and about somebody else.
    """
    request = current.request
    if request is None or request.user.pk != person.pk:
        return True
    shown = factors_shown(request, since=now - FACTOR_LIFE)
    return not shown.isdisjoint(row.circle for row in factors)
