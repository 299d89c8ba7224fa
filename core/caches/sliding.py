"""How many acts fit into a window that slides. Arithmetic alone, for every cache.

A log holds the acts that count: pairs of a moment and a weight, in order. Moments
are whole microseconds, so that no rounding lets an act pass too early.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

SECOND = 1_000_000
# A window that admits more is counted in this many steps, each act as of the end of
# its step: the log stays small, and nothing passes that should not.
STEPS = 500


@dataclass(frozen=True)
class Window:
    """At most `limit` acts under `key` within any `seconds`.

    An act may weigh more than one, where bytes are counted.
    """

    key: str
    limit: int
    seconds: int
    weight: int = 1

    @property
    def span(self) -> int:
        return self.seconds * SECOND


def admit(window: Window, log: bytes | None, now: int) -> tuple[bytes, int | None]:
    """The log with the act in it; or as it was, and when the act will fit.

    An act that alone weighs more than the limit fits a full span after now.
    """
    actions = _counting(window, log, now)
    excess = sum(weight for _, weight in actions) + window.weight - window.limit
    if excess > 0:
        return _packed(actions), _opens_at(window, actions, excess, now)
    if window.limit > STEPS:
        step = max(1, window.span // STEPS)
        now = -(-now // step) * step
    if actions and actions[-1][0] == now:
        actions[-1] = (now, actions[-1][1] + window.weight)
    else:
        actions.append((now, window.weight))
    return _packed(sorted(actions)), None


def _counting(window: Window, log: bytes | None, now: int) -> list[tuple[int, int]]:
    """Acts within the window; those of a clock that was set back since are dropped."""
    numbers = array("q", log or b"")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [(at, weight) for at, weight in pairs if abs(at - now) < window.span]


def _opens_at(
    window: Window, actions: Sequence[tuple[int, int]], excess: int, now: int
) -> int:
    for at, weight in actions:
        excess -= weight
        if excess <= 0:
            return at + window.span
    return now + window.span


def _packed(actions: Sequence[tuple[int, int]]) -> bytes:
    return array("q", [number for action in actions for number in action]).tobytes()
