"""The reader of this request: their access, loaded once, and their zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from access.access import Access


class AccessMiddleware:
    """Set `request.access`, lazily: a visitor costs no query.

    A request without a session cookie does not even ask who it is from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: Access.of(request.user))
        if not request.session.session_key:
            return self.get_response(request)
        zone = getattr(request.user, "zone", None)
        with timezone.override(ZoneInfo(zone) if zone else None):
            return self.get_response(request)
