"""Deciding a case: what happens to the thing, who is told, and what is written down.

Each act is one transaction under the locks of the thing and of its case: thing,
suspension, log, messages.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from access.access import Access
from access.services import restrictions
from accounts.models import User
from accounts.services.people import lock_person
from core import clock
from core.errors import Changed
from core.verdicts import enforce
from moderation.enums import Action, Answer, Outcome
from moderation.models import Case, Rule
from moderation.policies import can_judge
from moderation.services import drafts
from moderation.services.answering import answer_flags
from moderation.services.log import record_action
from moderation.services.subjects import Subject, find, lock, place_of
from moderation.services.together import (
    LIFTED,
    decide_whole,
    end_suspensions,
    suspensions_of,
    the_one_chosen,
    whole_to_hide,
    whole_to_restore,
)

EDITED = (
    "The author has changed the text since you read it, so the letter would be another "
    "one. Read both again; nothing has been done so far."
)
FLAGGED = (
    "Somebody else has flagged this since you opened the page. Read what they said, "
    "then decide; nothing has been done so far."
)
OTHERWISE = (
    "This case is not as it was when you opened the page. Read it again, then decide; "
    "nothing has been done so far."
)
BACK = (
    "Its author has brought it back since you opened the page. Read it as it is now, "
    "then decide; nothing has been done so far."
)
REWRITTEN = (
    "Its author has changed the words since you opened the page. Read them as they "
    "are now, then decide; nothing has been done so far."
)
STAYS = "A moderator decided that it stays hidden."
GONE = "It is not there any more: its author has deleted it."


@dataclass(frozen=True)
class Decision:
    """What a moderator chose on the page, with the case's version that they read.

    `seen` is the digest of the message that was shown; another one is not sent.
    """

    version: int
    rule: Rule | None = None
    words: str = ""
    suspend_until: datetime | None = None
    seen: str = ""
    # Decided in the same act: what the thing opens, and the end of a suspension.
    with_whole: bool = False
    lifts: bool = False


def hide(*, moderator: User, case: Case, decision: Decision) -> Case:
    """Hide the thing, write to its author, answer whoever flagged it."""
    if decision.rule is None:
        raise ValueError("Hiding names a rule.")
    with transaction.atomic():
        if decision.suspend_until and case.author is not None:
            # A person is locked before anything of theirs.
            lock_person(case.author)
        lock(case.target_kind, case.target_id)
        case, access, is_repeated = _taken(moderator, case, decision, Outcome.HIDDEN)
        if is_repeated:
            return case
        subject = _subject(access, case)
        author = subject.author
        whole = the_one_chosen(
            whole_to_hide(access, subject), is_chosen=decision.with_whole
        )
        draft = None
        if author is not None:
            # Composed before the act, as the page showed it.
            draft = drafts.hidden(
                moderator=moderator,
                person=author,
                subject=subject,
                rule=decision.rule,
                words=decision.words,
                until=decision.suspend_until,
                whole=whole,
            )
            _same_message(draft, decision)
        entry = record_action(
            moderator=moderator,
            action=Action.HIDE,
            target=subject.thing,
            person=author,
            case=case,
            rule=decision.rule,
            reason=decision.words,
            after=_until(decision.suspend_until),
        )
        subject.kind.hide(moderator, subject.thing, str(decision.rule), entry)
        if whole is not None:
            decide_whole(
                moderator=moderator,
                whole=whole,
                outcome=Outcome.HIDDEN,
                rule=decision.rule,
                reason=decision.words,
            )
        if decision.suspend_until and author is not None:
            restrictions.suspend(
                moderator=moderator,
                person=author,
                until=decision.suspend_until,
                reason=decision.words or str(decision.rule),
            )
            record_action(
                moderator=moderator,
                action=Action.SUSPEND,
                target=author,
                person=author,
                case=case,
                rule=decision.rule,
                after=_until(decision.suspend_until),
            )
        _close(case, moderator, Outcome.HIDDEN, decision.rule)
        if author is not None and draft is not None:
            drafts.send(recipient=author, draft=draft, case=case)
        answer_flags(case, Answer.HIDDEN)
    return case


def keep(*, moderator: User, case: Case, decision: Decision) -> Case:
    """Decide that the thing stays as it is; one that is gone has its case closed."""
    return _leave(moderator, case, decision)


def close(*, moderator: User, case: Case, decision: Decision) -> Case:
    """Close the case of what its author took away; it comes back with its case open.

    What is there again was not before the eyes of whoever closes: nothing is decided.
    """
    return _leave(moderator, case, decision, is_away=True)


def _leave(
    moderator: User, case: Case, decision: Decision, *, is_away: bool = False
) -> Case:
    with transaction.atomic():
        lock(case.target_kind, case.target_id)
        subject = find(Access.of(moderator), case.target_kind, case.target_id)
        outcome = Outcome.KEPT if subject and not is_away else Outcome.GONE
        case, _access, is_repeated = _taken(moderator, case, decision, outcome)
        if is_repeated:
            return case
        if subject and is_away:
            raise Changed(BACK)
        draft = None
        if subject and case.author is not None and subject.is_hidden_with_another:
            draft = drafts.stays_hidden(
                moderator=moderator,
                person=case.author,
                subject=subject,
                words=decision.words,
            )
            _same_message(draft, decision)
        entry = record_action(
            moderator=moderator,
            action=Action.KEEP if subject else Action.CLOSE,
            target=subject.thing if subject else case,
            person=case.author,
            case=case,
            reason=decision.words,
        )
        if subject and subject.is_hidden:
            reason = decision.words or STAYS
            subject.kind.keep_hidden(moderator, subject.thing, reason, entry)
        _close(case, moderator, outcome, None)
        if draft is not None and case.author is not None:
            drafts.send(recipient=case.author, draft=draft, case=case)
        answer_flags(case, _answer_of(subject))
    return case


def _answer_of(subject: Subject | None) -> Answer:
    if subject is None:
        return Answer.GONE
    return Answer.STILL_HIDDEN if subject.is_hidden else Answer.KEPT


def restore(*, moderator: User, case: Case, decision: Decision) -> Case:
    """Undo a hiding: the thing is visible again, and its author is told.

    In an open case it is the decision about something that is hidden already. What
    was refused before it was ever out waits to be read again. What else stands stays
    as it is, unless the moderator chose it: what the thing opens, and a suspension.
    """
    with transaction.atomic():
        if decision.lifts and case.author is not None:
            lock_person(case.author)
        lock(case.target_kind, case.target_id)
        found = find(Access.of(moderator), case.target_kind, case.target_id)
        waits = found is not None and found.is_waiting
        outcome = Outcome.WAITING if waits else Outcome.RESTORED
        case, access, is_repeated = _taken(moderator, case, decision, outcome)
        if is_repeated:
            return case
        subject = _subject(access, case)
        author = subject.author
        whole = the_one_chosen(
            whole_to_restore(access, subject), is_chosen=decision.with_whole
        )
        is_lifted = decision.lifts and author is not None
        if is_lifted and author is not None and not suspensions_of(author):
            raise Changed(LIFTED)
        entry = record_action(
            moderator=moderator,
            action=Action.REOPEN if waits else Action.RESTORE,
            target=subject.thing,
            person=author,
            case=case,
            reason=decision.words,
        )
        draft = None
        if author is not None:
            draft = drafts.restored(
                moderator=moderator,
                person=author,
                subject=subject,
                words=decision.words,
                whole=whole,
                is_lifted=is_lifted,
            )
            _same_message(draft, decision)
        subject.kind.restore(moderator, subject.thing, decision.words, entry)
        if whole is not None:
            decide_whole(
                moderator=moderator,
                whole=whole,
                outcome=Outcome.RESTORED,
                reason=decision.words,
            )
        if is_lifted and author is not None:
            end_suspensions(
                moderator=moderator, person=author, reason=decision.words, case=case
            )
        _close(case, moderator, outcome, None)
        if author is not None and draft is not None:
            place = place_of(author, case.target_kind, case.target_id)
            drafts.send(recipient=author, draft=draft, case=case, place=place)
        # Who flagged a thing that was hidden for it has the answer already.
        answer_flags(case, Answer.RESTORED)
    return case


def _taken(
    moderator: User, case: Case, decision: Decision, outcome: Outcome
) -> tuple[Case, Access, bool]:
    """The case under its lock; whether this moderator has done the same before.

    Raises Changed when the case is not what the moderator read.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    access = Access.of(moderator)
    enforce(can_judge(access, case.author_id))
    if case.outcome == outcome and case.closed_by_id == moderator.pk:
        return case, access, True
    is_undoing = outcome in (Outcome.RESTORED, Outcome.WAITING)
    undone = {"", Outcome.HIDDEN} if is_undoing else {""}
    if case.outcome not in undone or case.version != decision.version:
        raise Changed(what_happened(case))
    return case, access, False


def what_happened(case: Case) -> str:
    """For whoever acts on a case that is not what they read."""
    if case.closed_by is not None and case.closed_at is not None:
        outcome = {
            Outcome.HIDDEN: "hid it",
            Outcome.KEPT: "decided that it stays",
            Outcome.RESTORED: "made it visible again",
            Outcome.RELEASED: "released it",
            Outcome.REFUSED: "refused it",
            Outcome.WAITING: "let it wait to be read again",
            Outcome.GONE: "closed the case, for its author had taken it away,",
        }[Outcome(case.outcome)]
        return (
            f"{case.closed_by.display_name} {outcome} on "
            f"{case.closed_at:%-d %B %Y, %H:%M} UTC, after you opened this page. "
            "Nothing of yours has been done."
        )
    happened = [
        (case.returned_at, BACK),
        (case.changed_at, REWRITTEN),
        (case.flags.aggregate(last=Max("created_at"))["last"], FLAGGED),
    ]
    dated = [(at, sentence) for at, sentence in happened if at]
    return max(dated)[1] if dated else OTHERWISE


def _subject(access: Access, case: Case) -> Subject:
    subject = find(access, case.target_kind, case.target_id)
    if subject is None:
        raise Changed(GONE)
    return subject


def _same_message(draft: drafts.Draft, decision: Decision) -> None:
    if decision.seen and decision.seen != draft.digest:
        raise Changed(EDITED)


def _close(case: Case, moderator: User, outcome: Outcome, rule: Rule | None) -> None:
    case.closed_at = clock.now()
    case.closed_by = moderator
    case.outcome = outcome
    case.rule = rule
    case.save(update_fields=["closed_at", "closed_by", "outcome", "rule"])
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)


def _until(moment: datetime | None) -> dict[str, str]:
    return {"until": moment.isoformat()} if moment else {}
