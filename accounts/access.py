"""What a person may enter at this moment: loaded once, handed to every door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, DateTimeField, F, Value
from django.db.models.functions import Cast

from accounts.calendar import Span, covered_until
from accounts.enums import CircleKind, RoleKind
from accounts.models import Grant, Restriction, Role, User
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
        """Signed in, and never yet a member: first posts are read before they appear."""
        return self.is_signed_in and not self.had_window and not self.roles

    def plays(self, kind: str, circle_id: int) -> bool:
        """Whether a role is held for the site or for one circle."""
        return bool({(kind, None), (kind, circle_id)} & self.roles)


def _load(person: User, now: datetime) -> Access:
    ids = BigIntegerField()
    text = CharField()
    times = DateTimeField()
    no_id, no_time = Cast(Value(None), ids), Cast(Value(None), times)
    no_text = Cast(Value(""), text)

    def rows(
        what: str,
        queryset: Any,
        circle: Any,
        start: Any,
        end: Any,
        kind: Any,
        zone: Any,
    ) -> Any:
        return (
            queryset.order_by()
            .annotate(
                a_what=Cast(Value(what), text),
                a_circle=circle,
                a_start=start,
                a_end=end,
                a_kind=kind,
                a_zone=zone,
            )
            .values_list("a_what", "a_circle", "a_start", "a_end", "a_kind", "a_zone")
        )

    def column(name: str, output: Any) -> Any:
        return Cast(F(name), output)

    grants = rows(
        "grant",
        Grant.objects.filter(person=person, revoked_at=None, starts_at__lte=now),
        column("circle_id", ids),
        F("starts_at"),
        F("ends_at"),
        column("circle__kind", text),
        column("zone", text),
    )
    later = rows(
        "later",
        Grant.objects.filter(person=person, revoked_at=None, starts_at__gt=now),
        column("circle_id", ids),
        F("starts_at"),
        F("ends_at"),
        column("circle__kind", text),
        column("zone", text),
    )
    ended = rows(
        "ended",
        Grant.objects.filter(person=person, revoked_at__gt=F("starts_at")),
        column("circle_id", ids),
        F("starts_at"),
        F("revoked_at"),
        column("circle__kind", text),
        column("zone", text),
    )
    roles = rows(
        "role",
        Role.objects.filter(person=person, ended_at=None),
        column("circle_id", ids),
        F("created_at"),
        no_time,
        column("kind", text),
        no_text,
    )
    restrictions = rows(
        "restriction",
        Restriction.objects.in_force_at(now).filter(person=person),
        no_id,
        F("starts_at"),
        F("ends_at"),
        no_text,
        no_text,
    )
    factors = rows(
        "factor",
        Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS),
        no_id,
        no_time,
        no_time,
        column("type", text),
        no_text,
    )
    found: dict[str, list[Any]] = {}
    for what, *row in grants.union(
        later, ended, roles, restrictions, factors, all=True
    ):
        found.setdefault(what, []).append(row)
    return _assemble(person, now, lambda what: found.get(what, []))


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
