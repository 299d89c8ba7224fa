"""What a person may enter at this moment: loaded once, handed to every door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts import held
from accounts.enums import RoleKind
from accounts.held import EVER, Closed, Coming, Held, Window
from accounts.models import User
from core import clock
from core.limits import FACTOR_LIFE

SECOND_FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


@dataclass(frozen=True)
class Access:
    """A person's doors at `now`.

    `open_circles` and `once_circles` are disjoint sets of circle ids: where the
    person is, and where they once were. `grace_circles`, a part of the latter, may
    still be read: `grace_until` is when that ends for the community. `window` is
    open, `closed` was the last one where none is, `coming` has not begun. A role
    counts only beside a second factor, and in a session only once that session has
    shown it; until then it stands in `pending_roles`.
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
    roles: frozenset[tuple[str, int | None]] = frozenset()
    pending_roles: frozenset[str] = frozenset()
    suspended_until: datetime | None = None
    has_second_factor: bool = field(default=False)
    # People whose words the reader does not want to see.
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
        return _assemble(person, clock.now(), written_by=EVER)

    @classmethod
    def then(cls, person: User) -> Access:
        """What stood in the ledger at the moved clock: later acts do not count yet."""
        if not person.is_active:
            return cls.visitor()
        now = clock.now()
        return _assemble(person, now, written_by=now)

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


def _assemble(person: User, now: datetime, *, written_by: datetime) -> Access:
    found = held.ask(person, now, written_by=written_by)
    places = held.Places(now, found["grant"], found["later"], found["ended"])
    community = places.only(lambda row: row.is_community)
    has_factor = any(row.kind in SECOND_FACTORS for row in found["factor"])
    counts = has_factor and _is_shown_here(person, found["factor"], now)
    roles = frozenset((row.kind, row.circle) for row in found["role"])
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
        pending_roles=frozenset(kind for kind, _circle in roles if not counts),
        suspended_until=max(
            (row.end for row in found["restriction"] if row.end), default=None
        ),
        has_second_factor=has_factor,
        names=next((row.circle for row in found["names"]), None),
    )


def _is_shown_here(person: User, factors: list[Held], now: datetime) -> bool:
    """Whether the session of this request has shown one of these factors lately.

    The account alone decides where there is no session of theirs: in a job, in a
    command, and about somebody else.
    """
    request = current.request
    if request is None or request.user.pk != person.pk:
        return True
    shown = factors_shown(request, since=now - FACTOR_LIFE)
    return not shown.isdisjoint(row.circle for row in factors)


def factors_shown(request: HttpRequest, *, since: datetime) -> set[int]:
    """Keys of the factors that this session has shown, some of them gone perhaps."""
    return {
        record["id"]
        for record in get_authentication_records(request, request.user)
        if record["method"] == "mfa"
        and datetime.fromtimestamp(record["at"], tz=UTC) >= since
    }


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session has shown one of the factors that its person still has."""
    shown = factors_shown(request, since=clock.now() - FACTOR_LIFE)
    own = Authenticator.objects.filter(user_id=request.user.pk)
    return bool(shown) and own.filter(pk__in=shown).exists()
