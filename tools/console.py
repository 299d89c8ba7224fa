"""Speaking to whoever typed the command."""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


class Stop(Exception):
    """The command ends here. Carries the one sentence that says why."""


def say(sentence: str = "") -> None:
    print(sentence, flush=True)


def complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


class Stopwatch:
    """Seconds from its making to its end or now, written as people say them."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.stopped: float | None = None

    def stop(self) -> None:
        self.stopped = time.monotonic()

    @property
    def seconds(self) -> float:
        return (self.stopped or time.monotonic()) - self.started

    def __str__(self) -> str:
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
