"""Lists for the organisers, a page at a time, the newest first; and what a reader
is told of their own place beside what `Access` knows.

A page begins below the pk `before`: who joins meanwhile moves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from access.access import Access
from access.enums import CircleKind
from access.models import Circle, Grant
from accounts.models import User
from core import clock
from core.limits import ROWS_A_PAGE
from core.pasted import spellings

Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Thing]):
    """`count` is of the whole list, `more` the key of the next page."""

    rows: Sequence[Thing]
    count: int
    more: int | None


def found_by(words: str) -> QuerySet[User]:
    """Whose handle, name or address holds the words; everybody without any."""
    people = User.objects.all()
    if not words:
        return people
    found = Q(handle__icontains=words) | Q(display_name__icontains=words)
    found |= Q(email__icontains=words)
    if "@" in words:
        found |= Q(email__in=spellings(words))
    return people.filter(found)


def people_in(circle: Circle) -> QuerySet[User]:
    """Whose place in the circle is open now, and whose account is."""
    held = Grant.objects.open_at(clock.now()).filter(circle=circle)
    return User.objects.filter(pk__in=held.values("person"), is_active=True)


def page_of_people(people: QuerySet[User], *, before: int | None) -> Page[User]:
    """Two queries. Each row knows `is_window_open` and `had_window`."""
    now = clock.now()
    windows = Grant.objects.filter(
        person=OuterRef("pk"), circle__kind=CircleKind.COMMUNITY
    )
    # What was taken back before its day was no window.
    held = Q(revoked_at=None) | Q(revoked_at__gt=F("starts_at"))
    rows = people.annotate(
        is_window_open=Exists(windows.open_at(now)),
        had_window=Exists(windows.filter(held, starts_at__lte=now)),
    )
    return page_by_key(rows, before, most=ROWS_A_PAGE)


def page_by_key(rows: QuerySet[Thing], before: int | None, *, most: int) -> Page[Thing]:
    below = rows if before is None else rows.filter(pk__lt=before)
    found = list(below.order_by("-pk")[: most + 1])
    page = found[:most]
    more = page[-1].pk if len(found) > most else None
    return Page(page, rows.count(), more)


def is_window_paused(access: Access) -> bool:
    """Whether a pause closed the window, and nobody has resumed it by then."""
    if access.closed is None:
        return False
    rows = Grant.objects.filter(
        person=access.person_id,
        circle__kind=CircleKind.COMMUNITY,
        paused_days__isnull=False,
        revoked_at=access.closed.ended_at,
    )
    return any(row.is_paused for row in rows.known_at(access.now))
