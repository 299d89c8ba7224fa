"""The messages of moves: written with the move, or left to the worker where many are.

Rendering takes some milliseconds a message, and whoever makes a move holds the locks
of its people. What is left is a row in the same transaction, which is deleted in
the transaction that writes the message: it is written once, whatever runs twice.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from access import notices
from access.access import Window
from access.models import Grant, PendingMessage
from access.notices import state_of
from access.services.grants import ledger
from access.services.grants.place import Message, Move, Place
from accounts.services.people import lock_person
from core import clock
from outbox.services import jobs

logger = logging.getLogger(__name__)

JOB = "access.write_pending_messages"
# People whose messages are written on the spot.
FEW = 24
# Messages that a run writes. What is left is a job of its own: a run stays short.
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
    PendingMessage.objects.filter(created_at__lt=clock.now() - LATE).delete()
    waiting = list(
        PendingMessage.objects.order_by("pk").values_list("pk", flat=True)[: SLICE + 1]
    )
    written = sum(_written(pk) for pk in waiting[:SLICE])
    if written and len(waiting) > SLICE:
        jobs.enqueue(JOB)
    return written


def _written(pk: int) -> bool:
    """The trouble with one message keeps no other waiting; the next run tries again."""
    try:
        with transaction.atomic():
            return _write_pending(pk)
    except Exception:
        logger.exception("letter %s could not be written", pk)
        return False


def _write_pending(pk: int) -> bool:
    found = PendingMessage.objects.select_related("grant__person", "grant__circle")
    pending = found.filter(pk=pk).first()
    if pending is None:
        return False
    grant = pending.grant
    grant.person = lock_person(grant.person)
    if not PendingMessage.objects.filter(pk=pk).delete()[0]:
        return False
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
    return True


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
