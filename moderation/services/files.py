"""What moderators should know of a person before they decide."""

from dataclasses import dataclass
from datetime import datetime

from access.access import Access
from access.models import Restriction
from access.policies import can_suspend
from accounts.bylines import Byline, byline_of
from accounts.models import User
from core.verdicts import Verdict
from moderation.enums import Outcome
from moderation.models import Case


@dataclass(frozen=True)
class PersonFile:
    person: User
    byline: Byline
    joined_at: datetime
    access_words: str
    hidden_before: int
    kept_before: int
    suspended_before: int
    suspended_until: datetime | None
    may_be_suspended: Verdict


def file_of(moderator: Access, person: User) -> PersonFile:
    access = Access.of(person)
    outcomes = list(Case.objects.about(person).values_list("outcome", flat=True))
    if access.has_window:
        words = "window open"
    elif access.roles or access.pending_roles:
        words = "has a role here"
    else:
        words = "window has ended" if access.had_window else "no window yet"
    return PersonFile(
        person=person,
        byline=byline_of(person),
        joined_at=person.created_at,
        access_words=words,
        hidden_before=outcomes.count(Outcome.HIDDEN) + outcomes.count(Outcome.REFUSED),
        kept_before=outcomes.count(Outcome.KEPT),
        suspended_before=Restriction.objects.filter(person=person).count(),
        suspended_until=access.suspended_until,
        may_be_suspended=can_suspend(moderator, person, access),
    )
