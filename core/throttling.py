"""Counting acts in a cache that all processes share."""

from datetime import UTC, datetime

from django.core.cache import caches

from core import clock, looking
from core.errors import TooFast


def hit(act: str, key: object, *, rate: tuple[int, int], sentence: str) -> None:
    """Count one act; raise TooFast when `rate` (how many, in seconds) is used up.

    The windows are fixed and the same for everyone, from midnight UTC on, so the
    answer can name the moment at which the next act is welcome.
    """
    if looking.is_only():
        return
    limit, seconds = rate
    now = clock.now()
    window = int(now.timestamp()) // seconds
    name = f"throttle:{act}:{key}:{window}"
    cache = caches["limits"]
    cache.add(name, 0, timeout=seconds + 5)
    try:
        count = cache.incr(name)
    except ValueError:
        cache.set(name, 1, timeout=seconds + 5)
        count = 1
    if count > limit:
        ends = datetime.fromtimestamp((window + 1) * seconds, tz=UTC)
        raise TooFast(sentence, retry_at=ends)
