"""A shop that tells of orders."""

import json
from datetime import timedelta

from core import clock
from onboarding.services.webhook.signing import sign

KEY = "a-key-of-tests-with-more-than-32-characters"
NEXT_KEY = "the-key-of-tests-that-comes-after-that-one"
URL = "/hooks/access/"


def moment(seconds=0):
    at = clock.now() + timedelta(seconds=seconds)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def opened(**fields):
    return {
        "id": "event-1",
        "type": "grant.opened",
        "occurred_at": moment(),
        "reference": "order-1",
        "email": "buyer@example.org",
        "name": "A Buyer",
        "circle": "community",
        "months": 12,
    } | fields


def renewed(**fields):
    """A renewal in an order of its own."""
    fields = {"id": "event-9", "reference": "order-9"} | fields
    return opened(type="grant.renewed", **fields)


def ended(**fields):
    return {
        "id": "event-2",
        "type": "grant.ended",
        "occurred_at": moment(30),
        "reference": "order-1",
    } | fields


def body_of(event):
    return json.dumps(event).encode()


def send(client, event, *, header=None, key=KEY, at=None):
    """An event, or bytes as they are, signed now unless the test says otherwise."""
    body = event if isinstance(event, bytes) else body_of(event)
    if header is None:
        header = sign(body, key=key, at=at or clock.now())
    return client.post(
        URL,
        body,
        content_type="application/json",
        headers={"X-Crossroads-Signature": header},
    )
