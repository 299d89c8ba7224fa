"""Periodic jobs: one unique row a period decides which worker starts it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from core import clock
from outbox import registry
from outbox.models import PeriodicRun
from outbox.services import jobs

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def start_due_periodics() -> int:
    """Enqueue each periodic job whose current period nobody has started yet.

    The row and the job are one transaction: a kill between them leaves neither.
    Periods that passed while no worker ran are not made up for.
    """
    started = 0
    for periodic in registry.periodics():
        period_at = period_of(clock.now(), periodic.every)
        run: dict[str, Any] = {
            "name": periodic.name,
            "period_at": period_at,
            "every": periodic.every,
        }
        if PeriodicRun.objects.filter(**run).exists():
            continue
        with transaction.atomic():
            _, is_mine = PeriodicRun.objects.get_or_create(**run)
            if is_mine:
                jobs.enqueue(periodic.name)
                started += 1
        PeriodicRun.objects.filter(
            name=periodic.name, period_at__lt=period_at - periodic.every
        ).delete()
    return started


def period_of(now: datetime, every: timedelta) -> datetime:
    return EPOCH + (now - EPOCH) // every * every
