"""Whether the site can do its work: what it needs answers, and the queue moves."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection, transaction
from django.db.models import Max, Min
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from core import clock
from outbox import registry
from outbox.models import Mail, PeriodicRun
from outbox.services.jobs import LEASE
from richtext import rendering

logger = logging.getLogger(__name__)

# What waits longer than this has no worker that takes it.
LAG = timedelta(minutes=5)
FAILED_WITHIN = timedelta(hours=1)
FAILED_MOST = 10
# Below this a film, a backup or a busy day fills the disk.
FREE_LEAST = 200_000_000
# What is tried, and not only read, is tried so often at most: anyone may ask.
TRIED_EVERY_SECONDS = 5
# The key of no row: a write that changes nothing is refused like any other.
WRITE = "UPDATE outbox_periodicrun SET name = name WHERE id = -1"


@dataclass(frozen=True)
class Part:
    """One thing that is looked at; `figures` are numbers and never words of people."""

    is_well: bool
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def report(self) -> dict[str, int | str]:
        return {"state": "ok" if self.is_well else "bad", **self.figures}


def examine() -> dict[str, Part]:
    """Parts by name. A database that does not answer leaves mail and jobs unknown."""
    now = clock.now()
    try:
        mail_since = _oldest_mail(now)
        job_since = _oldest_job(now)
        stuck_since = _stuck_since(now)
        failed = Mail.objects.filter(failed_at__gt=now - FAILED_WITHIN).count()
    except Error:
        logger.exception("the database does not answer")
        return {"database": Part(False)} | tried(without={"database"})
    queue, stuck = _lag(now, job_since), now - stuck_since if stuck_since else None
    return tried() | {
        "queue": queue,
        "worker": Part(stuck is None, {"overdue_seconds": _seconds(stuck)}),
        "mail": Part(
            _lag(now, mail_since).is_well and failed < FAILED_MOST,
            {**_lag(now, mail_since).figures, "failed": failed},
        ),
    }


def tried(without: frozenset[str] | set[str] = frozenset()) -> dict[str, Part]:
    """What only a try can tell. Each part fails by itself."""
    cache = caches["pages"]
    found: dict[str, Part] | None = cache.get("health:tried")
    if found is None:
        found = {name: _tried(name, TRIALS[name]) for name in TRIALS}
        cache.set("health:tried", found, TRIED_EVERY_SECONDS)
    return {name: part for name, part in found.items() if name not in without}


def _tried(name: str, trial: Callable[[], dict[str, int]]) -> Part:
    try:
        return Part(True, trial())
    except Short as short:
        return Part(False, short.figures)
    except Exception:  # whatever is wrong with a part is what was asked
        logger.exception("%s does not work", name)
        return Part(False)


class Short(Exception):
    """A part works and will soon not."""

    def __init__(self, figures: dict[str, int]) -> None:
        super().__init__(figures)
        self.figures = figures


def _write() -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE)
    return {}


def _count() -> dict[str, int]:
    cache: Any = caches["limits"]
    if hasattr(cache, "probe"):
        cache.probe()
    return {}


def _store() -> dict[str, int]:
    """Write to each folder that the site writes to, and look how much room is left."""
    free = []
    for folder in _folders():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
            file.flush()
        free.append(shutil.disk_usage(folder).free)
    figures = {"free_megabytes": min(free) // 1_000_000}
    if min(free) < FREE_LEAST:
        raise Short(figures)
    return figures


def _folders() -> set[Path]:
    folders = {Path(settings.PRIVATE_ROOT), Path(tempfile.gettempdir())}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    return folders


def _render() -> dict[str, int]:
    """A text with a mark in it, which only the renderer's own process can make."""
    if not rendering.is_working():
        raise RuntimeError("The renderer gives texts back as they were typed.")
    return {}


TRIALS = {"database": _write, "limits": _count, "disk": _store, "renderer": _render}


def _oldest_mail(now: datetime) -> datetime | None:
    due = Mail.objects.waiting().filter(due_at__lte=now)
    return due.order_by("due_at").values_list("due_at", flat=True).first()


def _oldest_job(now: datetime) -> datetime | None:
    """Since when the oldest due job waits; one without a time is due at once."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    at_once = ready.filter(run_after=get_date_max()).aggregate(at=Min("enqueued_at"))
    timed = ready.filter(run_after__lte=now).aggregate(at=Min("run_after"))
    return min(filter(None, [at_once["at"], timed["at"]]), default=None)


def _stuck_since(now: datetime) -> datetime | None:
    """Since when something should have happened that only a worker does.

    A job that is held for longer than its lease is given to another worker; a
    periodic job begins once a period. Before the first of them nothing is known.
    """
    held = DBTaskResult.objects.running().filter(started_at__lte=now - LEASE - LAG)
    since = [held.aggregate(at=Min("started_at"))["at"]]
    runs = PeriodicRun.objects.values_list("name").annotate(at=Max("period_at"))
    latest = dict(runs)
    for periodic in registry.periodics():
        due_at = latest.get(periodic.name, now) + periodic.every
        since.append(due_at if now - due_at > LAG else None)
    return min(filter(None, since), default=None)


def _lag(now: datetime, since: datetime | None) -> Part:
    waited = now - since if since else timedelta()
    return Part(waited <= LAG, {"lag_seconds": _seconds(waited)})


def _seconds(waited: timedelta | None) -> int:
    return int(waited.total_seconds()) if waited else 0
