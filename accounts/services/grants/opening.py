"""Opening a place: a window of calendar months, or for life."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import calendar, notices
from accounts.access import Access
from accounts.enums import GrantSource
from accounts.errors import NothingOpen
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services.grants import ledger
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def grant_window(
    *,
    organiser: User,
    person: User,
    circle: Circle,
    anchor_on: date,
    months: int = 12,
    zone: str = "",
    reason: str = "",
    source: str = GrantSource.ORGANISER,
) -> Grant:
    """Open `months` calendar months, counted from `anchor_on` in the circle's zone.

    A late start never moves the anchor. Raises NothingOpen where the window
    would have ended already.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return open_window(
            granted_by=organiser,
            person=person,
            circle=circle,
            anchor_on=anchor_on,
            months=months,
            zone=zone,
            reason=reason,
            source=source,
        )


def open_window(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    anchor_on: date,
    months: int,
    zone: str = "",
    reason: str = "",
    reference: str = "",
    source: str,
) -> Grant:
    """Write a window whose right was settled before. The person's row is locked."""
    zone = zone or circle.zone
    now = clock.now()
    starts_at = max(now, calendar.start_of_day(anchor_on, zone))
    ends_at = calendar.window_end(anchor_on, months=months, zone=zone)
    if ends_at <= starts_at:
        raise NothingOpen(
            f"This window ended on {calendar.last_day_before(ends_at, zone):%-d %B %Y}."
        )
    before = notices.window_of(person, circle)
    grant = ledger.write(
        granted_by,
        person=person,
        circle=circle,
        starts_at=starts_at,
        ends_at=ends_at,
        anchor_on=anchor_on,
        months=months,
        zone=zone,
        reason=reason,
        reference=reference,
        source=source,
    )
    notices.tell_opened(grant, before)
    return grant


def grant_for_life(
    *,
    organiser: User,
    person: User,
    circle: Circle,
    reason: str = "",
    source: str = GrantSource.ORGANISER,
) -> Grant:
    """A place without an end. Where one stands already, it is given back."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return open_for_life(
            granted_by=organiser,
            person=person,
            circle=circle,
            reason=reason,
            source=source,
        )


def open_for_life(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    reason: str,
    source: str,
    reference: str = "",
) -> Grant:
    """Write a place for life whose right was settled before. The row is locked.

    Where one stands already, it is given back; each order of a shop has its own.
    """
    standing = Grant.objects.standing().filter(
        person=person, circle=circle, ends_at=None, starts_at__lte=clock.now()
    )
    if reference:
        standing = standing.filter(reference=reference)
    if given := standing.first():
        return given
    before = notices.window_of(person, circle)
    grant = ledger.write(
        granted_by,
        person=person,
        circle=circle,
        starts_at=clock.now(),
        ends_at=None,
        zone=circle.zone,
        reason=reason,
        reference=reference,
        source=source,
    )
    notices.tell_opened(grant, before)
    return grant


def grant_place(
    *,
    organiser: User,
    person: User,
    circle: Circle,
    months: int,
    anchor_on: date | None = None,
    reason: str = "",
) -> Grant:
    """Give a place: a window from `anchor_on` (today without one), or for life.

    It stands beside what the person has already; nothing is shortened by it.
    """
    if not months:
        return grant_for_life(
            organiser=organiser, person=person, circle=circle, reason=reason
        )
    today = clock.now().astimezone(ZoneInfo(circle.zone)).date()
    return grant_window(
        organiser=organiser,
        person=person,
        circle=circle,
        anchor_on=anchor_on or today,
        months=months,
        reason=reason,
    )
