"""Telling people that a window ends: by mail at each milestone, by a banner between.

The job finds by date arithmetic who is due, however often it runs and however long
it did not: only the latest milestone counts, and the row of WindowNotice, written
under the person's lock beside the message, makes it one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from access import notices, windows
from access.access import Access
from access.calendar import covered_until, days_left
from access.models import Grant, WindowNotice
from access.models.circle import COMMUNITY
from access.models.window_notice import ENDED
from access.notices import mailing
from access.windows import MILESTONES, Ending, WindowView
from accounts.models import User
from accounts.services.people import lock_person
from core import clock
from outbox import registry
from outbox.registry import Batch
from outbox.services import batches

JOB = "access.notify_windows"
# A worker that was down for longer tells nobody of an end that is long over.
LATE = timedelta(days=7)
# The last day is at most so many days off, and its own end a day and an hour more.
AHEAD = timedelta(days=max(MILESTONES) + 2)
# People of one turn of the worker.
SLICE = 300


class Row(NamedTuple):
    """A grant of the community circle, as the job reads it."""

    person_id: int
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    revoked_at: datetime | None

    def was_cut_off_after(self, moment: datetime) -> bool:
        """Whether it was open after a moment and was closed by an act."""
        if self.revoked_at is None or self.revoked_at <= self.starts_at:
            return False
        goes_on = self.ends_at is None or self.ends_at > moment
        return goes_on and self.revoked_at >= moment


class Due(NamedTuple):
    """What a person is to be told now."""

    ends_at: datetime
    zone: str
    milestone: int


@dataclass(frozen=True)
class NoticeDay:
    """A line of "What we tell you, and when".

    `mail_state` is what became of the reminder; it is empty where another message told
    it.
    """

    on: date
    milestone: int
    notified_at: datetime | None
    mail_state: str = ""

    @property
    def is_overtaken(self) -> bool:
        """A message was written and did not leave: another one took its place."""
        return self.mail_state in {"dropped", "failed"}

    @property
    def is_waiting(self) -> bool:
        return self.mail_state == "waiting"


def notify_due() -> int:
    """Tell whoever is due and has not been told; say how many there were."""
    return batches.walk(JOB)


def register() -> None:
    """One person a transaction; the trouble with one keeps no other waiting.

    Who was passed over is tried again by the next walk.
    """
    batch = Batch(keys=_due_people, write=_notify, size=1, page=SLICE, passes_over=True)
    registry.register_batch(JOB, batch, every=timedelta(hours=1))


def _due_people(*, after: int, limit: int) -> list[int]:
    """Two queries, however many windows end soon."""
    now = clock.now()
    dues = _not_notified(_dues(_rows(_ending_around(now)), now))
    return sorted(person_id for person_id in dues if person_id > after)[:limit]


def banner_of(access: Access) -> Ending | None:
    """The end that the reader's pages speak of; asks only in the last 30 days."""
    ending = windows.open_ending(access)
    if ending is None or ending.milestone is None:
        return None
    put_away = WindowNotice.objects.filter(
        person=access.person_id,
        ends_at=ending.ends_at,
        milestone=ending.milestone,
        put_away_at__isnull=False,
    )
    return None if put_away.exists() else ending


def put_away(*, person: User, milestone: int) -> bool:
    """Hide the banner of one milestone, on every device, until the next one.

    A page that was left open speaks of an earlier milestone: then nothing is
    hidden, and the answer is no.
    """
    with transaction.atomic():
        person = lock_person(person)
        ending = windows.open_ending(Access.of(person))
        if ending is None or ending.milestone != milestone:
            return False
        notice, _ = WindowNotice.objects.get_or_create(
            person=person, ends_at=ending.ends_at, milestone=milestone
        )
        if notice.put_away_at is None:
            notice.put_away_at = clock.now()
            notice.save(update_fields=["put_away_at"])
    return True


def notice_days(access: Access, window: WindowView) -> list[NoticeDay]:
    """When a person will be told of the end of their window, and when they were."""
    rows = WindowNotice.objects.filter(
        person=access.person_id, ends_at=window.ends_at, notified_at__lte=access.now
    )
    notified = dict(rows.values_list("milestone", "notified_at"))
    states = mailing.states_of_reminders(access, window.ends_at) if notified else {}
    days = [
        NoticeDay(
            window.last_day - timedelta(days=stone),
            stone,
            notified.get(stone),
            states.get(stone, ""),
        )
        for stone in (*MILESTONES, ENDED)
    ]
    today = window.last_day - timedelta(days=window.days_left)
    return [
        day
        for day in days
        if day.notified_at or (day.on > window.started_on and day.on >= today)
    ]


def _ending_around(now: datetime) -> QuerySet[Grant]:
    ends = Grant.objects.standing().filter(circle__slug=COMMUNITY)
    return ends.filter(
        ends_at__gt=now - LATE, ends_at__lte=now + AHEAD, person__is_active=True
    )


def _rows(ends: QuerySet[Grant]) -> Iterable[Row]:
    """Everything that those people hold and held in the community circle."""
    grants = Grant.objects.filter(
        circle__slug=COMMUNITY, person__in=ends.order_by().values("person")
    )
    found = grants.order_by("person", "starts_at", "pk")
    for row in found.values_list(*Row._fields).iterator():
        yield Row(*row)


def _dues(rows: Iterable[Row], now: datetime) -> dict[int, Due]:
    found = {}
    for person_id, own in groupby(rows, key=lambda row: row.person_id):
        due = _due(list(own), now)
        if due:
            found[person_id] = due
    return found


def _due(rows: list[Row], now: datetime) -> Due | None:
    """The latest milestone that one person has reached, if there is one."""
    standing = [row for row in rows if row.revoked_at is None]
    end = covered_until([(row.starts_at, row.ends_at) for row in standing], now)
    if end is None:
        return None
    if end == now:
        return _just_ended(rows, now)
    zone = next(row.zone for row in reversed(standing) if row.ends_at == end)
    days = days_left(now, end, zone)
    reached = [stone for stone in MILESTONES if days <= stone]
    return Due(end, zone, min(reached)) if reached else None


def _just_ended(rows: list[Row], now: datetime) -> Due | None:
    """The end of a window that ran out by itself.

    Where a revocation or a pause cut off what went on beyond it, that has told it.
    """
    ended = [
        row
        for row in rows
        if row.revoked_at is None and row.ends_at and row.ends_at <= now
    ]
    if not ended:
        return None
    last = max(ended, key=lambda row: row.ends_at or now)
    assert last.ends_at
    if (
        any(row.was_cut_off_after(last.ends_at) for row in rows)
        or last.ends_at <= now - LATE
    ):
        return None
    return Due(last.ends_at, last.zone, ENDED)


def _not_notified(dues: dict[int, Due]) -> dict[int, Due]:
    if not dues:
        return {}
    ends = {due.ends_at for due in dues.values()}
    rows = WindowNotice.objects.filter(
        ends_at__gte=min(ends), ends_at__lte=max(ends), notified_at__isnull=False
    )
    notified = set(rows.values_list("person_id", "ends_at", "milestone"))
    return {
        person_id: due
        for person_id, due in dues.items()
        if (person_id, due.ends_at, due.milestone) not in notified
    }


def _notify(keys: Sequence[int]) -> int:
    """Look again under the lock, and write the row and the message together."""
    [person_id] = keys
    person = User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None or not person.is_active:
        return 0
    now = clock.now()
    due = _dues(_rows(Grant.objects.filter(person=person)), now).get(person_id)
    if due is None:
        return 0
    ending = windows.ending_of(due.ends_at, due.zone, now=now, reader_zone=person.zone)
    tell = notices.notify_ended if due.milestone == ENDED else notices.notify_ending
    return int(tell(person, ending))
