"""Putting mail into the outbox. Nothing here speaks to a mail server."""

import re
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.db.models import Q

from core import clock
from outbox.models import Mail
from outbox.models.mail import new_message_id
from outbox.services.rendering import Rendered, render_mail

__all__ = [
    "Rendered",
    "drop_waiting",
    "enqueue_mail",
    "forget_old_mail",
    "new_mail",
    "render_mail",
    "send_template",
]

GIVE_UP_AFTER = timedelta(days=5)
# A code that comes later than this opens nothing any more.
GIVE_UP_SECRET_AFTER = timedelta(minutes=15)
RETENTION = timedelta(days=60)

HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}", re.ASCII)
# Set for every mail by the sender itself, or by the mail server.
OWN_HEADERS = {
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "sender",
    "message-id",
    "content-type",
    "mime-version",
    "content-transfer-encoding",
}


def enqueue_mail(**words: Any) -> Mail:
    """A row in the caller's transaction; takes what `new_mail` takes."""
    mail = new_mail(**words)
    mail.save(force_insert=True)
    return mail


def new_mail(
    *,
    kind: str,
    to: str,
    subject: str = "",
    text: str = "",
    html: str = "",
    due_at: datetime | None = None,
    secret: bool = False,
    fast: bool = False,
    guard: str = "",
    guard_args: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Mail:
    """A mail that is not written yet; the worker sends it from `due_at` on.

    `secret` mail (codes, sign-in links) loses its words once it has left or is
    given up. `fast` mail overtakes all that is not. `guard` names a registered
    guard, asked again in the moment of sending; it may bring the words as well.
    """
    validate_email(to)
    due_at = due_at or clock.now()
    short_lived = secret and fast
    return Mail(
        kind=kind,
        to=to,
        subject=subject_of(subject),
        text=text,
        html=html,
        headers=_checked(headers or {}),
        message_id=new_message_id(_domain()),
        is_secret=secret,
        is_fast=fast,
        guard=guard,
        guard_args=guard_args or {},
        due_at=due_at,
        give_up_at=due_at + (GIVE_UP_SECRET_AFTER if short_lived else GIVE_UP_AFTER),
    )


def send_template(
    *, kind: str, to: str, context: dict[str, Any], **options: Any
) -> Mail:
    """Render `templates/mail/<kind>` and put it into the outbox."""
    mail = render_mail(kind, context)
    return enqueue_mail(
        kind=kind,
        to=to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        **options,
    )


def drop_waiting(*, reason: str, **conditions: Any) -> int:
    """End waiting mail unsent, such as what a sample community would have sent."""
    waiting = Mail.objects.waiting().filter(**conditions)
    ended = {"dropped_at": clock.now(), "drop_reason": reason[:200]}
    secret = waiting.filter(is_secret=True).update(
        subject="", text="", html="", **ended
    )
    return secret + waiting.filter(is_secret=False).update(**ended)


def forget_old_mail() -> int:
    """Ended mail is kept for two months, then deleted with its address."""
    old = clock.now() - RETENTION
    ended = Q(sent_at__lt=old) | Q(failed_at__lt=old) | Q(dropped_at__lt=old)
    return Mail.objects.filter(ended).delete()[0]


def subject_of(words: str) -> str:
    return one_line(words)[:400]


def one_line(value: str) -> str:
    """Control characters and runs of space become one space: no header can break."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", value).split())


def _checked(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in OWN_HEADERS:
            raise ValueError(f"The header {name!r} cannot be set.")
        if value != one_line(value):
            raise ValueError(f"The header {name!r} must be one line.")
    return headers


def _domain() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.partition("@")[2] or "localhost"
