"""Worker processes that render, and what becomes of a text that takes too much.

A worker is started when none is free and answers one text at a time. The system ends
it when the text has used up its seconds of processor: nothing gentler stops a regular
expression, and nothing else tells a bomb from a busy machine. Nothing is inherited
but a socket: a worker knows no setting, no password and no connection.
"""

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from richtext import limits
from richtext.parts import RichText
from richtext.worker import ANSWER, QUESTION, READY

logger = logging.getLogger(__name__)

HOME = Path(__file__).parents[1]


# How a worker ends that somebody else has ended.
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM}


class Exhausted(Exception):
    """The text ended its worker: it used up the processor time, or the memory."""


class NoWorker(Exception):
    """None became free in time. Nothing is known about the text."""


class WorkerLost(Exception):
    """The worker was ended from outside, or says nothing; the text is not why."""


class Worker:
    def __init__(self) -> None:
        """Start a process and wait until it listens. Raise OSError where it fails."""
        self.channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "richtext.worker"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={
                    "PYTHONPATH": os.pathsep.join(
                        map(os.path.abspath, [str(HOME), *sys.path])
                    ),
                    "PYTHONUTF8": "1",
                },
            )
        try:
            self._receive(len(READY), time.monotonic() + limits.START)
        except OSError:
            self.stop()
            raise

    def ask(self, source: bytes) -> tuple[bytes | None, bool]:
        """The rendered text, or None, and whether the worker wants to be replaced.

        Raise Exhausted or WorkerLost; the worker is of no more use then.
        """
        deadline = time.monotonic() + limits.LOST
        question = QUESTION.pack(limits.PROCESSOR, len(source))
        try:
            self._wait(deadline)
            self.channel.sendall(question + source)
            has_text, is_tired, length = ANSWER.unpack(
                self._receive(ANSWER.size, deadline)
            )
            text = self._receive(length, deadline)
        except TimeoutError:
            raise WorkerLost from None
        except OSError as error:
            raise self._why_it_ended() from error
        return text if has_text else None, is_tired

    def _why_it_ended(self) -> Exception:
        code = None
        with suppress(subprocess.TimeoutExpired):
            code = self.process.wait(limits.START)
        is_lost = code is None or code in FROM_OUTSIDE
        return WorkerLost() if is_lost else Exhausted()

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.wait()

    def _wait(self, deadline: float) -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.channel.settimeout(left)
        return left

    def _receive(self, length: int, deadline: float) -> bytes:
        parts = []
        while length:
            self._wait(deadline)
            part = self.channel.recv(min(length, 65536))
            if not part:
                raise ConnectionResetError
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


class _Place:
    """A place in the queue for a worker."""

    def __init__(self) -> None:
        self.is_served = Event()
        self.worker: Worker | None = None


class Pool:
    """Workers go to whoever has waited longest, so that nobody waits for ever.

    They are started beside those that ask: a new one joins when it listens, and
    until then whichever is free first serves.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._free: list[Worker] = []
        self._queue: deque[_Place] = deque()
        self._count = 0
        self._starting = 0
        self._is_closed = False

    def render(self, source: str, deadline: float) -> RichText | None:
        """None for a text that cannot be rendered.

        Raise NoWorker when none is to be had by the deadline, Exhausted or WorkerLost
        when one ended at work: from its start on, the processor's time counts.
        """
        worker = self._take(deadline)
        is_fit = False
        try:
            text, is_tired = worker.ask(source.encode())
            is_fit = not is_tired
        finally:
            self._give_back(worker, is_fit=is_fit)
        return None if text is None else RichText.from_json(text.decode())

    def warm_up(self) -> None:
        """Have a worker ready before somebody waits for it."""
        with self._lock:
            self._keep_spare()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            workers, self._free = self._free, []
        for worker in workers:
            worker.stop()

    def forget(self) -> None:
        """In a forked process: the workers are the parent's."""
        for worker in self._free:
            worker.channel.close()
            worker.process.returncode = 0

    def _take(self, deadline: float) -> Worker:
        place = _Place()
        with self._lock:
            while self._free:
                worker = self._free.pop()
                if worker.is_alive():
                    self._keep_spare()
                    return worker
                worker.stop()
                self._count -= 1
            self._queue.append(place)
            self._keep_spare()
        while place.worker is None:
            left = deadline - time.monotonic()
            if not place.is_served.wait(min(limits.GROW_AFTER, max(0, left))):
                with self._lock:
                    if place.worker is not None:
                        break
                    if left <= 0:
                        self._queue.remove(place)
                        raise NoWorker
                    self._start()
        return place.worker

    def _give_back(self, worker: Worker, *, is_fit: bool) -> None:
        if is_fit:
            self._offer(worker)
            return
        # Nobody waits until the process is gone.
        Thread(target=worker.stop).start()
        with self._lock:
            self._count -= 1
            self._keep_spare()

    def _keep_spare(self) -> None:
        """A bomb in one worker leaves another that is warm."""
        if self._count < limits.WORKERS_KEPT:
            self._start()

    def _start(self) -> None:
        """Under the lock. One at a time: to start many is slower than to wait."""
        if not (self._is_closed or self._starting or self._count == limits.WORKERS_MAX):
            self._count += 1
            self._starting += 1
            Thread(target=self._bring, daemon=True).start()

    def _bring(self) -> None:
        worker = None
        try:
            worker = Worker()
        except OSError as error:
            # Whoever waits for one is answered at their deadline.
            logger.warning("A worker of the renderer did not start: %r", error)
        finally:
            with self._lock:
                self._starting -= 1
                self._count -= worker is None
        if worker is not None:
            self._offer(worker)

    def _offer(self, worker: Worker) -> None:
        with self._lock:
            if self._queue and not self._is_closed:
                place = self._queue.popleft()
                place.worker = worker
                place.is_served.set()
                return
            if len(self._free) < limits.WORKERS_KEPT and not self._is_closed:
                self._free.append(worker)
                return
            self._count -= 1
        worker.stop()


_pool = Pool()


def pool() -> Pool:
    return _pool


def _start_anew() -> None:
    global _pool
    _pool.forget()
    _pool = Pool()


os.register_at_fork(after_in_child=_start_anew)
atexit.register(lambda: _pool.close())
