"""The lock on every page of this package, beside its absence from the addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

View = Callable[..., HttpResponse]


def development_only(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEVELOPMENT_PAGES:
            raise Http404("This page is part of development sites only.")
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapped


def as_mail_shows_it(html: str) -> HttpResponse:
    """A message on a page of its own, with the inline styles that mail needs."""
    response = HttpResponse(html)
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "script-src": ["'none'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
    return response
