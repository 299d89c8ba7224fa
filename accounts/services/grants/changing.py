"""Moving the end of what is open: days more, or calendar months more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import calendar, notices
from accounts.access import Access
from accounts.enums import GrantSource
from accounts.errors import NothingOpen, NothingToRenew
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services.grants import ledger
from accounts.services.grants.opening import open_window
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def extend_grant(
    *, organiser: User, person: User, circle: Circle, days: int, reason: str
) -> Grant:
    """Add whole days at the current end. Raises NothingOpen without an open span."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        latest, ends_at = ledger.current(person, circle)
        last_day = calendar.last_day_before(ends_at, latest.zone)
        grant = ledger.write(
            organiser,
            person=person,
            circle=circle,
            starts_at=ends_at,
            ends_at=calendar.end_of_day(last_day + timedelta(days=days), latest.zone),
            extra_days=days,
            zone=latest.zone,
            reason=reason,
            source=GrantSource.EXTENSION,
        )
        notices.tell_extended(grant, ended_at=ends_at)
    return grant


def renew_grant(
    *, organiser: User, person: User, circle: Circle, months: int = 12, reason: str = ""
) -> Grant:
    """Add calendar months: at the current end, computed from the first anchor.

    After a gap the renewal is a window of its own that is anchored today, in the
    circle's zone. Days that extensions and pauses added stay added. Raises
    NothingToRenew where no window was ever anchored.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return renew_window(
            granted_by=organiser,
            person=person,
            circle=circle,
            months=months,
            reason=reason,
        )


def renew_window(
    *,
    granted_by: User | None,
    person: User,
    circle: Circle,
    months: int,
    reason: str = "",
    reference: str = "",
) -> Grant:
    """Write a renewal whose right was settled before. The person's row is locked."""
    anchored = (
        Grant.objects.standing()
        .filter(person=person, circle=circle, anchor_on__isnull=False)
        .order_by("-ends_at")
        .first()
    )
    if anchored is None:
        raise NothingToRenew("There is no window that a renewal could continue.")
    try:
        _latest, ends_at = ledger.current(person, circle)
    except NothingOpen:
        today = clock.now().astimezone(ZoneInfo(circle.zone)).date()
        return open_window(
            granted_by=granted_by,
            person=person,
            circle=circle,
            anchor_on=today,
            months=months,
            reason=reason,
            reference=reference,
            source=GrantSource.RENEWAL,
        )
    grant = ledger.write(
        granted_by,
        person=person,
        circle=circle,
        starts_at=ends_at,
        reason=reason,
        reference=reference,
        source=GrantSource.RENEWAL,
        **_continued(anchored, ends_at, months),
    )
    notices.tell_renewed(grant, ended_at=ends_at)
    return grant


def _continued(anchored: Grant, ends_at: datetime, months: int) -> dict[str, object]:
    """The fields of a renewal that starts at `ends_at`, from the first anchor."""
    assert anchored.anchor_on is not None
    plain = calendar.last_usable_day(anchored.anchor_on, months=anchored.months)
    moved = (calendar.last_day_before(ends_at, anchored.zone) - plain).days
    total = anchored.months + months
    return {
        "anchor_on": anchored.anchor_on,
        "months": total,
        "extra_days": max(0, moved),
        "zone": anchored.zone,
        "ends_at": calendar.window_end(
            anchored.anchor_on,
            months=total,
            zone=anchored.zone,
            extra_days=max(0, moved),
        ),
    }
