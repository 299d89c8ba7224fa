"""Telling whoever flagged what became of it: a handful at once, the rest by a job."""

from collections.abc import Sequence

from core import clock
from moderation import notices, registry
from moderation.enums import Answer
from moderation.models import Case, Flag
from moderation.services import drafts
from outbox import registry as registry_of_jobs
from outbox.registry import Batch
from outbox.services.jobs import enqueue

JOB = "moderation.answer_flags"
# As many as a decision may write while nobody else can write in that thread.
AT_ONCE = 20


def register() -> None:
    registry_of_jobs.register_batch(
        JOB, Batch(keys=_unanswered, write=_answer_more, size=AT_ONCE, page=AT_ONCE)
    )


def answer_flags(case: Case, answer: Answer) -> None:
    """Answer in the decision's transaction, and leave to the worker what is more."""
    keys = _keys(case.pk, after=0, limit=AT_ONCE + 1)
    _answer(case, keys[:AT_ONCE], answer)
    if len(keys) > AT_ONCE and case.closed_at is not None:
        enqueue(
            JOB,
            case_pk=case.pk,
            answer=answer.value,
            decided_at=case.closed_at.isoformat(),
        )


def _keys(case_pk: int, *, after: int, limit: int) -> list[int]:
    flags = Flag.objects.filter(case=case_pk, answered_at=None, pk__gt=after)
    return list(flags.order_by("pk").values_list("pk", flat=True)[:limit])


def _unanswered(
    *, after: int, limit: int, case_pk: int, answer: str, decided_at: str
) -> list[int]:
    return _keys(case_pk, after=after, limit=limit)


def _answer_more(
    keys: Sequence[int], *, case_pk: int, answer: str, decided_at: str
) -> int:
    """Unless the case has been decided anew or is open again.

    Under its lock: whoever opens it again meanwhile waits, or is waited for.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_pk)
    if case.closed_at is None or case.closed_at.isoformat() != decided_at:
        return 0
    return _answer(case, keys, Answer(answer))


def _answer(case: Case, keys: Sequence[int], answer: Answer) -> int:
    unanswered = Flag.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=keys, answered_at=None
    )
    found = list(unanswered.select_related("reporter").order_by("pk"))
    kind = registry.reportable(case.target_kind)
    for flag in found:
        draft = drafts.answered(
            reporter=flag.reporter,
            label=kind.label if kind else "thing",
            flagged_at=flag.created_at,
            answer=answer,
        )
        drafts.send(recipient=flag.reporter, draft=draft, verb=notices.ANSWER)
        flag.answered_at = clock.now()
    Flag.objects.bulk_update(found, ["answered_at"])
    return len(found)
