"""Who fills which slot. The apps that own what a slot shows register here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

Resolver = Callable[..., dict[str, SafeString]]


@dataclass(frozen=True)
class Kind:
    resolver: Resolver
    is_personal: bool


_kinds: dict[str, Kind] = {}


def register_slot(kind: str, resolver: Resolver, *, personal: bool = False) -> None:
    """Have `resolver(keys)` fill every slot of a kind: a dict of key to HTML.

    It is asked once for all the texts of a page. A key that it leaves out is shown
    as its author typed it. A personal kind depends on who reads: its resolver is
    called with `(keys, access)`, and what it fills is never shared between readers.
    """
    _kinds[kind] = Kind(resolver, personal)


def is_personal(kind: str) -> bool:
    return kind in _kinds and _kinds[kind].is_personal


def resolve(kind: str, keys: set[str], access: Any) -> dict[str, SafeString]:
    if kind not in _kinds:
        return {}
    known = _kinds[kind]
    return known.resolver(keys, access) if known.is_personal else known.resolver(keys)
