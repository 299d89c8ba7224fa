"""Jobs that deal with many: a walk over keys in their order, some a transaction.

The job's own row is the bookmark: the last key is written into it in the transaction
that deals with the keys up to there. A worker that is killed loses the transaction it
was in, and the next one goes on behind the last that was written. After a page the
job goes to the end of the queue, so that a walk over thousands stops nobody else.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from core import clock
from outbox import registry
from outbox.registry import Batch

logger = logging.getLogger(__name__)


class Taken(Exception):
    """Another worker has the job by now: nothing of this transaction stays."""


def take_turn(job: DBTaskResult, batch: Batch) -> bool:
    """Deal with one page; say whether that was the last of the walk."""
    keys = _page(batch, _after(job), _arguments(job))
    for part in _parts(keys, batch.size):
        try:
            with transaction.atomic():
                batch.write(part, **_arguments(job))
                _bookmark(job, part[-1])
        except Taken:
            raise
        except Exception:
            if not batch.passes_over:
                raise
            logger.exception("%s passes over %s", job.args_kwargs["args"][0], part)
            _bookmark(job, part[-1])
    if len(keys) < batch.page:
        _finish(batch, _arguments(job))
        return True
    _put_back(job)
    return False


def walk(name: str, **arguments: Any) -> int:
    """Walk to the end here and now, without a job; the sum of what was done."""
    batch = registry.batch(name)
    if batch is None:
        raise KeyError(name)
    done, after, is_over = 0, 0, False
    while not is_over:
        keys = _page(batch, after, arguments)
        for part in _parts(keys, batch.size):
            try:
                with transaction.atomic():
                    done += batch.write(part, **arguments)
            except Exception:
                if not batch.passes_over:
                    raise
                logger.exception("%s passes over %s", name, part)
            after = part[-1]
        is_over = len(keys) < batch.page
    _finish(batch, arguments)
    return done


def _page(batch: Batch, after: int, arguments: dict[str, Any]) -> Sequence[int]:
    return batch.keys(after=after, limit=batch.page, **arguments)


def _parts(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _finish(batch: Batch, arguments: dict[str, Any]) -> None:
    if batch.finish is not None:
        batch.finish(**arguments)


def _arguments(job: DBTaskResult) -> dict[str, Any]:
    arguments: dict[str, Any] = job.args_kwargs["args"][1]
    return arguments


def _after(job: DBTaskResult) -> int:
    return int(job.args_kwargs.get("after", 0))


def _bookmark(job: DBTaskResult, key: int) -> None:
    """Write down how far it is: the lease begins anew, and so do the attempts."""
    _write(
        job,
        args_kwargs=job.args_kwargs | {"after": key},
        worker_ids=job.worker_ids[-1:],
        started_at=clock.now(),
    )


def _put_back(job: DBTaskResult) -> None:
    _write(
        job,
        status=TaskResultStatus.READY,
        run_after=get_date_max(),
        worker_ids=[],
        enqueued_at=clock.now(),
    )


def _write(job: DBTaskResult, **changes: Any) -> None:
    """Only whoever holds the job writes into it: who was taken for lost does not."""
    held = DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at)
    if not held.update(**changes):
        raise Taken
    for name, value in changes.items():
        setattr(job, name, value)
