"""Pages and parts that are kept under the version of what they show.

A key holds every version that the kept thing depends on, so nothing is ever
removed: what has changed is simply asked for under another name. What ends by
itself, at a moment, is kept with that moment. A cache that is down costs time,
never a page.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from core import clock, dry_run
from core.htmx import wants_partial
from richtext import rendering

CACHE_SECONDS = 24 * 60 * 60
VISITOR_COOKIES = {settings.SESSION_COOKIE_NAME, "messages"}

log = structlog.get_logger()
View = Callable[..., HttpResponse]
CacheKey = tuple[object, ...]


def cached(key: CacheKey, make: Callable[[], Any]) -> Any:
    """What is kept under the key, made and kept if there is nothing yet.

    Who only looks, at another moment, is shown nothing kept and leaves nothing.
    """
    if dry_run.is_active():
        return make()
    name = _name(key)
    found = _get(name)
    if found is None or _is_over(getattr(found, "until", None)):
        found = make()
        _set(name, found)
    return found


def true_until(response: HttpResponse, moment: datetime | None) -> HttpResponse:
    """Say when a page stops being true by itself: a lock or a pin has an end."""
    vars(response)["true_until"] = moment
    return response


def _is_over(moment: datetime | None) -> bool:
    return moment is not None and moment <= clock.now()


def cached_for_visitors(
    versions_of: Callable[..., CacheKey | None],
) -> Callable[[View], View]:
    """Keep whole pages for readers who carry no cookie of ours.

    `stamp` answers with the versions of what the address shows, or None where a
    visitor may not see it; it is asked on every request, with one cheap query.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            versions = None
            if _is_plain_visit(request):
                versions = versions_of(request, *args, **kwargs)
            if versions is None:
                return _marked(view(request, *args, **kwargs))
            return _cached_answer(
                request, view, (request.path, *versions), args, kwargs
            )

        return wrapped

    return decorator


def _cached_answer(
    request: HttpRequest, view: View, key: CacheKey, args: Any, kwargs: Any
) -> HttpResponse:
    name = _name(("page", *key))
    found = _get(name)
    if found is None or _is_over(found[2]):
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.cookies or response.streaming:
            return _marked(response)
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        until = getattr(response, "true_until", None)
        found = (bytes(response.content), etag, until)
        _set(name, found)
    content, etag, _until = found
    # Compared as the protocol has it for this header: a compressed page's is weak.
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in {one.removeprefix("W/") for one in known}:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(content)
    answer["ETag"] = etag
    return _marked(answer)


def _is_plain_visit(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and not VISITOR_COOKIES.intersection(request.COOKIES)
        and not wants_partial(request)
    )


def _marked(response: HttpResponse) -> HttpResponse:
    """Browsers may keep a page but must ask each time; nobody between may."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _name(key: CacheKey) -> str:
    """The renderer's version is part of every name: a page shows what it made."""
    digest = hashlib.sha256(repr((rendering.VERSION, *key)).encode()).hexdigest()
    return f"forum:{digest[:40]}"


def _get(name: str) -> Any:
    try:
        return caches["pages"].get(name)
    except Exception:  # any cache backend may fail in its own way
        log.warning("cache_unavailable", exc_info=True)
        return None


def _set(name: str, value: Any) -> None:
    try:
        caches["pages"].set(name, value, CACHE_SECONDS)
    except Exception:  # as above: the page is made already
        log.warning("cache_unavailable", exc_info=True)
