"""Jobs by name: a row in the caller's transaction, run by the worker after it.

The queue is django-tasks-db's table. What it lacks is here: trying again with
growing waits, and giving back what a killed worker held. A job runs at least
once, so its function must bear to be run again.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from core import clock
from outbox import registry
from outbox.services import batches
from outbox.services.sending import back_off

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
# A job that runs longer is taken for killed and started again: long work enqueues
# its own next slice.
LEASE = timedelta(minutes=10)
RETENTION = timedelta(days=14)


@task()
def run_job(name: str, kwargs: dict[str, Any]) -> None:
    """The one task that the queue knows. Its path stands in stored rows."""
    registry.job(name)(**kwargs)


def enqueue(name: str, *, due_at: datetime | None = None, **kwargs: Any) -> None:
    """Have the registered job run after the caller's transaction, or from `due_at`."""
    if not registry.is_known(name):  # It fails here, not in the worker.
        raise KeyError(name)
    run = run_job.using(run_after=due_at) if due_at else run_job
    run.enqueue(name, kwargs)


def run_next_job(worker: str) -> bool:
    """Run one due job, if there is one. Its failure is written down, not raised."""
    job = claim_job(worker)
    if job is None:
        return False
    try:
        is_over = _run(job)
    except batches.Taken:
        logger.warning("job %s was lost to another worker", _name(job))
    except Exception as error:
        attempt = len(job.worker_ids)
        logger.warning("job %s failed, attempt %s", _name(job), attempt, exc_info=True)
        job.set_failed(error) if attempt >= MOST_ATTEMPTS else _retry(job, error)
    else:
        if is_over:
            job.set_successful(None)
    return True


def _run(job: DBTaskResult) -> bool:
    """Whether it is over; a batch that is not is back in the queue already."""
    batch = registry.batch(_name(job))
    if batch is not None:
        return batches.take_turn(job, batch)
    job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    return True


def claim_job(worker: str) -> DBTaskResult | None:
    due = _due(clock.now())
    if not due.exists():
        return None
    with transaction.atomic():
        rows = due
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, no_key=True)
        job = rows.first()
        if job is None:
            return None
        job.status = TaskResultStatus.RUNNING
        job.started_at = clock.now()
        job.worker_ids = [*job.worker_ids, worker]
        claimed = (
            _due(clock.now())
            .filter(pk=job.pk)
            .update(
                status=job.status, started_at=job.started_at, worker_ids=job.worker_ids
            )
        )
    return job if claimed else None


def reap_lost_jobs() -> int:
    """Give back the jobs of workers that were killed; say how many."""
    now = clock.now()
    reaped = 0
    lost = DBTaskResult.objects.running().filter(started_at__lte=now - LEASE)
    for job in lost:
        spent = len(job.worker_ids) >= MOST_ATTEMPTS
        again = {"status": TaskResultStatus.READY, "run_after": now}
        ended = {
            "status": TaskResultStatus.FAILED,
            "finished_at": now,
            "traceback": "The worker was killed each time.",
        }
        held = DBTaskResult.objects.running().filter(
            pk=job.pk, started_at=job.started_at
        )
        reaped += held.update(**(ended if spent else again))
    return reaped


def forget_old_jobs() -> int:
    """Ended jobs are kept for two weeks, as evidence."""
    old = clock.now() - RETENTION
    return DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()[0]


def _due(now: datetime) -> Any:
    at_once = Q(run_after=get_date_max())
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return ready.filter(at_once | Q(run_after__lte=now))


def _retry(job: DBTaskResult, error: Exception) -> None:
    """Back into the queue in one write, so that a kill here loses nothing."""
    again_at = clock.now() + back_off(len(job.worker_ids))
    held = DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at)
    held.update(
        status=TaskResultStatus.READY,
        run_after=again_at,
        traceback=f"{type(error).__name__}: {error}"[:2000],
    )


def _name(job: DBTaskResult) -> str:
    return str(job.args_kwargs["args"][0])
