"""Pausing a place, and giving back the days that were left."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import calendar, notices
from accounts.access import Access
from accounts.enums import GrantSource
from accounts.errors import NothingPaused
from accounts.models import Circle, Grant, User
from accounts.policies import can_run_place
from accounts.services.grants import ledger
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def pause(*, organiser: User, person: User, circle: Circle, reason: str) -> Grant:
    """Close an open span and keep the days that were left, for `resume`."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        latest, ends_at = ledger.current(person, circle)
        running = Grant.objects.standing().filter(
            person=person, circle=circle, ends_at__gt=clock.now(), ends_at__lte=ends_at
        )
        days = calendar.days_left(clock.now(), ends_at, latest.zone)
        for grant in running.exclude(pk=latest.pk):
            ledger.revoke(grant, organiser, reason)
        latest.paused_days = days
        ledger.revoke(latest, organiser, reason)
        ledger.note(organiser, "grant_paused", latest, reason)
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
        grant = ledger.write(
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
