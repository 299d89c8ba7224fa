"""Lists of people for the organisers, a page at a time, the newest account first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import CircleKind
from accounts.models import Circle, Grant, User
from core import clock
from core.limits import ROWS_A_PAGE


@dataclass(frozen=True)
class People:
    """One page. `count` is of the whole list, `more` the key of the next page."""

    rows: Sequence[User]
    count: int
    more: int | None


def found_by(words: str) -> QuerySet[User]:
    """Whose handle, name or address holds the words; everybody without any."""
    people = User.objects.all()
    if not words:
        return people
    return people.filter(
        Q(handle__icontains=words)
        | Q(display_name__icontains=words)
        | Q(email__icontains=words)
    )


def people_in(circle: Circle) -> QuerySet[User]:
    """Whose place in the circle is open now, and whose account is."""
    held = Grant.objects.open_at(clock.now()).filter(circle=circle)
    return User.objects.filter(pk__in=held.values("person"), is_active=True)


def page_of_people(people: QuerySet[User], *, before: int | None) -> People:
    """Two queries. Each row knows `is_window_open` and `had_window`.

    `before` is the pk of the last person of the page above: who joins meanwhile
    moves nothing.
    """
    now = clock.now()
    windows = Grant.objects.filter(
        person=OuterRef("pk"), circle__kind=CircleKind.COMMUNITY
    )
    rows = people.annotate(
        is_window_open=Exists(windows.open_at(now)),
        had_window=Exists(windows.filter(starts_at__lte=now)),
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: ROWS_A_PAGE + 1])
    page = found[:ROWS_A_PAGE]
    more = page[-1].pk if len(found) > ROWS_A_PAGE else None
    return People(page, people.count(), more)
