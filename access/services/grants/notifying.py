"""The messages of moves: written with the move, or left to the worker where many are.

Rendering takes some milliseconds a message, and whoever makes a move holds the locks
of its people. What is left is a row in the same transaction, which is deleted in
the transaction that writes the message: it is written once, whatever runs twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from access import notices
from access.access import Window
from access.models import Grant, PendingMessage
from access.notices import state_of
from access.services.grants import ledger
from access.services.grants.place import Message, Move, Place
from accounts.services.people import lock_person
from core import clock
from outbox import registry
from outbox.registry import Batch
from outbox.services import batches, jobs

JOB = "access.write_pending_messages"
# People whose messages are written on the spot.
FEW = 24
# Messages of one turn of the worker.
SLICE = 300
# What could not be written for so long would tell of what everybody knows.
LATE = timedelta(days=7)


def notify(moves: Iterable[Move]) -> None:
    """Tell what there is to tell, in the caller's transaction."""
    told = [(move, move.message) for move in moves if move.message and _matters(move)]
    if len(told) <= FEW:
        for move, message in told:
            _write(message, move.place.window)
        return
    PendingMessage.objects.bulk_create(
        PendingMessage(
            grant=message.grant,
            kind=message.kind,
            days=message.days,
            before=state_of(move.place.window),
            after=state_of(move.then.window),
        )
        for move, message in told
    )
    jobs.enqueue(JOB)


def _matters(move: Move) -> bool:
    """Not where it gives or takes what other rows of the same times give as well."""
    return bool(move.drops) or move.then.outlook != move.place.outlook


def write_pending_messages() -> int:
    """Write what was left to the worker, oldest first; say how many were written."""
    return batches.walk(JOB)


def register() -> None:
    """One message a transaction; the trouble with one keeps no other waiting.

    What was passed over is tried again by the next walk.
    """
    batch = Batch(
        keys=_waiting, write=_write_pending, size=1, page=SLICE, passes_over=True
    )
    registry.register_batch(JOB, batch, every=timedelta(hours=1))


def _waiting(*, after: int, limit: int) -> list[int]:
    if not after:
        PendingMessage.objects.filter(created_at__lt=clock.now() - LATE).delete()
    rows = PendingMessage.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _write_pending(keys: Sequence[int]) -> int:
    [pk] = keys
    found = PendingMessage.objects.select_related("grant__person", "grant__circle")
    pending = found.filter(pk=pk).first()
    if pending is None:
        return 0
    grant = pending.grant
    grant.person = lock_person(grant.person)
    if not PendingMessage.objects.filter(pk=pk).delete()[0]:
        return 0
    # What was overtaken meanwhile is told by the later message.
    place = ledger.place_of(grant.person, grant.circle)
    message = Message(pending.kind, grant, pending.days)
    if state_of(place.window) == pending.after:
        _write(message, _parsed_window(pending.before, grant))
    elif pending.before == pending.after and grant.revoked_at is None:
        # It lay ahead: what is open today does not overtake it, nor does its day.
        if grant.starts_at <= place.now:
            _write(message, None)
        elif not _is_reached(place, grant.starts_at):
            _write(message, place.window)
    return 1


def _is_reached(place: Place, moment: datetime) -> bool:
    """Whether what is open goes on until then: nothing opens there any more."""
    return place.open_until is None or place.open_until >= moment


def _parsed_window(state: str, grant: Grant) -> Window | None:
    if state == state_of(None):
        return None
    no_end = state_of(Window(ends_at=None, zone=grant.zone))
    ends_at = None if state == no_end else datetime.fromisoformat(state)
    return Window(ends_at=ends_at, zone=grant.zone)


def _write(message: Message, before: Window | None) -> None:
    grant, ended_at = message.grant, before.ends_at if before else None
    match message.kind:
        case "opened":
            notices.notify_opened(grant, before)
        case "extended":
            notices.notify_extended(grant, ended_at)
        case "renewed":
            notices.notify_renewed(grant, ended_at)
        case "paused":
            notices.notify_paused(grant, days=message.days or 0)
        case "resumed":
            notices.notify_resumed(grant, days=message.days or 0)
        case "revoked" | "pause_ended" as kind:
            notices.notify_revoked(
                grant.person,
                grant.circle,
                before,
                grant.revoke_reason,
                pause_ended=kind == "pause_ended",
            )
