"""Handing out a private file, whole or in parts, once a view has allowed it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from core.private import PrivateStorage

BLOCK = 64 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Unsatisfiable(Exception):
    """The range lies wholly behind the end of the file."""


def send_private(
    request: HttpRequest,
    name: str | None,
    *,
    content_type: str,
    filename: str,
    as_download: bool = False,
) -> HttpResponseBase:
    """Answer GET and HEAD with a private file, with Range and If-Range.

    Never kept by anything on the way, so that the next request asks again. Where
    settings.ACCEL_PREFIX is set the front server sends the bytes, and the ranges.
    """
    path = Path(PrivateStorage().path(name or ""))
    if not name or not path.is_file():
        raise Http404("The file is not there.")
    response = _handed_on(name) if settings.ACCEL_PREFIX else _read(request, path)
    if response.status_code != 416:
        response["Content-Type"] = content_type
        told = content_disposition_header(as_download, filename)
        response["Content-Disposition"] = told or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _handed_on(name: str) -> HttpResponse:
    response = HttpResponse()
    response["X-Accel-Redirect"] = settings.ACCEL_PREFIX.rstrip("/") + "/" + quote(name)
    return response


def _read(request: HttpRequest, path: Path) -> HttpResponseBase:
    size = path.stat().st_size
    tag = _tag(path)
    try:
        span = _asked(request, size, tag)
    except Unsatisfiable:
        return HttpResponse(
            status=416,
            headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"},
        )
    first, last = span or (0, size - 1)
    length = last - first + 1
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_blocks(path, first, length))
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def _asked(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte that are asked for; None for the whole file.

    A header that is no single well-formed range is not read, as the protocol says.
    """
    if request.method != "GET":
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found.groups() == ("", ""):
        return None
    start, end = found.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
        if int(end) == 0:
            raise Unsatisfiable
    else:
        first, last = int(start), min(int(end) if end else size - 1, size - 1)
        if end and int(end) < first:
            return None
    if first >= size:
        raise Unsatisfiable
    return first, last


def _tag(path: Path) -> str:
    """A stored file is never written again: its name says what it holds."""
    seen = f"{path.name} {path.stat().st_size}"
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


def _blocks(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (block := file.read(min(BLOCK, length))):
            length -= len(block)
            yield block
