"""What all processes count together, and what happens while that place is broken."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from core.caches.file import SqliteCache
from core.caches.memory import MemoryCache
from core.caches.redis import RedisCache
from core.caches.sliding import Window

# How long a broken place is left alone: not every act waits for it.
LEFT_ALONE_SECONDS = 15
OWN_BYTES = 16_000_000
PROBE = "probe"

log = structlog.get_logger()


@dataclass
class Breaker:
    """Whether a place is broken, as far as this process knows."""

    broken_at: float | None = None

    @property
    def is_open(self) -> bool:
        at = self.broken_at
        return at is not None and time.monotonic() - at < LEFT_ALONE_SECONDS


_breakers: dict[str, Breaker] = {}
_lock = Lock()


class SharedCache(BaseCache):
    """A file on one machine, Redis on several; while either fails, own memory.

    LOCATION names a file, or a server of Redis by its address. A place that fails
    takes no page: the process counts alone until it is back, so a limit then holds
    for each process by itself. The log says so, and /healthz.
    """

    def __init__(self, location: Any, params: dict[str, Any]) -> None:
        super().__init__(params)
        place = str(location)
        is_redis = place.startswith(("redis://", "rediss://", "unix://"))
        self._place: Any = (RedisCache if is_redis else SqliteCache)(place, params)
        own = params | {"OPTIONS": {"MAX_BYTES": OWN_BYTES}}
        self._own = MemoryCache(f"instead of {place}", own)
        with _lock:
            self._breaker = _breakers.setdefault(place, Breaker())

    def _ask(self, action: Callable[[Any], Any]) -> Any:
        if self._breaker.is_open:
            return action(self._own)
        try:
            answer = action(self._place)
        except ValueError:
            raise  # What was asked for is wrong, not the place.
        except Exception:  # a file and a server fail in ways of their own
            self._breaker.broken_at = time.monotonic()
            log.exception("limits_are_counted_by_each_process_alone")
            return action(self._own)
        if self._breaker.broken_at is not None:
            self._breaker.broken_at = None
            log.warning("limits_are_counted_together_again")
        return answer

    def probe(self) -> None:
        """Raise what the place raises when it is written to and read."""
        self._place.set(PROBE, 1, timeout=60)
        if self._place.get(PROBE) != 1:
            raise OSError("What was written cannot be read.")

    def admit(self, windows: Sequence[Window], now: int) -> int | None:
        """Count an act in all windows, or in none and say when it will fit."""
        until: int | None = self._ask(lambda cache: cache.admit(windows, now))
        return until

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def add(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version)))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask(lambda cache: cache.incr(key, delta, version)))

    def touch(
        self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def clear(self) -> None:
        self._own.clear()
        self._ask(lambda cache: cache.clear())
