"""Whether the site can do its work: the database answers, the queue moves."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error
from django.db.models import Min
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from core import clock
from outbox.models import Mail

logger = logging.getLogger(__name__)

# What waits longer than this has no worker that takes it.
LAG = timedelta(minutes=5)
FAILED_WITHIN = timedelta(hours=1)
FAILED_MOST = 10


@dataclass(frozen=True)
class Part:
    """One thing that is looked at; `figures` are numbers and never words of people."""

    is_well: bool
    figures: dict[str, int]

    @property
    def report(self) -> dict[str, int | str]:
        return {"state": "ok" if self.is_well else "bad", **self.figures}


def examine() -> dict[str, Part]:
    """Parts by name. A database that does not answer leaves the rest unknown."""
    now = clock.now()
    try:
        mail_since = _oldest_mail(now)
        job_since = _oldest_job(now)
        failed = Mail.objects.filter(failed_at__gt=now - FAILED_WITHIN).count()
    except Error:
        logger.exception("the database does not answer")
        return {"database": Part(False, {})}
    return {
        "database": Part(True, {}),
        "queue": _lag(now, job_since),
        "mail": Part(
            _lag(now, mail_since).is_well and failed < FAILED_MOST,
            {**_lag(now, mail_since).figures, "failed": failed},
        ),
    }


def _oldest_mail(now: datetime) -> datetime | None:
    due = Mail.objects.waiting().filter(due_at__lte=now)
    return due.order_by("due_at").values_list("due_at", flat=True).first()


def _oldest_job(now: datetime) -> datetime | None:
    """Since when the oldest due job waits; one without a time is due at once."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    at_once = ready.filter(run_after=get_date_max()).aggregate(at=Min("enqueued_at"))
    timed = ready.filter(run_after__lte=now).aggregate(at=Min("run_after"))
    return min(filter(None, [at_once["at"], timed["at"]]), default=None)


def _lag(now: datetime, since: datetime | None) -> Part:
    waited = now - since if since else timedelta()
    return Part(waited <= LAG, {"lag_seconds": int(waited.total_seconds())})
