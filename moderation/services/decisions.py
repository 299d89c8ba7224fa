"""Deciding a case: what happens to the thing, who is told, and what is written down.

Each act is one transaction under the locks of the thing and of its case: thing,
suspension, log, messages.
"""

from datetime import datetime

from django.db import transaction

from access.access import Access
from access.services import restrictions
from accounts.models import User
from accounts.services.people import lock_person
from core.errors import Changed
from moderation.enums import Action, Answer, Outcome
from moderation.models import Case
from moderation.services import drafts
from moderation.services.answering import answer_flags
from moderation.services.log import record_action
from moderation.services.subjects import Subject, find, place_of
from moderation.services.taking import (
    BACK,
    Decision,
    close_case,
    is_repeated,
    locked_case,
    refuse_other_draft,
    subject_of,
)
from moderation.services.together import (
    LIFTED,
    decide_whole,
    end_suspensions,
    suspensions_of,
    the_one_chosen,
    whole_to_hide,
    whole_to_restore,
)

STAYS = "A moderator decided that it stays hidden."


def hide(*, moderator: User, case: Case, decision: Decision) -> Case:
    """Hide the thing, write to its author, answer whoever flagged it."""
    if decision.rule is None:
        raise ValueError("Hiding names a rule.")
    with transaction.atomic():
        if decision.suspend_until and case.author is not None:
            # A person is locked before anything of theirs.
            lock_person(case.author)
        case = locked_case(case)
        access = Access.of(moderator)
        if is_repeated(access, case, decision, Outcome.HIDDEN):
            return case
        subject = subject_of(access, case)
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
            refuse_other_draft(draft, decision)
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
        if author is not None:
            _suspend(moderator, author, case, decision)
        close_case(case, moderator, Outcome.HIDDEN, decision.rule)
        if author is not None and draft is not None:
            drafts.send(recipient=author, draft=draft, case=case)
        answer_flags(case, Answer.HIDDEN)
    return case


def _suspend(moderator: User, author: User, case: Case, decision: Decision) -> None:
    """End the author's writing for a while, where the decision says so."""
    if decision.suspend_until is None:
        return
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
        case = locked_case(case)
        access = Access.of(moderator)
        subject = find(access, case.target_kind, case.target_id)
        outcome = Outcome.KEPT if subject and not is_away else Outcome.GONE
        if is_repeated(access, case, decision, outcome):
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
            refuse_other_draft(draft, decision)
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
        close_case(case, moderator, outcome, None)
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
        case = locked_case(case)
        access = Access.of(moderator)
        found = find(access, case.target_kind, case.target_id)
        waits = found is not None and found.is_waiting
        outcome = Outcome.WAITING if waits else Outcome.RESTORED
        if is_repeated(access, case, decision, outcome):
            return case
        subject = subject_of(access, case)
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
            refuse_other_draft(draft, decision)
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
        close_case(case, moderator, outcome, None)
        if author is not None and draft is not None:
            place = place_of(author, case.target_kind, case.target_id)
            drafts.send(recipient=author, draft=draft, case=case, place=place)
        # Who flagged a thing that was hidden for it has the answer already.
        answer_flags(case, Answer.RESTORED)
    return case


def _until(moment: datetime | None) -> dict[str, str]:
    return {"until": moment.isoformat()} if moment else {}
