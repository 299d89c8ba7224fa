"""A cache that several machines share: Redis, by Django's own backend."""

from collections.abc import Sequence
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache

from core.caches.sliding import Window, admit

# Whoever waits for a server that is away holds a thread of the site.
WAIT_SECONDS = 2


class RedisCache(DjangoRedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        waits = {"socket_timeout": WAIT_SECONDS, "socket_connect_timeout": WAIT_SECONDS}
        options = waits | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})

    def admit(self, windows: Sequence[Window], now: int) -> int | None:
        """Count an act in all windows, or in none and say when it will fit.

        Read, then written only where nobody wrote meanwhile; otherwise once more.
        """
        keys = [self.make_and_validate_key(window.key) for window in windows]

        def count(pipe: Any) -> int | None:
            logs = [
                admit(window, pipe.get(key), now)
                for window, key in zip(windows, keys, strict=True)
            ]
            waits = [until for _, until in logs if until is not None]
            pipe.multi()
            if waits:
                return max(waits)
            for window, key, (log, _) in zip(windows, keys, logs, strict=True):
                pipe.set(key, log, ex=window.seconds)
            return None

        client: Any = self._cache.get_client(write=True)
        until: int | None = client.transaction(count, *keys, value_from_callable=True)
        return until
