"""Counting acts in a cache that all processes share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import caches

from core import clock, dry_run
from core.addresses import network_of
from core.caches.sliding import Window
from core.errors import TooFast

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Total:
    """A further limit that an act counts under: of a network, of the whole site.

    `weight` is what the act counts for, such as the bytes that it stores.
    """

    key: object
    rate: tuple[int, int]
    weight: int = 1


def hit(
    action: str,
    key: object,
    *,
    rate: tuple[int, int],
    sentence: str,
    totals: Iterable[Total] = (),
) -> None:
    """Count one act; raise TooFast when `rate` (how many, in seconds) is used up.

    Within any span of that length no more pass, wherever it begins. An act that is
    refused is not counted, so the moment that the answer names is the one at which
    it passes. A key that is an address of the Internet counts as its network.
    """
    if dry_run.is_active():
        return
    name = f"throttle:{action}"
    windows = [Window(f"{name}:{network_of(key)}", *rate)]
    windows += [
        Window(f"{name}:total:{network_of(total.key)}", *total.rate, total.weight)
        for total in totals
    ]
    cache: Any = caches["limits"]
    until = cache.admit(windows, (clock.now() - EPOCH) // MICROSECOND)
    if until is not None:
        raise TooFast(sentence, retry_at=EPOCH + until * MICROSECOND)
