"""A case as the moderator read it, under its lock, and closing it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from access.access import Access
from accounts.models import User
from core import clock
from core.errors import Changed
from core.verdicts import enforce
from moderation.enums import Outcome
from moderation.models import Case, Rule
from moderation.policies import can_judge
from moderation.services import drafts
from moderation.services.subjects import Subject, find, lock

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


def locked_case(case: Case) -> Case:
    """The case under its lock, after the thing that it is about."""
    lock(case.target_kind, case.target_id)
    return Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)


def is_repeated(
    access: Access, case: Case, decision: Decision, outcome: Outcome
) -> bool:
    """Whether this moderator has decided the locked case in the same way before.

    Raises Changed when the case is not what the moderator read.
    """
    enforce(can_judge(access, case.author_id))
    if case.outcome == outcome and case.closed_by_id == access.person_id:
        return True
    is_undoing = outcome in (Outcome.RESTORED, Outcome.WAITING)
    undone = {"", Outcome.HIDDEN} if is_undoing else {""}
    if case.outcome not in undone or case.version != decision.version:
        raise Changed(what_happened(case))
    return False


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


def subject_of(access: Access, case: Case) -> Subject:
    subject = find(access, case.target_kind, case.target_id)
    if subject is None:
        raise Changed(GONE)
    return subject


def refuse_other_draft(draft: drafts.Draft, decision: Decision) -> None:
    if decision.seen and decision.seen != draft.digest:
        raise Changed(EDITED)


def close_case(
    case: Case, moderator: User, outcome: Outcome, rule: Rule | None
) -> None:
    case.closed_at = clock.now()
    case.closed_by = moderator
    case.outcome = outcome
    case.rule = rule
    case.save(update_fields=["closed_at", "closed_by", "outcome", "rule"])
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
