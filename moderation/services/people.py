"""Measures that concern a person and no single thing."""

from datetime import datetime, timedelta

from django.db import transaction

from access.access import Access
from access.models import Restriction
from access.services import restrictions
from accounts.models import User
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce
from moderation.enums import Action
from moderation.models import Rule
from moderation.policies import can_judge
from moderation.services import drafts
from moderation.services.log import record_action
from moderation.services.together import end_suspensions


def until_in(days: int) -> datetime:
    """So many days from now, at the next full hour: the same while a page is read."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return hour + timedelta(days=days)


def suspend(
    *, moderator: User, person: User, until: datetime, rule: Rule, words: str
) -> Restriction:
    """End a person's writing until a moment. The same suspension twice is one."""
    with transaction.atomic():
        # The person's row is the lock of everything that is decided about them.
        person = lock_person(person)
        enforce(can_judge(Access.of(moderator), person.pk))
        same = Restriction.objects.in_force_at(clock.now()).filter(
            person=person, ends_at=until, imposed_by=moderator
        )
        if repeated := same.first():
            return repeated
        draft = drafts.suspended(
            moderator=moderator, person=person, until=until, rule=rule, words=words
        )
        restriction = restrictions.suspend(
            moderator=moderator, person=person, until=until, reason=words or str(rule)
        )
        record_action(
            moderator=moderator,
            action=Action.SUSPEND,
            target=person,
            person=person,
            rule=rule,
            reason=words,
            after={"until": until.isoformat()},
        )
        drafts.send(recipient=person, draft=draft)
    return restriction


def lift(*, moderator: User, person: User, words: str) -> int:
    """End every suspension of a person now; say how many there were."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_judge(Access.of(moderator), person.pk))
        ended = end_suspensions(moderator=moderator, person=person, reason=words)
        if ended:
            drafts.send(
                recipient=person,
                draft=drafts.lifted(moderator=moderator, person=person, words=words),
            )
    return ended
