"""What kinds of readers see of a category, worked out from its matrix of rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from access.access import Access
from access.enums import RoleKind
from access.models import Circle
from access.scopes import Scope
from accounts.models import User
from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.policies import can_reply, can_start_thread
from forum.types import Cell


@dataclass(frozen=True)
class OpenThread:
    """A thread in which nothing stands against a reply."""

    scope: Scope
    locked_at: None = None
    is_hidden: bool = False
    is_held: bool = False
    is_away: bool = False

    def is_locked_at(self, now: datetime) -> bool:
        return False


OPEN_THREAD = OpenThread(Scope("category", 0))


@dataclass(frozen=True)
class PersonaView:
    """One kind of reader: what they meet at the door, and what they may do."""

    who: str
    meets: str
    starts: str
    replies: str


def holds(access: Access, audience: str, circle: int | None, right: str) -> bool:
    """Whether a reader has an audience's right: the rule that the querysets ask."""
    if audience == Audience.EVERYONE:
        return True
    if audience == Audience.SIGNED_IN:
        return access.is_signed_in
    if audience == Audience.CIRCLE:
        is_reading = right in {Right.TEASER, Right.READ}
        where = access.readable_circles if is_reading else access.open_circles
        return circle in where
    return circle in access.once_circles


def rights_of(access: Access, cells: Iterable[Cell]) -> set[str]:
    if access.is_staff:
        return set(Right.values)
    return {
        right
        for audience, circle, right in cells
        if holds(access, audience, circle, right)
    }


def persona_views(
    cells: Iterable[Cell], teaser_style: str, circles: list[Circle]
) -> list[PersonaView]:
    """Every persona before the same door."""
    cells = list(cells)
    return [
        _persona_view(who, access, cells, teaser_style)
        for who, access in _personas(circles)
    ]


def _persona_view(
    who: str, access: Access, cells: list[Cell], teaser_style: str
) -> PersonaView:
    rights = rights_of(access, cells)
    may_read = Right.READ in rights
    start = can_start_thread(access, may_start=may_read and Right.START in rights)
    reply = can_reply(access, OPEN_THREAD, may_reply=may_read and Right.REPLY in rights)
    return PersonaView(
        who=who,
        meets=_meeting(access, rights, cells, teaser_style),
        starts="yes" if start else start.reason,
        replies="yes" if reply else reply.reason,
    )


def _meeting(
    access: Access, rights: set[str], cells: list[Cell], teaser_style: str
) -> str:
    if Right.READ in rights:
        return "All threads"
    if Right.TEASER in rights and teaser_style != TeaserStyle.HIDDEN:
        return f"The closed door, with {TeaserStyle(teaser_style).label.lower()}"
    was_open = any(
        audience == Audience.CIRCLE and right == Right.READ
        for audience, circle, right in cells
        if circle in access.once_circles
    )
    return "The closed door, without a title" if was_open else "Nothing: not found"


def _personas(circles: list[Circle]) -> list[tuple[str, Access]]:
    now = clock.now()
    someone = User(pk=0, approved_at=now)
    signed_in = Access(person=someone, now=now, had_window=True)

    def role(kind: str) -> Access:
        return Access(person=someone, now=now, roles=frozenset({(kind, None)}))

    inside = [
        (f"In {circle.name}", _in(signed_in, circle, is_open=True))
        for circle in circles
    ]
    once = [
        (f"Once in {circle.name}", _in(signed_in, circle, is_open=False))
        for circle in circles
    ]
    return [
        ("Visitor", Access(person=AnonymousUser(), now=now)),
        ("Signed in, no window yet", Access(person=someone, now=now)),
        *inside,
        *once,
        *(
            (f"{who}, writing suspended", _suspended(access))
            for who, access in inside[:1]
        ),
        ("Moderator", role(RoleKind.MODERATOR)),
        ("Organiser", role(RoleKind.ORGANISER)),
    ]


def _in(access: Access, circle: Circle, *, is_open: bool) -> Access:
    place = frozenset({circle.pk})
    return Access(
        person=access.person,
        now=access.now,
        had_window=True,
        open_circles=place if is_open else frozenset(),
        once_circles=frozenset() if is_open else place,
    )


def _suspended(access: Access) -> Access:
    return Access(
        person=access.person,
        now=access.now,
        had_window=True,
        open_circles=access.open_circles,
        suspended_until=access.now + timedelta(days=7),
    )
