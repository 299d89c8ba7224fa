"""Plainly made-up data for each message of the window, for the mail previews."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from access import calendar, windows
from access.enums import CircleKind
from access.models import Circle
from access.notices import frame
from access.windows import Ending
from accounts.registry import OwnedItem
from core import clock
from outbox.registry import register_mail_preview

ZONE, READER_ZONE = "Europe/Amsterdam", "Europe/Lisbon"
REASON = "A sample reason."


def register() -> None:
    circle = Circle(slug="sample", name="Sample circle", kind=CircleKind.OTHER)
    letters: dict[str, Callable[[], dict[str, Any]]] = {
        "opened": lambda: _open(365, reason="Graduate of a sample cohort."),
        "ending": lambda: _open(7) | _stays(),
        "ended": lambda: {"ending": _ending(-1)} | _stays(),
        "extended": lambda: (
            _open(57, reason=REASON) | {"days": 30, "was_last_day": _day(27)}
        ),
        "renewed": lambda: _open(392) | {"days": 365, "was_last_day": _day(27)},
        "paused": lambda: {"days": 27, "reason": REASON} | _stays(),
        "resumed": lambda: _open(27) | {"days": 27},
        "revoked": lambda: {"reason": REASON} | _stays(),
        "place_extended": lambda: (
            _open(57, reason=REASON)
            | {"circle": circle, "days": 30, "was_last_day": _day(27)}
        ),
        "place_closed": lambda: {"circle": circle, "reason": REASON},
        "place_opened": lambda: {"circle": circle, "reason": REASON},
        "site_closing": lambda: {
            "circles": ["Sample circle"],
            "closes_on": _day(120),
        },
    }
    for kind, make in letters.items():
        register_mail_preview(f"access/{kind}", _framed(make))


def _framed(make: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    return lambda: make() | frame()


def _day(days: int) -> date:
    return clock.now().date() + timedelta(days=days)


def _ending(days: int) -> Ending:
    return windows.ending_of(
        calendar.end_of_day(_day(days), ZONE),
        ZONE,
        now=clock.now(),
        reader_zone=READER_ZONE,
    )


def _open(days: int, **more: Any) -> dict[str, Any]:
    return {"is_open": True, "ending": _ending(days)} | more


def _stays() -> dict[str, Any]:
    return {
        "owned_items": [
            OwnedItem("posts", 64, "/me/"),
            OwnedItem("recordings", 11, "/me/"),
        ]
    }
