"""Who fills which slot. The apps that own what a slot shows register here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

Resolver = Callable[..., dict[str, SafeString]]

# The form of a key where its kind names no other.
KEY = r"[a-z0-9][a-z0-9-]{0,63}"


@dataclass(frozen=True)
class Kind:
    resolver: Resolver
    is_personal: bool
    key: re.Pattern[str]


_kinds: dict[str, Kind] = {}


def register_slot(
    kind: str, resolver: Resolver, *, personal: bool = False, key: str = KEY
) -> None:
    """Have `resolver(keys)` fill every slot of a kind: a dict of key to HTML.

    It is asked once for all the texts of a page, for keys of the form `key` alone.
    A key that it leaves out is shown as its author typed it; an answer that is not
    marked as HTML is escaped. A personal kind needs to know who reads: its resolver
    is called with `(keys, access)`. What fills a slot is never shared between readers.
    """
    _kinds[kind] = Kind(resolver, personal, re.compile(key))


def takes(kind: str, key: str) -> bool:
    """Whether somebody fills slots of the kind, and the key is one of theirs."""
    return kind in _kinds and _kinds[kind].key.fullmatch(key) is not None


def resolve(kind: str, keys: set[str], access: Any) -> dict[str, SafeString]:
    if kind not in _kinds:
        return {}
    known = _kinds[kind]
    return known.resolver(keys, access) if known.is_personal else known.resolver(keys)
