"""Lists for the organisers, a page at a time, the newest first; and what a reader
is told of their own place beside what `Access` knows.

A page begins below the pk `before`: who joins meanwhile moves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from accounts.access import Access
from accounts.enums import CircleKind
from accounts.models import Circle, Grant, Invitation, User
from core import clock
from core.limits import INVITATIONS_A_PAGE, ROWS_A_PAGE
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
    return _page(rows, before, most=ROWS_A_PAGE)


def page_of_invitations(*, before: int | None) -> Page[Invitation]:
    """Those that stand open: a list of graduates brings a thousand at once."""
    rows = Invitation.objects.open_at(clock.now()).select_related("circle")
    return _page(rows, before, most=INVITATIONS_A_PAGE)


def offered_to(person: User) -> QuerySet[Invitation]:
    """What is offered to the addresses of an account, with `is_proved`: whether its
    person can take it.
    """
    addresses = EmailAddress.objects.filter(user=person)
    proved = dict(addresses.values_list("email", "verified"))
    names = {one for email, yes in proved.items() if yes for one in spellings(email)}
    rows = Invitation.objects.open_at(clock.now()).to([person.email, *proved])
    rows = rows.annotate(is_proved=Q(email__in=names))
    return rows.select_related("circle", "invited_by").order_by("pk")


def _page(rows: QuerySet[Thing], before: int | None, *, most: int) -> Page[Thing]:
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
