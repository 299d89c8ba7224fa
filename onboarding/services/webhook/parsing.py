"""The JSON of an event, as docs/webhook.schema.json describes it. Pure."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models.user import validate_display_name, validate_mailbox
from core import plain
from core.limits import EMAIL_MAX, NAME_MAX, REFERENCE_MAX
from onboarding.errors import WebhookRefused

OPENED, RENEWED, ENDED = "grant.opened", "grant.renewed", "grant.ended"
KINDS = (OPENED, RENEWED, ENDED)
MONTHS_MAX = 120
REQUIRED = {
    OPENED: {"id", "type", "occurred_at", "reference", "email", "circle"},
    RENEWED: {"id", "type", "occurred_at", "reference", "email", "circle"},
    ENDED: {"id", "type", "occurred_at", "reference"},
}
KNOWN = {
    *("id", "type", "occurred_at", "reference"),
    *("email", "name", "circle", "anchor_on", "months"),
}
REFERENCE = re.compile(r"[!-~]+", re.ASCII)
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,12})?(?:Z|[+-]\d{2}:\d{2})",
    re.ASCII,
)


@dataclass(frozen=True)
class Event:
    """`anchor_on` and `months` are None where the shop leaves them to us.

    Of a renewal `anchor_on` counts only where no window is open. `digest` is the
    fingerprint of the event as a JSON value, however it was written down.
    """

    id: str
    type: str
    occurred_at: datetime
    reference: str
    email: str = ""
    name: str = ""
    circle: str = ""
    anchor_on: date | None = None
    months: int | None = None
    digest: str = ""


def parse(body: bytes) -> Event:
    """Raises WebhookRefused with what is wrong."""
    fields = _fields(body)
    kind = fields.get("type")
    if kind not in KINDS:
        raise WebhookRefused(f"The field type {MUST['type']}.")
    if missing := sorted(REQUIRED[kind] - set(fields)):
        raise WebhookRefused(f"It lacks the field {missing[0]}.")
    if unknown := sorted(set(fields) - KNOWN):
        raise WebhookRefused(f"There is no field {unknown[0][:40]!r}.")
    values = {}
    for name, value in fields.items():
        try:
            values[name] = PARSERS[name](value)
        except (ValueError, OverflowError, ValidationError):
            raise WebhookRefused(f"The field {name} {MUST[name]}.") from None
    if kind == RENEWED and values.get("months") == 0:
        raise WebhookRefused("A renewal adds at least 1 month.")
    return Event(**values, digest=_digest(fields))


def _digest(fields: dict[str, Any]) -> str:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise WebhookRefused("The body is not one JSON object, in UTF-8.") from None
    if not isinstance(fields, dict):
        raise WebhookRefused("The body is not one JSON object, in UTF-8.")
    return fields


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError
    return fields


def _text(value: object, pattern: re.Pattern[str], longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError
    if not pattern.fullmatch(value):
        raise ValueError
    return value


def _reference(value: object) -> str:
    return _text(value, REFERENCE, REFERENCE_MAX)


def _moment(value: object) -> datetime:
    """To the microsecond: what a shop says more exactly is cut off."""
    return datetime.fromisoformat(_text(value, MOMENT, 40)).astimezone(UTC)


def _email(value: object) -> str:
    text = _text(value, REFERENCE, EMAIL_MAX).lower()
    validate_mailbox(text)
    return text


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    # Half of a surrogate pair is no text in any encoding.
    value.encode()
    name = plain.name(value)
    if len(name) > NAME_MAX:
        raise ValueError
    validate_display_name(name)
    return name


def _circle(value: object) -> str:
    return _text(value, SLUG, 60).lower()


def _day(value: object) -> date:
    return date.fromisoformat(_text(value, DAY, 10))


def _months(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MONTHS_MAX:
        raise ValueError
    return value


def _kind(value: object) -> str:
    return _text(value, REFERENCE, 20)


PARSERS: dict[str, Callable[[object], Any]] = {
    "id": _reference,
    "type": _kind,
    "occurred_at": _moment,
    "reference": _reference,
    "email": _email,
    "name": _name,
    "circle": _circle,
    "anchor_on": _day,
    "months": _months,
}
SIGNS = f"must be 1 to {REFERENCE_MAX} printable ASCII signs without spaces"
MUST = {
    "id": SIGNS,
    "reference": SIGNS,
    "type": f"must be {OPENED}, {RENEWED} or {ENDED}",
    "occurred_at": "must be a moment with its zone, such as 2026-11-22T10:00:00Z",
    "email": "must be an address in ASCII, without quotation marks",
    "name": f"must be a name of at most {NAME_MAX} letters, not an address or a link",
    "circle": "must be the address name of a circle",
    "anchor_on": "must be a day, such as 2026-11-22",
    "months": f"must be a whole number from 0 to {MONTHS_MAX}",
}
