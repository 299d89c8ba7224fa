"""An organiser sees the site as a member would at a moment. Both ends are logged.

The log is also what says whether it still goes on: a session may be written back by
another request that began before the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from access.access import Access
from access.policies import can_run_place, can_see_as
from accounts.models import AuditEntry, User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce

LASTS = timedelta(minutes=30)
BEGUN, ENDED = "seeing_begun", "seeing_ended"


@dataclass(frozen=True)
class Seeing:
    """Who looks as whom at what moment. `entry` is the log's line of its beginning."""

    entry: int
    organiser: int
    person: int
    moment: datetime
    began_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.began_at + LASTS


def begin(*, organiser: User, person: User, moment: datetime, reason: str) -> Seeing:
    with transaction.atomic():
        # Whoever gives a role holds this row too: it is given before, or ends this.
        person = lock_person(person)
        then = access_at(person, moment)
        enforce(can_see_as(Access.of(organiser), then, Access.of(person)))
        now = clock.now()
        entry = record(
            actor=organiser,
            act=BEGUN,
            target=person,
            after={
                "moment": moment.isoformat(),
                "until": (now + LASTS).isoformat(timespec="seconds"),
            },
            reason=reason,
        )
    return Seeing(entry.pk, organiser.pk, person.pk, moment, now)


def end(*, seeing: Seeing, how: str) -> bool:
    """Log the end once, with the reason of the beginning; whether this did it."""
    with transaction.atomic():
        organiser = lock_person(User(pk=seeing.organiser))
        if has_ended(seeing):
            return False
        begun = AuditEntry.objects.get(pk=seeing.entry)
        record(
            actor=organiser,
            act=ENDED,
            target=User(pk=seeing.person),
            before={"moment": seeing.moment.isoformat()},
            after={"begun": seeing.entry, "how": how},
            reason=begun.reason,
        )
    return True


def has_ended(seeing: Seeing) -> bool:
    ends = AuditEntry.objects.filter(
        act=ENDED, target_kind="accounts.user", target_id=seeing.person
    )
    return ends.filter(after__begun=seeing.entry).exists()


def access_at(person: User, moment: datetime) -> Access:
    with clock.at(moment):
        return Access.then(person)


def why_over(seeing: Seeing, organiser: Access, then: Access, today: Access) -> str:
    """What ends it by itself at this request; empty while it goes on."""
    if has_ended(seeing):
        return "it was stopped"
    if clock.now() >= seeing.ends_at:
        return "half an hour has passed"
    if not can_run_place(organiser):
        return "your role or your second factor is gone"
    if not can_see_as(organiser, then, today):
        return "this member can no longer be looked through"
    return ""
