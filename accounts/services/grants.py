"""Everything that writes the ledger of grants.

Every function holds the lock of the person's row, so that two grants opened at
once add up and none is lost. Ends are computed, never typed in.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from accounts import calendar, notices
from accounts.access import Access
from accounts.enums import GrantSource
from accounts.errors import NothingOpen, NothingPaused, NothingToRenew
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services.audit import record
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
    grant = _write(
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
    """Write a place for life whose right was settled before. The row is locked."""
    standing = Grant.objects.standing().filter(
        person=person, circle=circle, ends_at=None, starts_at__lte=clock.now()
    )
    if given := standing.first():
        return given
    before = notices.window_of(person, circle)
    grant = _write(
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


def extend_grant(
    *, organiser: User, person: User, circle: Circle, days: int, reason: str
) -> Grant:
    """Add whole days at the current end. Raises NothingOpen without an open span."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        latest, ends_at = _current(person, circle)
        last_day = calendar.last_day_before(ends_at, latest.zone)
        grant = _write(
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

    After a gap the renewal is a window of its own that is anchored today. Days
    that extensions and pauses added stay added. Raises NothingToRenew where no
    window was ever anchored.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        anchored = (
            Grant.objects.standing()
            .filter(person=person, circle=circle, anchor_on__isnull=False)
            .order_by("-ends_at")
            .first()
        )
        if anchored is None:
            raise NothingToRenew("There is no window that a renewal could continue.")
        try:
            _latest, ends_at = _current(person, circle)
        except NothingOpen:
            today = clock.now().astimezone(ZoneInfo(anchored.zone)).date()
            return open_window(
                granted_by=organiser,
                person=person,
                circle=circle,
                anchor_on=today,
                months=months,
                zone=anchored.zone,
                reason=reason,
                source=GrantSource.RENEWAL,
            )
        grant = _write(
            organiser,
            person=person,
            circle=circle,
            starts_at=ends_at,
            reason=reason,
            source=GrantSource.RENEWAL,
            **_continued(anchored, ends_at, months),
        )
        notices.tell_renewed(grant, ended_at=ends_at)
    return grant


def revoke_grant(*, organiser: User, grant: Grant, reason: str) -> Grant:
    """End one grant now. The row stays, with who ended it and why; once is enough."""
    with transaction.atomic():
        person = lock_person(grant.person)
        enforce(can_run_place(Access.of(organiser)))
        grant = Grant.objects.select_related("circle").get(pk=grant.pk)
        if not grant.is_revoked:
            before = notices.window_of(person, grant.circle)
            _revoke(grant, organiser, reason)
            _record(organiser, "grant_revoked", grant, reason)
            notices.tell_revoked(person, grant.circle, before, reason)
    return grant


def revoke_all(
    *, organiser: User, person: User, circle: Circle, reason: str
) -> list[Grant]:
    """End every place that a person has or would have in one circle, and no other.

    Raises NothingOpen where there is none.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        standing = Grant.objects.standing().filter(person=person, circle=circle)
        live = list(standing.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now())))
        if not live:
            raise NothingOpen("There is no open window here.")
        before = notices.window_of(person, circle)
        for grant in live:
            _revoke(grant, organiser, reason)
            _record(organiser, "grant_revoked", grant, reason)
        notices.tell_revoked(person, circle, before, reason)
    return live


def end_order(*, reference: str, reason: str) -> list[Grant]:
    """End what one order of a shop opened, and nothing else. Nobody's act.

    A pause of it is not resumed any more.
    """
    with transaction.atomic():
        of_order = Grant.objects.filter(reference=reference).exclude(reference="")
        ended = []
        holders = User.objects.filter(pk__in=of_order.values("person")).order_by("pk")
        for person in list(holders.select_for_update()):
            own = of_order.filter(person=person)
            own.filter(resumed_by=None).update(paused_days=None)
            live = own.standing().filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
            for grant in live.select_related("circle"):
                before = notices.window_of(person, grant.circle)
                _revoke(grant, None, reason)
                _record(None, "grant_revoked", grant, reason)
                notices.tell_revoked(person, grant.circle, before, reason)
                ended.append(grant)
    return ended


def pause(*, organiser: User, person: User, circle: Circle, reason: str) -> Grant:
    """Close an open span and keep the days that were left, for `resume`."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        latest, ends_at = _current(person, circle)
        running = Grant.objects.standing().filter(
            person=person, circle=circle, ends_at__gt=clock.now(), ends_at__lte=ends_at
        )
        days = calendar.days_left(clock.now(), ends_at, latest.zone)
        for grant in running.exclude(pk=latest.pk):
            _revoke(grant, organiser, reason)
        latest.paused_days = days
        _revoke(latest, organiser, reason)
        _record(organiser, "grant_paused", latest, reason)
        notices.tell_paused(latest)
    return latest


def resume(*, organiser: User, person: User, circle: Circle, reason: str = "") -> Grant:
    """Give back the days that the last pause kept, from today on."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        paused = (
            Grant.objects.filter(
                person=person,
                circle=circle,
                paused_days__isnull=False,
                resumed_by=None,
            )
            .order_by("-revoked_at", "-pk")
            .first()
        )
        if paused is None:
            raise NothingPaused("There is no pause that could be ended.")
        now = clock.now()
        today = now.astimezone(ZoneInfo(paused.zone)).date()
        last_day = today + timedelta(days=paused.paused_days or 0)
        grant = _write(
            organiser,
            person=person,
            circle=circle,
            starts_at=now,
            ends_at=calendar.end_of_day(last_day, paused.zone),
            anchor_on=paused.anchor_on,
            months=paused.months,
            extra_days=paused.extra_days,
            zone=paused.zone,
            reason=reason,
            reference=paused.reference,
            source=GrantSource.RESUMPTION,
            resumes=paused,
        )
        notices.tell_resumed(grant, days=paused.paused_days or 0)
    return grant


def _current(person: User, circle: Circle) -> tuple[Grant, datetime]:
    """The grant that ends last of the unbroken span that is open, and that end."""
    now = clock.now()
    standing = Grant.objects.standing().filter(person=person, circle=circle)
    spans = [
        (grant.starts_at, grant.ends_at)
        for grant in standing
        if grant.ends_at is None or grant.ends_at > now
    ]
    ends_at = calendar.covered_until(spans, now)
    if ends_at is None:
        raise NothingOpen("This place is for life: there is no end to move.")
    if ends_at <= now:
        raise NothingOpen("There is no open window here.")
    return standing.filter(ends_at=ends_at).latest("pk"), ends_at


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


def _write(granted_by: User | None, **fields: object) -> Grant:
    grant = Grant(granted_by=granted_by, **fields)
    # The database holds the constraints; asking them here doubles the queries.
    grant.full_clean(
        exclude=["created_at"], validate_unique=False, validate_constraints=False
    )
    grant.save(force_insert=True)
    _record(granted_by, "grant_added", grant, grant.reason)
    return grant


def _revoke(grant: Grant, organiser: User | None, reason: str) -> None:
    grant.revoked_at = clock.now()
    grant.revoked_by = organiser
    grant.revoke_reason = reason
    grant.save(
        update_fields=["revoked_at", "revoked_by", "revoke_reason", "paused_days"]
    )


def _record(actor: User | None, act: str, grant: Grant, reason: str) -> None:
    after = {
        "person": grant.person_id,
        "circle": grant.circle.slug,
        "starts_at": grant.starts_at.isoformat(),
        "ends_at": grant.ends_at.isoformat() if grant.ends_at else None,
        "source": grant.source,
    }
    record(actor=actor, act=act, target=grant, after=after, reason=reason)
