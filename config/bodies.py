"""When the body of a request is read, by how many threads at once, and how long.

A thread that waits for a slow body serves nobody else. The whole remedy is a front
server that gathers bodies before it hands them on (docs/front-server.md); without
one, what stands here leaves threads for those who read.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import Resolver404, resolve

from core import limits
from core.middleware import UNSAVED
from core.saving import cannot_save
from writing.form_text import is_from_here

Handler = Callable[[HttpRequest], HttpResponse]

STEP = 16 * 1024
# A body has so long, and a second more for each so many bytes of it.
SECONDS = 20
BYTES_A_SECOND = 50_000
# An honest body is there in a blink: whoever finds all places taken waits so long.
PATIENCE_SECONDS = 0.5
RETRY_AFTER = "10"

log = structlog.get_logger()


class TooSlow(Exception):
    """The body is not here at its deadline."""


class Occupied(Exception):
    """As many bodies as may be are being read already."""


class Steps:
    """A stream that is read a step at a time, with a deadline between the steps."""

    def __init__(self, stream: Any, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, size: int | None = None) -> bytes:
        parts: list[bytes] = []
        left = -1 if size is None else size
        while left:
            part = self._stream.read(min(STEP, left) if left > 0 else STEP)
            parts.append(part)
            if not part:
                break
            if left > 0:
                left -= len(part)
            if time.monotonic() > self._deadline:
                raise TooSlow
        return b"".join(parts)

    def readline(self, *size: int) -> bytes:
        line: bytes = self._stream.readline(*size)
        if time.monotonic() > self._deadline:
            raise TooSlow
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Places:
    """Places for threads that read bodies: half of all, and half of those for films.

    A quarter more may wait for a place, so that honest forms that come together are
    not turned away.
    """

    def __init__(self, threads: int) -> None:
        most = max(1, threads // 2)
        self._readers = BoundedSemaphore(most)
        self._films = BoundedSemaphore(max(1, most // 2))
        self._waiting = BoundedSemaphore(max(1, threads // 4))

    @contextmanager
    def one(self, *, is_film: bool) -> Iterator[None]:
        with _held(self._films, is_film), self._reader():
            yield

    @contextmanager
    def _reader(self) -> Iterator[None]:
        if not self._readers.acquire(blocking=False):
            with _held(self._waiting, True):
                if not self._readers.acquire(timeout=PATIENCE_SECONDS):
                    raise Occupied
        try:
            yield
        finally:
            self._readers.release()


@contextmanager
def _held(places: BoundedSemaphore, is_needed: bool) -> Iterator[None]:
    if is_needed and not places.acquire(blocking=False):
        raise Occupied
    try:
        yield
    finally:
        if is_needed:
            places.release()


class ReadBodies:
    """Read what was posted before anything else asks for it.

    After the reader is known and the length allowed: what is refused for either was
    not read. Before the form's token is compared, which reads the form.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.places = Places(settings.SERVER_THREADS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or "0")
        if request.method == "POST" and length and _is_awaited(request):
            try:
                with self.places.one(is_film=length > limits.BODY_WITH_FILES_MAX):
                    read(request, SECONDS + length / BYTES_A_SECOND)
            except Occupied:
                log.warning("bodies_occupied")
                return _unread(request, 503, "Too much is being sent at this moment.")
            except TooSlow:
                log.warning("body_too_slow", length=length)
                return _unread(request, 408, "What you sent took too long to arrive.")
            except UnreadablePostError:
                return render(request, "400.html", status=400)
            except OSError as error:
                # A film goes to a file as it comes.
                if not cannot_save(error):
                    raise
                log.exception("cannot_save")
                return _unread(request, 503, UNSAVED)
        return self.get_response(request)


def _is_awaited(request: HttpRequest) -> bool:
    """Whether anything here takes what was sent, or a form of ours was its sender."""
    try:
        resolve(request.path_info)
    except Resolver404:
        return is_from_here(request)
    return True


def read(request: HttpRequest, seconds: float) -> None:
    stream: Any = vars(request)["_stream"]
    vars(request)["_stream"] = Steps(stream, time.monotonic() + seconds)
    # A form with files goes to files as it comes; all else is kept whole.
    _ = request.POST if request.content_type == "multipart/form-data" else request.body


def _unread(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The words are in the browser alone: a part of a page leaves its form there."""
    context = {"sentence": sentence, "is_unread": True}
    response = render(request, "503.html", context, status=status)
    response["Retry-After"] = RETRY_AFTER
    response["HX-Reswap"] = "none"
    return response
