"""What is made once and cached under the versions of what it shows.

A key holds every version that the cached thing depends on, so nothing is ever
removed: what has changed is asked for under another name. A cache that is down costs
time, never a page.
"""

from collections.abc import Callable, Hashable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

import structlog
from django.core.cache import caches

from core import dry_run

CACHED_FOR = 24 * 60 * 60

log = structlog.get_logger()
Key = tuple[object, ...]
Id = TypeVar("Id", bound=Hashable)
Value = TypeVar("Value")


def cached(key: Key, make: Callable[[], Value]) -> Value:
    """What is cached under the key, made and cached if there is nothing yet.

    Who only looks, at another moment, is shown nothing cached and leaves nothing.
    """
    if dry_run.is_active():
        return make()
    name = name_of(key)
    found = read(name)
    if found is None:
        found = make()
        write(name, found)
    return found


def cached_many(
    keys: Mapping[Id, Key],
    make: Callable[[list[Id]], Mapping[Id, tuple[Key, Value]]],
) -> dict[Id, Value]:
    """One question to the cache for all keys, and one for what was missing.

    `make` answers each missing thing with the key that it is true for: it may have
    changed since its version was read, and is then cached under the newer one.
    """
    if dry_run.is_active():
        return {one: value for one, (_key, value) in make(list(keys)).items()}
    names = {one: name_of(key) for one, key in keys.items()}
    known = _read_many(list(names.values()))
    found = {one: known[name] for one, name in names.items() if name in known}
    if missing := [one for one in keys if one not in found]:
        made = make(missing)
        found |= {one: value for one, (_key, value) in made.items()}
        _write_many({name_of(key): value for key, value in made.values()})
    return found


def name_of(key: Key) -> str:
    return f"crossroads:{sha256(repr(key).encode()).hexdigest()[:40]}"


def read(name: str) -> Any:
    try:
        return caches["pages"].get(name)
    except Exception:  # any cache backend may fail in its own way
        log.warning("cache_unavailable", exc_info=True)
        return None


def write(name: str, value: object) -> None:
    try:
        caches["pages"].set(name, value, CACHED_FOR)
    except Exception:  # as above: the thing is made already
        log.warning("cache_unavailable", exc_info=True)


def _read_many(names: list[str]) -> dict[str, Any]:
    try:
        return caches["pages"].get_many(names)
    except Exception:  # as above
        log.warning("cache_unavailable", exc_info=True)
        return {}


def _write_many(values: dict[str, Any]) -> None:
    try:
        caches["pages"].set_many(values, CACHED_FOR)
    except Exception:  # as above
        log.warning("cache_unavailable", exc_info=True)
