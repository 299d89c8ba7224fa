"""A cache of one process, bounded in bytes."""

import pickle
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from core.caches.sliding import Window, admit

MAX_BYTES = 48_000_000
# What an entry takes beside its key and value: objects, a place in a dictionary.
OVERHEAD = 400
# One entry takes no more than this part of all, or it would clear the others out.
LARGEST_PART = 8

Entry = tuple[bytes, float | None]


@dataclass
class Store:
    """Entries of one name, the one used longest ago first; `size` is in bytes."""

    lock: Lock = field(default_factory=Lock)
    entries: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    size: int = 0

    def read(self, key: str) -> bytes | None:
        found = self.entries.get(key)
        if found is None:
            return None
        if found[1] is not None and found[1] <= time.time():
            self.drop(key)
            return None
        self.entries.move_to_end(key)
        return found[0]

    def write(self, key: str, value: bytes, expires: float | None, most: int) -> None:
        self.drop(key)
        size = _size(key, value)
        if size > most // LARGEST_PART:
            return
        while self.entries and self.size + size > most:
            self.drop(next(iter(self.entries)))
        self.entries[key] = (value, expires)
        self.size += size

    def drop(self, key: str) -> bool:
        found = self.entries.pop(key, None)
        if found is None:
            return False
        self.size -= _size(key, found[0])
        return True


_stores: dict[str, Store] = {}
_stores_lock = Lock()


class MemoryCache(BaseCache):
    """Entries in this process's memory, of OPTIONS["MAX_BYTES"] together.

    What was used longest ago makes room. Values are stored as bytes: their size is
    known, and nobody changes what another reads.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = params.get("OPTIONS", {})
        self.most = int(options.get("MAX_BYTES", MAX_BYTES))
        with _stores_lock:
            self.store = _stores.setdefault(name, Store())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            found = self.store.read(key)
        return default if found is None else pickle.loads(found)

    def get_many(
        self, keys: Iterable[str], version: int | None = None
    ) -> dict[str, Any]:
        names = {self.make_key(key, version=version): key for key in keys}
        with self.store.lock:
            found = {names[name]: self.store.read(name) for name in names}
        return {
            key: pickle.loads(packed)
            for key, packed in found.items()
            if packed is not None
        }

    def set_many(
        self,
        data: Mapping[str, Any],
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        packed = {
            self.make_and_validate_key(key, version=version): pickle.dumps(
                value, pickle.HIGHEST_PROTOCOL
            )
            for key, value in data.items()
        }
        with self.store.lock:
            for name, value in packed.items():
                self._write(name, value, timeout)
        return []

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        key = self.make_and_validate_key(key, version=version)
        packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self.store.lock:
            self._write(key, packed, timeout)

    def add(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        key = self.make_and_validate_key(key, version=version)
        packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self.store.lock:
            if self.store.read(key) is not None:
                return False
            self._write(key, packed, timeout)
        return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        name = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            found = self.store.read(name)
            number = None if found is None else pickle.loads(found)
            if type(number) is not int:
                raise ValueError(f"There is no number under {key!r}")
            expires = self.store.entries[name][1]
            packed = pickle.dumps(number + delta, pickle.HIGHEST_PROTOCOL)
            self.store.write(name, packed, expires, self.most)
        return number + delta

    def touch(
        self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        key = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            found = self.store.read(key)
            if found is None:
                return False
            self._write(key, found, timeout)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            return self.store.read(key) is not None and self.store.drop(key)

    def clear(self) -> None:
        with self.store.lock:
            self.store.entries.clear()
            self.store.size = 0

    def admit(self, windows: Sequence[Window], now: int) -> int | None:
        """Count an act in all windows, or in none and say when it will fit."""
        keys = [self.make_and_validate_key(window.key) for window in windows]
        with self.store.lock:
            logs = [
                admit(window, self.store.read(key), now)
                for window, key in zip(windows, keys, strict=True)
            ]
            waits = [until for _, until in logs if until is not None]
            if waits:
                return max(waits)
            for window, key, (log, _) in zip(windows, keys, logs, strict=True):
                self._write(key, log, window.seconds)
        return None

    def _write(self, key: str, value: bytes, timeout: Any) -> None:
        self.store.write(key, value, self.get_backend_timeout(timeout), self.most)


def _size(key: str, value: bytes) -> int:
    return len(key) + len(value) + OVERHEAD
