"""Sending what is due: claim one, ask its guard, send it, write down how it went.

A mail leaves exactly once, but for one case that no outbox can close: a worker
killed between the server's yes and the row's. Then it leaves again after the
lease, under the same Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F

from core import clock
from outbox import registry
from outbox.models import Mail
from outbox.services.mail import subject_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
WIPE = {"subject": "", "text": "", "html": ""}


def send_due_mail(*, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, over one connection, and say how many were taken in hand."""
    taken = 0
    server: BaseEmailBackend | None = None
    try:
        while not stopping() and (mail := claim_mail()):
            taken += 1
            server = _send(mail, server or get_connection())
    finally:
        if server:
            _close(server)
    return taken


def claim_mail() -> Mail | None:
    """Take the most urgent due mail into this worker's hands.

    The look without a lock comes first, so that an idle worker never takes
    SQLite's write lock. The update carries its own condition: whoever comes
    second changes no row.
    """
    now = clock.now()
    if not Mail.objects.due(now).exists():
        return None
    with transaction.atomic():
        rows = Mail.objects.due(now).by_urgency()
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, no_key=True)
        mail = rows.first()
        if mail is None:
            return None
        lease = {
            "lease": uuid4(),
            # A mail that kills its worker comes back later each time.
            "leased_until": now + max(LEASE, back_off(mail.attempts + 1)),
        }
        claimed = Mail.objects.due(now).filter(pk=mail.pk)
        if not claimed.update(attempts=F("attempts") + 1, **lease):
            return None
    mail.refresh_from_db()
    return mail


def back_off(attempts: int, *, fast: bool = False) -> timedelta:
    """The wait after so many attempts: doubling from a minute (fast: 5 s) to 1 h."""
    first = 5 if fast else 60
    return min(LONGEST_WAIT, timedelta(seconds=first * 2 ** min(attempts - 1, 12)))


def _send(mail: Mail, server: BaseEmailBackend) -> BaseEmailBackend | None:
    """Send one mail; the server's connection again, or none when it is broken."""
    try:
        if mail.guard:
            verdict = registry.guard(mail.guard)(mail)
            if not verdict:
                _end(mail, dropped_at=clock.now(), drop_reason=verdict.reason[:200])
                return server
            _bring_up_to_date(mail)
        server.open()
        server.send_messages([message_of(mail)])
    except Exception as error:
        logger.warning("mail %s was not sent", mail.pk, exc_info=True)
        _put_back(mail, error)
        _close(server)
        return None
    _end(mail, sent_at=clock.now(), last_error="")
    return server


def _bring_up_to_date(mail: Mail) -> None:
    """Write down where it goes, and what it says, before it goes there."""
    changes: dict[str, str] = {}
    to, words = registry.address_now(mail), registry.words_now(mail)
    if to != mail.to:
        changes["to"] = to
    if words is not None:
        changes |= {
            "subject": subject_of(words.subject),
            "text": words.text,
            "html": words.html,
        }
    if not changes:
        return
    for name, value in changes.items():
        setattr(mail, name, value)
    Mail.objects.waiting().filter(pk=mail.pk, lease=mail.lease).update(**changes)


def message_of(mail: Mail) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers=headers | mail.headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _put_back(mail: Mail, error: Exception) -> None:
    now = clock.now()
    trouble = f"{type(error).__name__}: {error}"[:500].replace("\x00", "")
    if mail.is_secret:
        trouble = type(error).__name__
    next_at = now + back_off(mail.attempts, fast=mail.is_fast)
    if next_at >= mail.give_up_at:
        _end(mail, failed_at=now, last_error=trouble)
        return
    mine = Mail.objects.waiting().filter(pk=mail.pk, lease=mail.lease)
    mine.update(lease=None, leased_until=None, due_at=next_at, last_error=trouble)


def _end(mail: Mail, **outcome: object) -> None:
    """Only whoever holds the lease may end a mail; a secret one loses its words."""
    words = WIPE if mail.is_secret else {}
    mine = Mail.objects.waiting().filter(pk=mail.pk, lease=mail.lease)
    mine.update(lease=None, leased_until=None, **words, **outcome)


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except Exception:
        logger.debug("closing a broken connection failed", exc_info=True)
