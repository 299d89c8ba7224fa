"""One person's texts wait for one another, never for another person's."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from richtext import limits


class Resting(Exception):
    """The person's turn did not come in time, or their last text took too much."""


class Turns:
    def __init__(self) -> None:
        self._lock = Lock()
        # Who has a text in work, and those of their texts that wait, in order.
        self._waiting: dict[int, deque[Event]] = {}
        self._resting: dict[int, float] = {}

    @contextmanager
    def turn(self, person_id: int | None, deadline: float) -> Iterator[None]:
        if person_id is None:
            yield
            return
        self._enter(person_id, deadline)
        try:
            if self._resting.get(person_id, 0) > time.monotonic():
                raise Resting
            yield
        finally:
            self._leave(person_id)

    def rest(self, person_id: int | None) -> None:
        """Give the person no turn for a while."""
        now = time.monotonic()
        with self._lock:
            self._resting = {who: at for who, at in self._resting.items() if at > now}
            if person_id is not None:
                self._resting[person_id] = now + limits.REST

    def _enter(self, person_id: int, deadline: float) -> None:
        with self._lock:
            if person_id not in self._waiting:
                self._waiting[person_id] = deque()
                return
            turn = Event()
            self._waiting[person_id].append(turn)
        if not turn.wait(max(0, deadline - time.monotonic())):
            with self._lock:
                if not turn.is_set():
                    self._waiting[person_id].remove(turn)
                    raise Resting

    def _leave(self, person_id: int) -> None:
        with self._lock:
            if self._waiting[person_id]:
                self._waiting[person_id].popleft().set()
            else:
                del self._waiting[person_id]
