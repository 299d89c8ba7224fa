"""An organiser sees the site as a member would at a moment. Both ends are logged.

The log is also what says whether it still goes on: a session may be written back by
another request that began before the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from access.access import Access
from access.policies import can_run_place, can_view_as
from accounts.models import AuditEntry, User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce

LASTS = timedelta(minutes=30)
BEGUN, ENDED = "view_as_begun", "view_as_ended"


@dataclass(frozen=True)
class ViewAs:
    """Who looks as whom at what moment. `entry` is the log's line of its beginning."""

    entry: int
    organiser: int
    person: int
    moment: datetime
    began_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.began_at + LASTS


def begin(*, organiser: User, person: User, moment: datetime, reason: str) -> ViewAs:
    with transaction.atomic():
        # Whoever gives a role holds this row too: it is given before, or ends this.
        person = lock_person(person)
        then = access_at(person, moment)
        enforce(can_view_as(Access.of(organiser), then, Access.of(person)))
        now = clock.now()
        entry = record(
            actor=organiser,
            action=BEGUN,
            target=person,
            after={
                "moment": moment.isoformat(),
                "until": (now + LASTS).isoformat(timespec="seconds"),
            },
            reason=reason,
        )
    return ViewAs(entry.pk, organiser.pk, person.pk, moment, now)


def end(*, view_as: ViewAs, how: str) -> bool:
    """Log the end once, with the reason of the beginning; whether this did it."""
    with transaction.atomic():
        organiser = lock_person(User(pk=view_as.organiser))
        if has_ended(view_as):
            return False
        begun = AuditEntry.objects.get(pk=view_as.entry)
        record(
            actor=organiser,
            action=ENDED,
            target=User(pk=view_as.person),
            before={"moment": view_as.moment.isoformat()},
            after={"begun": view_as.entry, "how": how},
            reason=begun.reason,
        )
    return True


def has_ended(view_as: ViewAs) -> bool:
    ends = AuditEntry.objects.filter(
        action=ENDED, target_kind="accounts.user", target_id=view_as.person
    )
    return ends.filter(after__begun=view_as.entry).exists()


def access_at(person: User, moment: datetime) -> Access:
    with clock.at(moment):
        return Access.then(person)


def why_over(view_as: ViewAs, organiser: Access, then: Access, today: Access) -> str:
    """What ends it by itself at this request; empty while it goes on."""
    if has_ended(view_as):
        return "it was stopped"
    if clock.now() >= view_as.ends_at:
        return "half an hour has passed"
    if not can_run_place(organiser):
        return "your role or your second factor is gone"
    if not can_view_as(organiser, then, today):
        return "this member can no longer be looked through"
    return ""
