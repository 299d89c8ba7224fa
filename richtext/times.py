"""Times as slots: what is cached shows each reader the clocks of their own zone."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString

from core.templatetags import core
from richtext.registry import register_slot

# Seconds since 1970.
KEY = r"[0-9]{1,12}"
# So many times as some zone shows them are remembered by a process.
REMEMBERED = 4_096

KINDS: dict[str, Callable[[datetime], str]] = {
    "moment": core.moment,
    "ago": core.ago,
    "ago-day": lambda value: core.ago(value, "day"),
    "day": core.day,
}


def key_of(value: datetime) -> str:
    return str(int(value.timestamp()))


def register() -> None:
    for kind in KINDS:
        register_slot(kind, _resolver(kind), key=KEY)


def _resolver(kind: str) -> Callable[[set[str]], dict[str, SafeString]]:
    def resolve(keys: set[str]) -> dict[str, SafeString]:
        zone = timezone.get_current_timezone_name()
        return {key: _shown(kind, key, zone) for key in keys}

    return resolve


@lru_cache(maxsize=REMEMBERED)
def _shown(kind: str, key: str, zone: str) -> SafeString:
    """In the current zone, whose name is part of what is remembered."""
    shown = KINDS[kind](datetime.fromtimestamp(int(key), UTC))
    assert isinstance(shown, SafeString)
    return shown
