"""Whole pages for visitors, and what ends by itself, cached under versions.

What ends at a moment that no version tells is cached together with that moment.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from core import clock, dry_run
from core.cached import name_of, read, write
from core.htmx import wants_partial
from richtext import rendering

VISITOR_COOKIES = {settings.SESSION_COOKIE_NAME, "messages"}

View = Callable[..., HttpResponse]
CacheKey = tuple[object, ...]


def cached(key: CacheKey, make: Callable[[], Any]) -> Any:
    """As `core.cached.cached`, for what ends by itself at a moment, `until`."""
    if dry_run.is_active():
        return make()
    name = _name(key)
    found = read(name)
    if found is None or _is_over(getattr(found, "until", None)):
        found = make()
        write(name, found)
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

    `versions_of` answers with the versions of what the address shows, or None where a
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
    found = read(name)
    if found is None or _is_over(found[2]):
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.cookies or response.streaming:
            return _marked(response)
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        until = getattr(response, "true_until", None)
        found = (bytes(response.content), etag, until)
        write(name, found)
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
    return name_of((rendering.VERSION, *key))
