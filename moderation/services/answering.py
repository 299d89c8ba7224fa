"""Telling whoever flagged what became of it: a handful at once, the rest by a job."""

from django.db import transaction

from core import clock
from moderation import notices, registry
from moderation.enums import Answer
from moderation.models import Case, Flag
from moderation.services import drafts
from outbox.services.jobs import enqueue

JOB = "moderation.answer_flags"
# As many as a decision may write while nobody else can write in that thread.
AT_ONCE = 20


def answer_flags(case: Case, answer: Answer) -> None:
    """Answer in the decision's transaction, and leave to the worker what is more."""
    unanswered = Flag.objects.select_for_update(of=("self",), no_key=True).filter(
        case=case, answered_at=None
    )
    found = list(unanswered.select_related("reporter").order_by("pk")[: AT_ONCE + 1])
    kind = registry.reportable(case.target_kind)
    for flag in found[:AT_ONCE]:
        draft = drafts.answered(
            reporter=flag.reporter,
            label=kind.label if kind else "thing",
            flagged_at=flag.created_at,
            answer=answer,
        )
        drafts.send(recipient=flag.reporter, draft=draft, verb=notices.ANSWER)
        flag.answered_at = clock.now()
    Flag.objects.bulk_update(found[:AT_ONCE], ["answered_at"])
    if len(found) > AT_ONCE and case.closed_at is not None:
        enqueue(
            JOB,
            case_pk=case.pk,
            answer=answer.value,
            decided_at=case.closed_at.isoformat(),
        )


def answer_more_flags(*, case_pk: int, answer: str, decided_at: str) -> None:
    """The next handful, unless the case has been decided anew or is open again.

    Under its lock: whoever opens it again meanwhile waits, or is waited for.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(no_key=True).get(pk=case_pk)
        if case.closed_at is None or case.closed_at.isoformat() != decided_at:
            return
        answer_flags(case, Answer(answer))
