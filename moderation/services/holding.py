"""Reading what waits before others see it: released, or refused with a message."""

from typing import Any

from django.db import transaction

from access.access import Access
from accounts.models import User
from core import clock
from core.errors import Changed
from core.verdicts import enforce
from moderation import notices, registry
from moderation.enums import Action, Answer, Outcome
from moderation.models import Case, LogEntry, Rule
from moderation.policies import can_judge
from moderation.registry import Held
from moderation.services import drafts
from moderation.services.answering import answer_flags
from moderation.services.flags import open_case
from moderation.services.log import record_action
from moderation.services.subjects import Subject, find_waiting, lock, place_of

DECIDED = (
    "Another moderator has decided about this already. Nothing has been done twice."
)
EDITED = (
    "Its author has changed the text since you opened this page. Nothing has been "
    "done; read it again, then decide."
)


def release(*, moderator: User, kind: str, pk: int, version: int | None = None) -> Case:
    """Let a thing out. `version` is the text that the moderator read.

    Its author may go on editing what waits; a text that nobody read stays in.
    """
    found, prepared = _prepared(moderator, kind, pk)
    with transaction.atomic():
        subject, case = _taken(
            moderator, kind, pk, found if version is None else version
        )
        draft = _to_author(subject, drafts.released, moderator=moderator)
        entry = _record(moderator, Action.RELEASE, subject, case)
        _held(kind).release(moderator, subject.thing, prepared, entry)
        _close(case, moderator, Outcome.RELEASED)
        if draft is not None and subject.author is not None:
            drafts.send(
                recipient=subject.author,
                draft=draft,
                case=case,
                verb=notices.RELEASED,
                place=place_of(subject.author, kind, pk),
            )
        answer_flags(case, Answer.RELEASED)
    return case


def refuse(
    *,
    moderator: User,
    kind: str,
    pk: int,
    rule: Rule | None,
    words: str,
    version: int | None = None,
) -> Case:
    """Keep a thing in, with a message. Nobody is refused for words they took back."""
    with transaction.atomic():
        subject, case = _taken(moderator, kind, pk, version)
        draft = _to_author(
            subject, drafts.refused, moderator=moderator, rule=rule, words=words
        )
        entry = _record(moderator, Action.REFUSE, subject, case, rule, words)
        reason = str(rule) if rule else words
        _held(kind).refuse(moderator, subject.thing, reason, entry)
        _close(case, moderator, Outcome.REFUSED, rule)
        if draft is not None and subject.author is not None:
            drafts.send(recipient=subject.author, draft=draft, case=case)
        answer_flags(case, Answer.REFUSED)
    return case


def _prepared(moderator: User, kind: str, pk: int) -> tuple[int, Any]:
    """What is slow, such as rendering, before any lock; and of which version it is."""
    subject = find_waiting(Access.of(moderator), kind, pk)
    if subject is None:
        raise Changed(DECIDED)
    return version_of(subject), _held(kind).prepare(subject.thing)


def _taken(
    moderator: User, kind: str, pk: int, version: int | None
) -> tuple[Subject, Case]:
    """The waiting thing as it stands under its lock, with its case.

    The thing is what two moderators meet at, and a moderator and the author: the
    second waits for the first, then finds what the first has made of it. Raises
    Changed where the text is not the `version` that was read.
    """
    lock(kind, pk)
    access = Access.of(moderator)
    subject = find_waiting(access, kind, pk)
    if subject is None:
        raise Changed(DECIDED)
    enforce(can_judge(access, subject.author_id))
    if version not in (None, version_of(subject)):
        raise Changed(EDITED)
    return subject, open_case(subject)


def version_of(subject: Subject) -> int:
    return _held(subject.key).version_of(subject.thing)


def obstacle_of(subject: Subject) -> str:
    return _held(subject.key).obstacle_of(subject.thing)


def _held(key: str) -> Held:
    held = registry.held(key)
    if held is None:
        raise Changed(DECIDED)
    return held


def _record(
    moderator: User,
    action: Action,
    subject: Subject,
    case: Case,
    rule: Rule | None = None,
    words: str = "",
) -> LogEntry:
    return record_action(
        moderator=moderator,
        action=action,
        target=subject.thing,
        person=subject.author,
        case=case,
        rule=rule,
        reason=words,
    )


def _to_author(subject: Subject, compose: Any, **words: Any) -> drafts.Draft | None:
    author = subject.author
    if author is None:
        return None
    draft: drafts.Draft = compose(person=author, subject=subject, **words)
    return draft


def _close(
    case: Case, moderator: User, outcome: Outcome, rule: Rule | None = None
) -> None:
    case.closed_at = clock.now()
    case.closed_by = moderator
    case.outcome = outcome
    case.rule = rule
    case.save(update_fields=["closed_at", "closed_by", "outcome", "rule"])
