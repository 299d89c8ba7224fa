"""One row for what happened; a job tells people of it afterwards.

The row and its job are all that an act pays, whoever is to hear of it: two inserts,
in its own transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Model

from accounts.models import User
from core import clock
from notifications import registry
from notifications.models import Event
from notifications.services.fan_out import event_of, reasons_of, tell
from outbox.registry import Batch, register_batch
from outbox.services import batches
from outbox.services.jobs import RETENTION, enqueue

JOB = "notifications.tell"
# People of one transaction of the job.
BATCH = 500


def register() -> None:
    batch = Batch(keys=_recipients, write=tell, finish=_finish, size=BATCH, page=BATCH)
    register_batch(JOB, batch)


def announce(
    verb: str,
    *,
    target: Model,
    actor: User | None = None,
    at: datetime | None = None,
    due_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Have people told of what happened, from `due_at` on, in the caller's transaction.

    Who hears of it is the verb's to say, in the job. `data` holds plain values: `to`,
    the keys of whom the event names, and `words`, what the notice keeps for its
    sentence and its mail.
    """
    if registry.verb(verb) is None:
        raise LookupError(f"{verb} is no registered verb.")
    at = at or clock.now()
    event = Event.objects.create(
        verb=verb,
        actor=actor,
        target_kind=registry.target_of(target).key,
        target_id=target.pk,
        data=data or {},
        at=at,
        due_at=due_at or at,
    )
    waits = event.due_at > clock.now()
    enqueue(JOB, due_at=event.due_at if waits else None, event_id=event.pk)
    return event


def undo_event(*, verb: str, target: Model) -> bool:
    """Take back what was announced of a thing while nobody has heard of it.

    In the transaction of the change. From the moment that it is due it is the job's.
    """
    waiting = Event.objects.filter(
        verb=verb,
        target_kind=registry.target_of(target).key,
        target_id=target.pk,
        done_at=None,
        due_at__gt=clock.now(),
    )
    return bool(waiting.delete()[0])


def tell_due() -> int:
    """Tell of everything that is due, here and now; how many notices there were.

    For what happens at a time that is over, such as a sample community.
    """
    due = Event.objects.filter(done_at=None, due_at__lte=clock.now()).order_by("pk")
    keys = list(due.values_list("pk", flat=True))
    return sum(batches.walk(JOB, event_id=pk) for pk in keys)


def forget_old_events() -> int:
    """What was told is kept for two weeks, as its job is."""
    old = clock.now() - RETENTION
    return Event.objects.filter(done_at__lt=old).delete()[0]


def _recipients(*, after: int, limit: int, event_id: int) -> list[int]:
    """The next people who may have a reason to hear of it, in the order of keys."""
    event = event_of(event_id)
    if event is None:
        return []
    sources: list[Iterable[int]] = []
    for reason in reasons_of(event):
        sources.append(sorted(key for key in set(reason.people) if key > after))
        if reason.rows is not None:
            more = reason.rows.filter(person__gt=after).order_by("person")
            sources.append(more.values_list("person", flat=True)[:limit])
    return list(islice(_once(merge(*sources)), limit))


def _once(keys: Iterable[int]) -> Iterable[int]:
    last = None
    for key in keys:
        if key != last:
            yield key
        last = key


def _finish(*, event_id: int) -> None:
    Event.objects.filter(pk=event_id, done_at=None).update(done_at=clock.now())
